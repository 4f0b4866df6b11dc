/** Names that every object has are names like any other: of origins, methods, headers and policies. */
import Fastify from 'fastify'
import t from 'tap'
import { factsOf } from '../../../lib/browser/engines.ts'
import { preflightCheck } from '../../../lib/browser/preflight-check.ts'
import { CorsPolicyError, compilePolicy, corsPlugin, decide, validatePolicy } from '../../../lib/index.ts'
import * as headers from '../../../lib/standard/headers.ts'
import { isForbiddenMethod, isSafelistedMethod, NODE_METHODS } from '../../../lib/standard/methods.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { headersOf } from '../../decision-headers.ts'

const A = 'https://a.test'
const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length', 'name']
const POLICIES: readonly CorsPolicy[] = [
  { origins: [A], allowedHeaders: ['X-H'], methods: ['PUT'] },
  { origins: ['https://*.a.test', 'http://localhost:*'] },
  { origins: ['null'], dangerouslyAllow: ['null-origin'] }
]

t.test('a name of Object.prototype is never an allowed origin', async (t) => {
  for (const policy of POLICIES) {
    const compiled = compilePolicy(policy)
    for (const name of NAMES) {
      for (const origin of [name, `https://${name}`, `https://${name}.a.test.`, `http://${name}:1`, `${A}.${name}`]) {
        const { reason } = decide(compiled, { method: 'GET', origin })
        t.equal(reason, 'origin-not-allowed', `${origin} in ${String(policy.origins)}`)
      }
    }
  }
})

t.test('a name of Object.prototype is never an allowed method', async (t) => {
  const compiled = compilePolicy(POLICIES[0]!)
  for (const name of NAMES) {
    for (const requestMethod of [name, name.toUpperCase()]) {
      t.equal(decide(compiled, { method: 'OPTIONS', origin: A, requestMethod }).reason, 'method-not-allowed', requestMethod)
      t.throws(() => validatePolicy({ origins: [A], methods: [requestMethod] }), CorsPolicyError)
      t.notOk(isSafelistedMethod(requestMethod) || isForbiddenMethod(requestMethod) || NODE_METHODS.has(requestMethod))
    }
  }
})

t.test('a name of Object.prototype is an ordinary header name', async (t) => {
  const kinds = Object.entries(headers).filter((entry): entry is [string, (name: string) => boolean] =>
    typeof entry[1] === 'function' && entry[0] !== 'isToken')
  t.ok(kinds.length >= 8)
  for (const name of NAMES) {
    for (const [kind, isOfKind] of kinds) t.notOk(isOfKind(name), `${name}: ${kind}`)
    const unlisted = decide(compilePolicy(POLICIES[0]!), { method: 'OPTIONS', origin: A, requestMethod: 'PUT' })
    const listed = decide(compilePolicy({ ...POLICIES[0]!, allowedHeaders: [name] }), { method: 'OPTIONS', origin: A, requestMethod: 'PUT' })
    t.equal(listed.allowHeaders, name.toLowerCase())
    for (const [decision, isApproved] of [[unlisted, false], [listed, true]] as const) {
      const request = { origin: A, url: new URL(A), credentials: 'omit', method: 'PUT', useCorsPreflight: false } as const
      const unsafeHeaderNames = [name.toLowerCase()]
      const answer = { status: 204, headers: Object.entries(headersOf(decision, A)) }
      const { grant } = preflightCheck({ ...request, unsafeHeaderNames }, answer, factsOf('standard'))
      t.equal(grant !== undefined, isApproved, `${name} is approved: ${isApproved}`)
    }
    t.equal(decide(compilePolicy({ origins: [A], exposedHeaders: [name] }), { method: 'GET', origin: A }).exposeHeaders, name.toLowerCase())
  }
})

t.test('a name of Object.prototype never selects a policy that does not have it', async (t) => {
  for (const name of NAMES) {
    for (const where of [{ notFound: name }, { routes: { '/a': name } }]) {
      for (const named of [{}, { policies: { some: { origins: '*' } } }]) {
        t.throws(() => validatePolicy({ origins: [A], ...named, ...where }), CorsPolicyError, name)
      }
    }
    const app = Fastify()
    app.register(corsPlugin, { origins: [A] })
    app.get('/', { config: { cors: name } }, async () => '')
    await t.rejects(async () => { await app.ready() }, CorsPolicyError, `config.cors: ${name}`)
  }
})

t.test('a policy or route can have a name of Object.prototype, except __proto__', async (t) => {
  for (const name of NAMES) {
    const app = Fastify()
    app.register(corsPlugin, { policies: { [name]: { origins: [A] } }, routes: { [`/${name}`]: name } })
    app.get(`/${name}`, async () => '')
    if (name === '__proto__') {
      await t.rejects(async () => { await app.ready() }, CorsPolicyError)
      continue
    }
    const response = await app.inject({ url: `/${name}`, headers: { origin: A } })
    t.equal(response.headers['access-control-allow-origin'], A, name)
    t.same(app.cors.stats(), { [name]: { actual: { 'origin-allowed': 1 } } })
  }
})

t.test('requests with names of Object.prototype get ordinary responses', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, POLICIES[0]!)
  app.put('/', async () => '')
  for (const name of NAMES) {
    const more = { [name.toLowerCase()]: name, 'access-control-request-headers': name }
    const preflight = (origin: string, method: string) => app.inject({
      method: 'OPTIONS', url: `/${name}`, headers: { ...more, origin, 'access-control-request-method': method }
    })
    t.equal((await preflight(name, 'PUT')).statusCode, 403)
    const approved = await preflight(A, name)
    t.same([approved.statusCode, approved.headers['access-control-allow-methods']], [204, 'PUT'])
    t.equal(approved.headers['access-control-allow-headers'], 'x-h')
  }
})
