/** The value of a parameter that selects the tenant: for a preflight, it is what the handler of the actual request has. */
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import OldestFastify from 'fastify-oldest'
import fc from 'fast-check'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { routerOptions } from '../../fastify-facts.ts'
import { SEED, isLong, rounds } from '../../unit/properties/seed.ts'
import { NAMES, PATTERNS, ROUTER } from '../../unit/routes/random-patterns.ts'
import { end, starts } from './started.ts'

const METHODS = ['PUT', 'DELETE', 'PATCH'] as const

/** A source that has each origin of its tenant, and notes whose origins are looked up. */
function tenants (asked: (string | undefined)[]): CorsOriginSource {
  return {
    maxSnapshot: 0,
    connect: async () => ({
      version: async () => '1',
      has: async (origin: string, key?: string) => { asked.push(key); return origin.startsWith(pageOf(key ?? '')) },
      close () {}
    })
  } as unknown as CorsOriginSource
}

/** The beginning of the origins of a tenant. */
function pageOf (tenant: string): string {
  return `https://t${Buffer.from(tenant).toString('hex')}-`
}

let pages = 0

/** An origin that no result in memory is for. */
function newPageOf (tenant: string): string {
  return `${pageOf(tenant)}${pages++}.test`
}

const DEMAND = fc.record({ method: fc.constantFrom(...METHODS), version: fc.constantFrom(undefined, undefined, '1.0.0', '2.0.0') })
const APPLICATION = fc.record({
  drawn: PATTERNS, demands: fc.array(DEMAND, { minLength: 5, maxLength: 5 }), router: ROUTER, param: fc.constantFrom(...NAMES, ...NAMES, '*')
})
type Drawn = typeof APPLICATION extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** Undefined for an application that does not start. */
async function application (
  create: typeof Fastify, { drawn, demands, router, param }: Drawn, asked: (string | undefined)[]
): Promise<FastifyInstance | undefined> {
  const app = create({ ...routerOptions(router), exposeHeadRoutes: false })
  await app.register(corsPlugin, {
    policies: { tenants: { origins: [{ source: 'tenants', key: { param } }] } }, lint: 'off', sources: { tenants: tenants(asked) }
  } as CorsPluginOptions)
  const routes = drawn.patterns.map((url, i): RouteOptions => {
    const { method, version } = demands[i]!
    // A route without the parameter must not have the policy.
    const cors = new RegExp(param === '*' ? '\\*$' : `:${param}(?![a-z])`).test(url) ? 'tenants' : false
    const constraints = version === undefined ? {} : { version }
    return { method, url, constraints, config: { cors }, handler: async ({ params }) => ({ params, cors }) }
  })
  return await starts(app, routes, /^FST_CORS_(POLICY|ROUTES)_INVALID$/) ? app : undefined
}

for (const create of [Fastify, OldestFastify as unknown as typeof Fastify]) {
  const { version } = create()
  t.test(`on Fastify ${version}, a preflight and its request have the same value of a parameter`, async (t) => {
    const seen = { applications: 0, refused: 0, values: 0, approvals: 0 }
    await fc.assert(fc.asyncProperty(APPLICATION, async (drawn) => {
      const asked: (string | undefined)[] = []
      const app = await application(create, drawn, asked)
      if (app === undefined) {
        seen.refused++
        return
      }
      seen.applications++
      for (const url of drawn.drawn.urls) for (const method of METHODS) await compare(app, { method, url, param: drawn.param, asked, seen })
      await end(app)
    }), { seed: SEED, numRuns: Math.max(30, rounds(isLong ? 300 : 100)) })
    t.comment(JSON.stringify(seen))
    t.ok(seen.applications > seen.refused && seen.values > 5 && seen.approvals > 5, JSON.stringify(seen))
  })
}

interface Compared {
  readonly method: typeof METHODS[number]
  readonly url: string
  readonly param: string
  readonly asked: (string | undefined)[]
  readonly seen: { values: number, approvals: number }
}

/** Compares what the source was asked for a preflight with what the handlers have, and what is approved with what can be read. */
async function compare (app: FastifyInstance, { method, url, param, asked, seen }: Compared): Promise<void> {
  const valueAt = async (method: string, version?: string): Promise<string | undefined> => {
    const { statusCode, body } = await app.inject({ method: method as 'PUT', url, headers: version === undefined ? {} : { 'accept-version': version } })
    if (statusCode !== 200) return undefined
    const { params, cors } = JSON.parse(body) as { params: Record<string, string | undefined>, cors: unknown }
    return cors === false ? '(off)' : params[param] ?? ''
  }
  const known = new Map<string, Promise<string[]>>()
  const valuesAt = (method: string): Promise<string[]> => {
    const values = known.get(method) ?? Promise.all([undefined, '1.0.0', '2.0.0'].map(async (version) => valueAt(method, version)))
      .then((values) => values.filter((value) => value !== undefined))
    known.set(method, values)
    return values
  }
  const values = await valuesAt(method)
  for (const tenant of new Set(values)) {
    asked.length = 0
    const origin = newPageOf(tenant)
    const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': method } })
    for (const key of asked) if (!values.includes(key!)) throw new Error(`${method} ${url}: the preflight asks for ${key}, the handler has ${values.join()}`)
    seen.values += asked.length
    if (statusCode !== 204 || headers['access-control-allow-origin'] === undefined) continue
    seen.approvals++
    for (const other of String(headers['access-control-allow-methods']).split(', ')) {
      const there = await valuesAt(other)
      if (there.some((value) => value !== tenant)) throw new Error(`${other} ${url} is approved for the page of ${tenant}, and belongs to ${there.join()}`)
    }
  }
}

/** Two routes of a URL, and the tenants that they have there. */
const PAIRS: ReadonlyArray<readonly [put: string, del: string, url: string, tenants: readonly [put: string, del: string]]> = [
  ['/:realm/:x', '/:realm/:z', '/a/b', ['a', 'a']],
  ['/:realm', '/:realm(^[ab]$)', '/a', ['a', 'a']],
  ['/:realm((a)|(b))', '/:realm(a|b)', '/a', ['a', 'a']],
  ['/t:realm-:x', '/t:realm-:z', '/ta-b', ['a', 'a']],
  ['/:x([^/]+)/:realm', '/:x/:realm', '/b/a', ['a', 'a']],
  // Colons in expressions are no parameters.
  ['/:z((?:realm-b))/:realm/:x', '/:z((?:realm-b))/:x/:realm', '/realm-b/a/b', ['a', 'b']],
  ['/:z([:]realm-b)/:realm/:x', '/:z([:]realm-b)/:x/:realm', '/:realm-b/a/b', ['a', 'b']],
  // Of two parameters with one name, the router gives the last value.
  ['/:realm/:realm', '/:realm/:x', '/b/a', ['a', 'b']],
  ['/:realm-:realm', '/:realm-:x', '/b-a', ['a', 'b']],
  // A group in an expression is one more value, which takes the next name, and a group that captures nothing gives its name away.
  ['/:x((a)b?)/:realm', '/:x((?:a)b?)/:realm', '/ab/b', ['a', 'b']],
  ['/:x(?:a|b)/:realm/:z', '/:x(a|b)/:realm/:z', '/a/b/a', ['a', 'b']],
  ['/:x/:realm(?:a)', '/:x/:realm(a)', '/b/a', ['', 'a']],
  ['/:realm/b', '/:*/b', '/a/b', ['a', '(off)']]
]

for (const [put, del, url, values] of PAIRS) {
  t.test(`a preflight for PUT ${put} approves DELETE ${del} only if both have the same tenant`, async (t) => {
    const app = Fastify()
    await app.register(corsPlugin, { policies: { tenants: { origins: [{ source: 'tenants', key: { param: 'realm' } }] } }, lint: 'off', sources: { tenants: tenants([]) } } as CorsPluginOptions)
    const read: Record<string, string> = {}
    for (const [method, pattern] of [['PUT', put], ['DELETE', del]] as const) {
      const cors = pattern.includes(':realm') ? 'tenants' : false
      app.route({ method, url: pattern, config: { cors }, handler: async ({ params }) => { read[method] = cors === false ? '(off)' : (params as Record<string, string>)['realm'] ?? ''; return '' } })
    }
    for (const method of ['PUT', 'DELETE']) t.equal((await app.inject({ method: method as 'PUT', url })).statusCode, 200)
    t.strictSame([read['PUT'], read['DELETE']], values)
    for (const [i, tenant] of values.entries()) {
      if (tenant === '' || tenant === '(off)') continue
      const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin: newPageOf(tenant), 'access-control-request-method': ['PUT', 'DELETE'][i]! } })
      t.equal(statusCode, 204)
      t.equal(headers['access-control-allow-methods'], values[0] === values[1] ? 'DELETE, PUT' : ['PUT', 'DELETE'][i], tenant)
    }
  })
}
