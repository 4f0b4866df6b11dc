import assert = require('node:assert/strict')
import fastify = require('fastify')
import corsPolicy = require('fastify-cors-policy')
import { CorsPolicyError, validatePolicy, type CorsPolicyDocument } from 'fastify-cors-policy'

const origin = 'https://app.example.com'
const policy: CorsPolicyDocument = { origins: [origin] }

async function main (): Promise<void> {
  const app = fastify()
  app.register(corsPolicy, policy)
  app.put('/', async () => 'hello')

  const actual = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
  assert.equal(actual.headers['access-control-allow-origin'], origin)

  const asking = { origin, 'access-control-request-method': 'PUT' }
  const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: asking })
  assert.equal(preflight.statusCode, 204)
  assert.equal(preflight.headers['access-control-allow-methods'], 'PUT')

  assert.throws(() => validatePolicy({ origins: [] }), CorsPolicyError)
}

// What follows is for the compiler only: it fails where a line below is not an error.
export function refused (app: fastify.FastifyInstance): void {
  // @ts-expect-error every origin never goes with credentials
  app.register(corsPolicy, { origins: '*', credentials: true })
  // @ts-expect-error the type of a field of a route's override, by declaration merging
  app.get('/', { config: { cors: { maxAge: '600' } } }, async () => 'hello')
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
