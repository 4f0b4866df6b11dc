/** What TypeScript accepts as a policy, and what it refuses before anything runs. */
import fastify from 'fastify'
import { describe, expect, test } from 'tstyche'
import corsPlugin, {
  compilePolicy, corsFrameworkErrors, decide, parseOrigins, validatePolicy,
  type CorsPolicyOverride, type CorsPluginOptions, type CorsPolicy, type CorsPolicyDocument, type CorsPolicyName,
  type CorsDocumentStore, type CorsPolicyNames, type CorsDecision, type CorsPolicyIssue, type CorsDecisionReason, type CorsSourceName, type CorsSourceNames
} from '../../lib/index.ts'
import { CorsPolicyError } from '../../lib/index.ts'
import { fileDocument, memoryOrigins } from '../../lib/sources.ts'
import json from './policy.json' with { type: 'json' }

const app = fastify()

describe('a policy', () => {
  test('has origins', () => {
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: string[] }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: readonly string[] }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: '*' }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{}>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: string }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: RegExp[] }>()
  })

  test('never combines every origin with credentials', () => {
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: '*', credentials: false }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: string[], credentials: true }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: string[], credentials: boolean }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: '*', credentials: true }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: '*', credentials: boolean }>()
  })

  test('takes any method and header name beside the usual ones', () => {
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: '*', methods: ['PURGE'] }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: '*', allowedHeaders: ['X-Tenant'] }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: '*', allowedHeaders: '*', exposedHeaders: '*' }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: '*', methods: '*' }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: '*', methods: 'GET' }>()
  })

  test('lifts only prohibitions that exist', () => {
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: string[], dangerouslyAllow: ['insecure-origins'] }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: string[], dangerouslyAllow: ['everything'] }>()
  })

  test('takes a max age in seconds as a number', () => {
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: '*', maxAge: string }>()
  })

  test('is not changed once it is given away', () => {
    const policy = {} as CorsPolicy
    // @ts-expect-error Cannot assign to 'maxAge' because it is a read-only property
    policy.maxAge = 1
  })

  test('has no field unset on purpose: an absent field is left out', () => {
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: '*', maxAge: undefined }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: null }>()
  })
})

describe('an override', () => {
  test('is any part of a policy', () => {
    expect<CorsPolicyOverride>().type.toBeAssignableFrom<{}>()
    expect<CorsPolicyOverride>().type.toBeAssignableFrom<{ credentials: true }>()
    expect<CorsPolicyOverride>().type.toBeAssignableFrom<{ methods: string[] }>()
  })

  test('never combines every origin with credentials', () => {
    expect<CorsPolicyOverride>().type.toBeAssignableFrom<{ origins: '*' }>()
    expect<CorsPolicyOverride>().type.not.toBeAssignableFrom<{ origins: '*', credentials: true }>()
  })
})

describe('a policy document', () => {
  test('holds named policies, routes and an answer for what is not found', () => {
    expect<CorsPolicyDocument>().type.toBeAssignableFrom<{
      policies: { public: { origins: '*' } }
      routes: { '/a/*': 'public', '/b': false, '/c': { maxAge: 5 } }
      notFound: false
    }>()
  })

  test('refuses every origin with credentials wherever a policy stands', () => {
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ origins: '*', credentials: true }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ policies: { a: { origins: '*', credentials: true } } }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ routes: { '/a': { origins: '*', credentials: true } } }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ notFound: { origins: '*', credentials: true } }>()
  })

  test('says no with false, and has no word for yes', () => {
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ routes: { '/a': true } }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ routes: { '/a': null } }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ notFound: true }>()
  })

  test('may come from a JSON file, through validation', () => {
    expect(validatePolicy).type.toBeCallableWith(json)
  })
})

describe('a policy name', () => {
  test('is any text while the application declares none', () => {
    expect<keyof CorsPolicyNames>().type.toBe<never>()
    expect<CorsPolicyName>().type.toBe<string>()
  })
})

describe('a source of origins', () => {
  test('stands in a list of origins, with or without a key', () => {
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: [{ source: 'tenants' }] }>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: ['https://app.example.com', { source: 'tenants', key: 'host' }], credentials: true }>()
    expect<CorsPolicyOverride>().type.toBeAssignableFrom<{ origins: [{ source: 'tenants', key: { param: 'realm' } }] }>()
  })

  test('is an object with a name and a known kind of key', () => {
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: { source: 'tenants' } }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: [{ source: 7 }] }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: [{ key: 'host' }] }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: [{ source: 'tenants', key: 'path' }] }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: [{ source: 'tenants', key: { param: 1 } }] }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: [{ source: 'tenants', key: undefined }] }>()
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origins: [{ source: 'tenants', keys: 'host' }] })
  })

  test('has any name while the application declares none', () => {
    expect<keyof CorsSourceNames>().type.toBe<never>()
    expect<CorsSourceName>().type.toBe<string>()
    expect(app.register).type.toBeCallableWith(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins(), others: memoryOrigins() } })
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: ['https://app.example.com'] } })
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: undefined } })
  })
})

describe('register', () => {
  test('takes a policy document, and options that are not data', () => {
    expect(app.register).type.toBeCallableWith(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
    expect(app.register).type.toBeCallableWith(corsPlugin, { origins: '*', rescuePreflights: false })
    expect<CorsPolicyDocument>().type.toBeAssignableTo<CorsPluginOptions>()
  })

  test('refuses every origin with credentials', () => {
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origins: '*', credentials: true })
  })

  test('refuses fields that do not exist', () => {
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origin: '*' })
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origins: '*', maxAgeSeconds: 5 })
  })
})

describe('config.cors of a route', () => {
  const handler = () => 'hello'

  test('is a policy name, an override or false', () => {
    app.get('/', { config: { cors: 'public' } }, handler)
    app.get('/', { config: { cors: false } }, handler)
    app.get('/', { config: { cors: { origins: ['https://app.example.com'], credentials: true } } }, handler)
    app.route({ method: 'PUT', url: '/', config: { cors: { methods: [] } }, handler })
  })

  test('refuses a field of the wrong type', () => {
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: { maxAge: '600' } } }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: { origins: 'https://app.example.com' } } }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: { dangerouslyAllow: ['everything'] } } }, handler)
  })

  test('has no other fields, if it says that it is an override', () => {
    app.get('/', { config: { cors: { maxAge: 5 } satisfies CorsPolicyOverride } }, handler)
    // @ts-expect-error Object literal may only specify known properties, but 'maxage' does not exist
    app.get('/', { config: { cors: { maxage: 5 } satisfies CorsPolicyOverride } }, handler)
    // Fastify takes any field of `config`, so TypeScript alone does not see the slip. The start rejects it.
    expect(app.get).type.toBeCallableWith('/', { config: { cors: { maxage: 5 } } }, handler)
  })

  test('has a field beside it that exempts the route from the origin guard', () => {
    app.get('/', { config: { corsGuard: false } }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { config: { corsGuard: 'off' } }, handler)
    expect(app.cors.originGuard).type.toBeCallableWith({ alsoAllow: ['http://a.test'], dangerouslyAllow: ['insecure-origins'], allowMissingOrigin: true })
    expect(app.cors.originGuard).type.not.toBeCallableWith({ allowMissingOrigin: 'yes' })
  })

  test('has no word for yes', () => {
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: true } }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: 1 } }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: null } }, handler)
  })

  test('refuses every origin with credentials', () => {
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: { origins: '*', credentials: true } } }, handler)
  })
})

describe('the functions', () => {
  test('lead from any value to a decision', () => {
    const compiled = compilePolicy({ origins: ['https://app.example.com'] })
    expect(decide(compiled, { method: 'GET', origin: undefined })).type.toBe<CorsDecision>()
    expect<CorsDecision['reason']>().type.toBe<CorsDecisionReason>()
  })

  test('read a list of origins from text, set or not', () => {
    expect(parseOrigins).type.toBeCallableWith('https://a.example, https://b.example')
    expect(parseOrigins).type.toBeCallableWith(process.env['ORIGINS'])
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: ReturnType<typeof parseOrigins> }>()
  })

  test('handle framework errors of every kind of server', () => {
    expect(fastify).type.toBeCallableWith({ frameworkErrors: corsFrameworkErrors() })
    expect(fastify).type.toBeCallableWith({ http2: true as const, frameworkErrors: corsFrameworkErrors() })
    expect(fastify).type.toBeCallableWith({ https: {}, frameworkErrors: corsFrameworkErrors() })
    corsFrameworkErrors((error, request, reply) => {
      expect(error.code).type.toBe<string>()
      expect(request.url).type.toBe<string>()
      reply.code(400).send(error)
    })
    expect(corsFrameworkErrors).type.not.toBeCallableWith({})
  })

  test('throw an error whose issues are data', () => {
    expect<CorsPolicyError['issues']>().type.toBe<readonly CorsPolicyIssue[]>()
  })
})

describe('the options of register', () => {
  const store = fileDocument('cors.json')

  test('are either a document or a store of one', () => {
    expect<CorsPluginOptions>().type.toBeAssignableFrom<{ origins: '*' }>()
    expect<CorsPluginOptions>().type.toBeAssignableFrom<{ policy: CorsDocumentStore }>()
    expect<CorsPluginOptions>().type.toBeAssignableFrom<{ policy: CorsDocumentStore, logLevel: 'info', shadow: { origins: '*' } }>()
    expect<CorsPluginOptions>().type.not.toBeAssignableFrom<{ policy: CorsDocumentStore, origins: '*' }>()
    expect<CorsPluginOptions>().type.not.toBeAssignableFrom<{ policy: CorsDocumentStore, routes: { '/a': false } }>()
    expect<CorsPluginOptions>().type.not.toBeAssignableFrom<{ policy: string }>()
    expect<CorsPluginOptions>().type.not.toBeAssignableFrom<{ policy: { origins: '*' } }>()
    expect<CorsPluginOptions>().type.not.toBeAssignableFrom<{ origins: '*', credentials: true }>()
  })

  test('are taken by register', () => {
    expect(app.register).type.toBeCallableWith(corsPlugin, { policy: store })
    expect(app.register).type.toBeCallableWith(corsPlugin, { policy: store, sources: { tenants: memoryOrigins() } })
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { policy: store, origins: ['https://a.example'] })
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { policy: 'cors.json' })
  })
})
