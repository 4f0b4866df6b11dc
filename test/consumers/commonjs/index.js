const assert = require('node:assert/strict')
const fastify = require('fastify')
const corsPolicy = require('fastify-cors-policy')
const { validatePolicy, compilePolicy, decide, parseOrigins, CorsPolicyError } = require('fastify-cors-policy')
const schema = require('fastify-cors-policy/policy.schema.json')
const { CorsPolicyDocumentSchema } = require('fastify-cors-policy/schema')

const origin = 'https://app.example.com'

async function main () {
  const app = fastify()
  app.register(corsPolicy, { origins: [origin] })
  app.put('/', async () => 'hello')

  const actual = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
  assert.equal(actual.headers['access-control-allow-origin'], origin)

  const asking = { origin, 'access-control-request-method': 'PUT' }
  const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: asking })
  assert.equal(preflight.statusCode, 204)
  assert.equal(preflight.headers['access-control-allow-methods'], 'PUT')

  assert.equal(typeof corsPolicy, 'function')
  assert.equal(corsPolicy.default, corsPolicy)
  assert.equal(corsPolicy.corsPlugin, corsPolicy)
  assert.throws(() => validatePolicy({ origins: [] }), CorsPolicyError)
  assert.deepEqual(parseOrigins(origin), [origin])
  assert.equal(decide(compilePolicy({ origins: '*' }), { method: 'GET' }).allowOrigin, '*')
  assert.deepEqual(Object.keys(schema.properties), Object.keys(CorsPolicyDocumentSchema.properties))
}

main().catch(error => {
  console.error(error)
  process.exitCode = 1
})
