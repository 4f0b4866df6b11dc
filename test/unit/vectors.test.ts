/** Origins and patterns, row by row from a table, through the plugin: for requests and preflights alike. */
import Fastify, { type FastifyInstance } from 'fastify'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { corsPlugin } from '../../lib/index.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { corsHeadersOf } from '../decision-headers.ts'

interface Vector {
  readonly pattern: string
  readonly origin: string
  readonly expected: 'allow' | 'deny'
  readonly class: string
  readonly why: string
}

interface InvalidPattern {
  readonly pattern: string
  readonly why: string
}

const { vectors, invalidPatterns } = JSON.parse(
  readFileSync(new URL('../vectors/origins.json', import.meta.url), 'utf8')
) as { readonly vectors: readonly Vector[], readonly invalidPatterns: readonly InvalidPattern[] }

function policyOf (pattern: string): CorsPolicy {
  if (pattern === '*') return { origins: '*' }
  return { origins: [pattern], ...(pattern === 'null' ? { dangerouslyAllow: ['null-origin'] } : {}) }
}

const apps = new Map<string, FastifyInstance>()

function appOf (pattern: string): FastifyInstance {
  let app = apps.get(pattern)
  if (app === undefined) {
    apps.set(pattern, app = Fastify())
    app.register(corsPlugin, policyOf(pattern))
    app.put('/', async () => '')
  }
  return app
}

t.ok(vectors.length > 80 && invalidPatterns.length > 20, 'the tables are there')

for (const { pattern, origin, expected, why } of vectors) {
  t.test(`${pattern} ${expected === 'allow' ? 'allows' : 'refuses'} ${JSON.stringify(origin)}: ${why}`, async (t) => {
    const app = appOf(pattern)
    const vary = pattern === '*' ? {} : { vary: 'Origin' }
    const allowed = expected === 'allow'
      ? { 'access-control-allow-origin': pattern === '*' ? '*' : origin, ...vary }
      : vary
    const actual = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
    t.same([actual.statusCode, corsHeadersOf(actual.headers)], [200, allowed])
    const preflight = await app.inject({
      method: 'OPTIONS', url: '/', headers: { origin, 'access-control-request-method': 'PUT' }
    })
    t.same([preflight.statusCode, corsHeadersOf(preflight.headers)], expected === 'allow'
      ? [204, { ...allowed, 'access-control-allow-methods': 'PUT' }]
      : [403, vary])
  })
}

t.test('no pattern of the other table can be registered', async (t) => {
  for (const { pattern, why } of invalidPatterns) {
    const app = Fastify()
    app.register(corsPlugin, policyOf(pattern))
    const error = { code: 'FST_CORS_POLICY_INVALID', issues: [{ path: '/origins/0' }] }
    await t.rejects(async () => { await app.ready() }, error, `${pattern}: ${why}`)
  }
})
