import assert from 'node:assert/strict'
import fastify from 'fastify'
import corsPolicy, { validatePolicy, type CorsPolicyDocument, type CorsPolicyName } from 'fastify-cors-policy'
import schema from 'fastify-cors-policy/policy.schema.json' with { type: 'json' }
import { CorsPolicyDocumentSchema } from 'fastify-cors-policy/schema'
import { checkEndpoint, UnreachableError, type CheckReport } from 'fastify-cors-policy/check'
import { memoryOrigins } from 'fastify-cors-policy/sources'
import { explain, type CorsExplanation } from 'fastify-cors-policy/tools'

declare module 'fastify-cors-policy' {
  interface CorsPolicyNames { public: true, partners: true }
  interface CorsSourceNames { tenants: true }
}

const origin = 'https://app.example.com'
const policy: CorsPolicyDocument = { origins: [origin], policies: { public: { origins: '*' } } }
const app = fastify()
const tenants = memoryOrigins(['https://tenant.example'])
await app.register(corsPolicy, { ...policy, sources: { tenants } })
app.get('/tenants', { config: { cors: { origins: [{ source: 'tenants' }] } } }, async () => 'hello')
app.put('/', async () => 'hello')
app.get('/off', { config: { cors: false } }, async () => 'hello')

const actual = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
assert.equal(actual.headers['access-control-allow-origin'], origin)

const tenant = await app.inject({ url: '/tenants', headers: { origin: 'https://tenant.example' } })
assert.equal(tenant.headers['access-control-allow-origin'], 'https://tenant.example')

const asking = { origin, 'access-control-request-method': 'PUT' }
const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: asking })
assert.equal(preflight.statusCode, 204)
assert.equal(preflight.headers['access-control-allow-methods'], 'PUT')

assert.deepEqual(validatePolicy(JSON.parse(JSON.stringify(policy))), policy)
assert.deepEqual(Object.keys(schema.properties), Object.keys(CorsPolicyDocumentSchema.properties))

const explanation: CorsExplanation = explain(policy, { origin, policy: 'public' })
assert.equal(explanation.outcome, 'allow')
assert.equal((await app.cors.explain({ origin, url: '/', method: 'PUT' })).outcome, 'allow')

const report: CheckReport | undefined = await checkEndpoint('http://127.0.0.1:1/').catch((error: unknown) => {
  assert.ok(error instanceof UnreachableError)
  return undefined
})
assert.equal(report, undefined)

// What follows is for the compiler only: it fails where a line below is not an error.
export function refused () {
  // @ts-expect-error every origin never goes with credentials
  app.register(corsPolicy, { origins: '*', credentials: true })
  // @ts-expect-error the type of a field of a route's override, by declaration merging
  app.get('/', { config: { cors: { maxAge: '600' } } }, async () => 'hello')
  // @ts-expect-error a name that is not declared
  app.get('/', { config: { cors: 'pubic' } }, async () => 'hello')
  app.get('/', { config: { cors: 'public' } }, async () => 'hello')
  // @ts-expect-error a name that is not declared
  const name: CorsPolicyName = 'pubic'
  // @ts-expect-error a name of a source that is not declared
  app.get('/', { config: { cors: { origins: [{ source: 'tenant' }] } } }, async () => 'hello')
  // @ts-expect-error a name of a source that is not declared
  app.register(corsPolicy, { origins: '*', sources: { tenant: tenants } })
  return name
}
