import assert from 'node:assert/strict'
import fastify from 'fastify'
import corsPolicy, * as all from 'fastify-cors-policy'
import schema from 'fastify-cors-policy/policy.schema.json' with { type: 'json' }
import { CorsPolicyDocumentSchema } from 'fastify-cors-policy/schema'
import { explain } from 'fastify-cors-policy/tools'
import { CheckOptionError, planRequests } from 'fastify-cors-policy/check'
import { fileOrigins, memoryOrigins } from 'fastify-cors-policy/sources'
import { originSourceChecks } from 'fastify-cors-policy/testing'

const origin = 'https://app.example.com'
const app = fastify()
await app.register(corsPolicy, { origins: [origin] })
app.put('/', async () => 'hello')

const actual = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
assert.equal(actual.headers['access-control-allow-origin'], origin)

const asking = { origin, 'access-control-request-method': 'PUT' }
const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: asking })
assert.equal(preflight.statusCode, 204)
assert.equal(preflight.headers['access-control-allow-methods'], 'PUT')

assert.equal(all.corsPlugin, corsPolicy)
assert.throws(() => all.validatePolicy({ origins: [] }), all.CorsPolicyError)
assert.deepEqual(all.parseOrigins(origin), [origin])
assert.equal(all.decide(all.compilePolicy({ origins: '*' }), { method: 'GET' }).allowOrigin, '*')
assert.deepEqual(Object.keys(schema.properties), Object.keys(CorsPolicyDocumentSchema.properties))

assert.equal(planRequests('http://127.0.0.1/', { allowedOrigins: [origin] })[0].method, 'GET')
assert.throws(() => planRequests('ftp://127.0.0.1/'), CheckOptionError)

assert.deepEqual(explain({ origins: [origin] }, { origin }).outcome, 'allow')
assert.equal((await app.cors.explain({ origin: 'https://shop.example', url: '/', method: 'PUT' })).failure?.code, 'allow-origin-missing')

assert.throws(() => memoryOrigins(['https://a.example/']), all.CorsPolicyError)
assert.throws(() => fileOrigins(''), all.CorsPolicyError)
const memory = memoryOrigins()
const writer = {
  allow: async (...change) => memory.add(...change),
  disallow: async (...change) => memory.delete(...change),
  replace: async (...change) => memory.replace(...change),
  list: async key => memory.list(key)
}
for (const { run } of originSourceChecks({ source: memory, writer, methods: ['has', 'listen'] })) await run()
