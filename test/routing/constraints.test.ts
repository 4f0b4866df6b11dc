/** The law of preflights where routes ask for more than a preflight carries. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { URLS, constrainedApp } from './constrained-app.ts'
import { ORIGIN, REQUEST_HOSTS } from './random-app.ts'
import { random } from './random.ts'

const PREFLIGHTS = Number(process.env['PREFLIGHTS'] ?? (process.env['LONG'] === '1' ? 300_000 : 30_000))
const SEED = Number(process.env['SEED'] ?? 20_261_129)
const PER_APP = 120
/** Each approved preflight is followed by so many requests with other values. */
const REQUESTS = 4

const SAFELISTED = ['GET', 'HEAD', 'POST']

const VERSIONS = [Fastify, OldestFastify as unknown as typeof Fastify]

for (const create of VERSIONS) {
  const { version } = create()
  t.test(`on Fastify ${version} an approved preflight leads to no route of another policy`, async (t) => {
    const found: string[] = []
    const counted = { preflights: 0, approved: 0, uncertain: 0, ran: 0 }
    for (let n = 0; n * PER_APP < PREFLIGHTS; n++) {
      const source = random(SEED + n)
      const { app, constraints } = await constrainedApp(create, source)
      for (let i = 0; i < PER_APP; i++) {
        const method = source.pick(['PUT', 'PUT', 'PUT', 'DELETE', 'DELETE', 'GET', 'HEAD', 'POST'])
        const url = source.pick(URLS)
        const host = source.pick(REQUEST_HOSTS)
        const preflight = await app.inject({
          method: 'OPTIONS', url, headers: { origin: ORIGIN, host, accept: '*/*', 'access-control-request-method': method }
        })
        counted.preflights++
        if (preflight.statusCode === 403) counted.uncertain++
        if (preflight.statusCode !== 204 || preflight.headers['access-control-allow-origin'] !== ORIGIN) continue
        counted.approved++
        const listed = String(preflight.headers['access-control-allow-methods']).split(', ').filter((name) => !SAFELISTED.includes(name))
        const approved = [...new Set(SAFELISTED.includes(method) ? [method, ...listed] : listed)]
        for (let k = 0; k < REQUESTS && approved.length > 0; k++) {
          const name = k === 0 && approved.includes(method) ? method : source.pick(approved)
          const headers = { origin: ORIGIN, host, ...constraints.ofRequest() }
          const actual = await app.inject({ method: name, url, headers } as InjectOptions)
          if (actual.headers['x-ran'] === undefined) continue
          counted.ran++
          const answered = `x-policy-${preflight.headers['access-control-max-age']}`
          const exposed = actual.headers['access-control-expose-headers']
          if (exposed !== answered) {
            found.push(`SEED=${SEED + n} ${name} ${url} ${JSON.stringify(headers)} after ${method}: ${String(exposed)}, not ${answered}`)
          }
        }
      }
      await app.close()
      await nextTurn()
    }
    t.comment(JSON.stringify({ ...counted, found: found.length }))
    t.same(found.slice(0, 10), [])
  })
}
