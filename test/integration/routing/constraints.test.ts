/** The law of preflights where routes ask for more than a preflight carries. */
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { URLS, constrainedApp, type ConstrainedApp } from './constrained-app.ts'
import { ORIGIN, REQUEST_HOSTS } from './random-app.ts'
import { random, type Random } from '../../unit/properties/seeded-random.ts'
import { countOf } from '../../unit/properties/seed.ts'
import { end } from './started.ts'

const PREFLIGHTS = countOf('PREFLIGHTS', 500, 300_000)
const SEED = Number(process.env['SEED'] ?? 20_261_129)
const PER_APP = 120
/** Each approved preflight is followed by so many requests with other values. */
const REQUESTS = 4

const METHODS = ['PUT', 'PUT', 'PUT', 'DELETE', 'DELETE', 'GET', 'HEAD', 'POST']
/** They need no approval, so that the answer to another method's preflight does not approve them. */
const SAFELISTED = ['GET', 'HEAD', 'POST']

interface Asked {
  readonly method: string
  readonly url: string
  readonly host: string
}

/** As browsers send it. */
async function preflight (app: FastifyInstance, { method, url, host }: Asked) {
  const { statusCode, headers } = await app.inject({
    method: 'OPTIONS', url, headers: { origin: ORIGIN, host, accept: '*/*', 'access-control-request-method': method }
  })
  const isApproved = statusCode === 204 && headers['access-control-allow-origin'] === ORIGIN
  const listed = String(headers['access-control-allow-methods']).split(', ').filter((name) => !SAFELISTED.includes(name))
  const methods = [...new Set(SAFELISTED.includes(method) ? [method, ...listed] : listed)]
  return { isRefused: statusCode === 403, methods: isApproved ? methods : [], policy: `x-policy-${headers['access-control-max-age']}` }
}

class Counter {
  readonly counts = { preflights: 0, approved: 0, refused: 0, ran: 0 }
  readonly broken: string[] = []

  /** Asks, and then sends what is approved with values that the preflight did not carry. */
  async follow ({ app, constraints }: ConstrainedApp, source: Random, asked: Asked): Promise<boolean> {
    const { isRefused, methods, policy } = await preflight(app, asked)
    this.counts.preflights++
    if (isRefused) this.counts.refused++
    if (methods.length === 0) return isRefused
    this.counts.approved++
    for (let i = 0; i < REQUESTS; i++) {
      const method = i === 0 && methods.includes(asked.method) ? asked.method : source.pick(methods)
      const headers = { origin: ORIGIN, host: asked.host, ...constraints.ofRequest() }
      const actual = await app.inject({ method, url: asked.url, headers } as InjectOptions)
      if (actual.headers['x-ran'] === undefined) continue
      this.counts.ran++
      const exposed = actual.headers['access-control-expose-headers']
      if (exposed === policy) continue
      this.broken.push(`${method} ${asked.url} ${JSON.stringify(headers)} has ${String(exposed)}, the preflight for ${asked.method} had ${policy}`)
    }
    return isRefused
  }
}

const FINDING = /^The plugin rejects preflights for (?<methods>\w+(?:, \w+)*) (?<url>\S+?)(?: \(host (?<host>\S+)\))?, because /

/** Where lint says that preflights are refused, as `PUT /x`; a host in an expression is left out. */
async function findings (app: FastifyInstance): Promise<Asked[]> {
  const found = await app.cors.lint()
  return found.filter(({ id }) => id === 'preflight-route-ambiguous').flatMap(({ message }) => {
    const { methods, url, host } = FINDING.exec(message)!.groups as Record<'methods' | 'url', string> & { readonly host?: string }
    return methods.split(', ').map((method) => ({ method, url, host: host ?? 'nobody' }))
  })
}

for (const create of [Fastify, OldestFastify as unknown as typeof Fastify]) {
  const { version } = create()
  t.test(`on Fastify ${version}, an approved preflight never leads to a route with another policy, and lint reports rejected ones`, async (t) => {
    const counter = new Counter()
    const wrong: string[] = []
    for (let n = 0; n * PER_APP < PREFLIGHTS; n++) {
      const source = random(SEED + n)
      const constrained = await constrainedApp(create, source)
      const { app } = constrained
      const refused = new Set<string>()
      for (let i = 0; i < PER_APP; i++) {
        const asked = { method: source.pick(METHODS), url: source.pick(URLS), host: source.pick(REQUEST_HOSTS) }
        if (await counter.follow(constrained, source, asked)) refused.add(asked.method)
      }
      wrong.push(...counter.broken.splice(0).map((text) => `SEED=${SEED + n} ${text}`))
      const found = await findings(app)
      for (const asked of found) {
        if (asked.host.startsWith('/')) continue
        if (!(await preflight(app, asked)).isRefused) wrong.push(`SEED=${SEED + n} lint says that ${JSON.stringify(asked)} is refused`)
      }
      if (constrained.hasOnePolicy && refused.size + found.length > 0) wrong.push(`SEED=${SEED + n} something is refused under one policy`)
      for (const method of refused) {
        if (!found.some((asked) => asked.method === method)) wrong.push(`SEED=${SEED + n} lint does not say that ${method} is refused`)
      }
      await end(app)
    }
    const { preflights, approved, refused, ran } = counter.counts
    t.comment(`${preflights} preflights, ${approved} approved, ${refused} refused; ${ran} requests reached a route`)
    t.same(wrong.slice(0, 10), [])
    t.ok(approved > preflights / 2 && refused > preflights / 20 && ran > preflights / 2, 'there was something to see')
  })
}
