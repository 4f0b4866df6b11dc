/** For the compiler only: what TypeScript accepts as a policy, and what it refuses before anything runs. */
import fastify from 'fastify'
import corsPlugin, {
  compilePolicy, corsFrameworkErrors, decide, parseOrigins, validatePolicy,
  type CorsPolicyOverride, type CorsPluginOptions, type CorsPolicy, type CorsPolicyDocument, type CorsPolicyName,
  type CorsDocumentStore, type CorsPolicyNames, type CorsDecision, type CorsPolicyIssue, type CorsDecisionReason, type CorsSourceName, type CorsSourceNames
} from '../../lib/index.ts'
import { CorsPolicyError } from '../../lib/index.ts'
import { fileDocument, memoryOrigins } from '../../lib/sources.ts'
import { accepts, rejects, same } from './assertions.ts'
import json from './policy.json' with { type: 'json' }

const app = fastify()

// A policy has origins.
accepts<CorsPolicy, { origins: string[] }>()
accepts<CorsPolicy, { origins: readonly string[] }>()
accepts<CorsPolicy, { origins: '*' }>()
rejects<CorsPolicy, {}>()
rejects<CorsPolicy, { origins: string }>()
rejects<CorsPolicy, { origins: RegExp[] }>()

// A policy never combines every origin with credentials.
accepts<CorsPolicy, { origins: '*', credentials: false }>()
accepts<CorsPolicy, { origins: string[], credentials: true }>()
accepts<CorsPolicy, { origins: string[], credentials: boolean }>()
rejects<CorsPolicy, { origins: '*', credentials: true }>()
rejects<CorsPolicy, { origins: '*', credentials: boolean }>()

// A policy takes any method and header name beside the usual ones.
accepts<CorsPolicy, { origins: '*', methods: ['PURGE'] }>()
accepts<CorsPolicy, { origins: '*', allowedHeaders: ['X-Tenant'] }>()
accepts<CorsPolicy, { origins: '*', allowedHeaders: '*', exposedHeaders: '*' }>()
rejects<CorsPolicy, { origins: '*', methods: '*' }>()
rejects<CorsPolicy, { origins: '*', methods: 'GET' }>()

// A policy lifts only prohibitions that exist.
accepts<CorsPolicy, { origins: string[], dangerouslyAllow: ['insecure-origins'] }>()
rejects<CorsPolicy, { origins: string[], dangerouslyAllow: ['everything'] }>()

// A policy takes a max age in seconds as a number.
rejects<CorsPolicy, { origins: '*', maxAge: string }>()

// A policy is not changed once it is given away.
const policy = {} as CorsPolicy
// @ts-expect-error
policy.maxAge = 1

// A policy has no field unset on purpose: an absent field is left out.
rejects<CorsPolicy, { origins: '*', maxAge: undefined }>()
rejects<CorsPolicy, { origins: null }>()

// An override is any part of a policy.
accepts<CorsPolicyOverride, {}>()
accepts<CorsPolicyOverride, { credentials: true }>()
accepts<CorsPolicyOverride, { methods: string[] }>()

// An override never combines every origin with credentials.
accepts<CorsPolicyOverride, { origins: '*' }>()
rejects<CorsPolicyOverride, { origins: '*', credentials: true }>()

// A policy document holds named policies, routes and a response for what is not found.
accepts<CorsPolicyDocument, {
  policies: { public: { origins: '*' } }
  routes: { '/a/*': 'public', '/b': false, '/c': { maxAge: 5 } }
  notFound: false
}>()

// A policy document refuses every origin with credentials wherever a policy stands.
rejects<CorsPolicyDocument, { origins: '*', credentials: true }>()
rejects<CorsPolicyDocument, { policies: { a: { origins: '*', credentials: true } } }>()
rejects<CorsPolicyDocument, { routes: { '/a': { origins: '*', credentials: true } } }>()
rejects<CorsPolicyDocument, { notFound: { origins: '*', credentials: true } }>()

// A policy document says no with false, and has no word for yes.
rejects<CorsPolicyDocument, { routes: { '/a': true } }>()
rejects<CorsPolicyDocument, { routes: { '/a': null } }>()
rejects<CorsPolicyDocument, { notFound: true }>()

// A policy document may come from a JSON file, through validation.
validatePolicy(json)

// A policy name is any text while the application declares none.
same<keyof CorsPolicyNames, never>()
same<CorsPolicyName, string>()

// A source of origins stands in a list of origins, with or without a key.
accepts<CorsPolicy, { origins: [{ source: 'tenants' }] }>()
accepts<CorsPolicy, { origins: ['https://app.example.com', { source: 'tenants', key: 'host' }], credentials: true }>()
accepts<CorsPolicyOverride, { origins: [{ source: 'tenants', key: { param: 'realm' } }] }>()

// A source of origins is an object with a name and a known kind of key.
rejects<CorsPolicy, { origins: { source: 'tenants' } }>()
rejects<CorsPolicy, { origins: [{ source: 7 }] }>()
rejects<CorsPolicy, { origins: [{ key: 'host' }] }>()
rejects<CorsPolicy, { origins: [{ source: 'tenants', key: 'path' }] }>()
rejects<CorsPolicy, { origins: [{ source: 'tenants', key: { param: 1 } }] }>()
rejects<CorsPolicy, { origins: [{ source: 'tenants', key: undefined }] }>()
// @ts-expect-error
app.register(corsPlugin, { origins: [{ source: 'tenants', keys: 'host' }] })

// A source of origins has any name while the application declares none.
same<keyof CorsSourceNames, never>()
same<CorsSourceName, string>()
app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins(), others: memoryOrigins() } })
// @ts-expect-error
app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: ['https://app.example.com'] } })
// @ts-expect-error
app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: undefined } })

// `register` takes a policy document, and options that are not data.
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(corsPlugin, { origins: '*', rescuePreflights: false })
accepts<CorsPluginOptions, CorsPolicyDocument>()

// `register` refuses every origin with credentials.
// @ts-expect-error
app.register(corsPlugin, { origins: '*', credentials: true })

// `register` refuses fields that do not exist.
// @ts-expect-error
app.register(corsPlugin, { origin: '*' })
// @ts-expect-error
app.register(corsPlugin, { origins: '*', maxAgeSeconds: 5 })

const handler = () => 'hello'

// `config.cors` of a route is a policy name, an override or false.
app.get('/', { config: { cors: 'public' } }, handler)
app.get('/', { config: { cors: false } }, handler)
app.get('/', { config: { cors: { origins: ['https://app.example.com'], credentials: true } } }, handler)
app.route({ method: 'PUT', url: '/', config: { cors: { methods: [] } }, handler })

// `config.cors` of a route refuses a field of the wrong type.
// @ts-expect-error
app.get('/', { config: { cors: { maxAge: '600' } } }, handler)
// @ts-expect-error
app.get('/', { config: { cors: { origins: 'https://app.example.com' } } }, handler)
// @ts-expect-error
app.get('/', { config: { cors: { dangerouslyAllow: ['everything'] } } }, handler)

// `config.cors` of a route has no other fields, if it says that it is an override.
app.get('/', { config: { cors: { maxAge: 5 } satisfies CorsPolicyOverride } }, handler)
// @ts-expect-error
app.get('/', { config: { cors: { maxage: 5 } satisfies CorsPolicyOverride } }, handler)
// Fastify takes any field of `config`, so TypeScript alone does not see the slip. The start rejects it.
app.get('/', { config: { cors: { maxage: 5 } } }, handler)

// `config.cors` of a route has a field beside it that exempts the route from the origin guard.
app.get('/', { config: { corsGuard: false } }, handler)
// @ts-expect-error
app.get('/', { config: { corsGuard: 'off' } }, handler)
app.cors.originGuard({ alsoAllow: ['http://a.test'], dangerouslyAllow: ['insecure-origins'], allowMissingOrigin: true })
// @ts-expect-error
app.cors.originGuard({ allowMissingOrigin: 'yes' })

// `config.cors` of a route has no word for yes.
// @ts-expect-error
app.get('/', { config: { cors: true } }, handler)
// @ts-expect-error
app.get('/', { config: { cors: 1 } }, handler)
// @ts-expect-error
app.get('/', { config: { cors: null } }, handler)

// `config.cors` of a route refuses every origin with credentials.
// @ts-expect-error
app.get('/', { config: { cors: { origins: '*', credentials: true } } }, handler)

// The functions lead from any value to a decision.
const compiled = compilePolicy({ origins: ['https://app.example.com'] })
const decision = decide(compiled, { method: 'GET', origin: undefined })
same<typeof decision, CorsDecision>()
same<CorsDecision['reason'], CorsDecisionReason>()

// The functions read a list of origins from text, set or not.
parseOrigins('https://a.example, https://b.example')
parseOrigins(process.env['ORIGINS'])
accepts<CorsPolicy, { origins: ReturnType<typeof parseOrigins> }>()

// The functions handle framework errors of every kind of server.
fastify({ frameworkErrors: corsFrameworkErrors() })
fastify({ http2: true as const, frameworkErrors: corsFrameworkErrors() })
fastify({ https: {}, frameworkErrors: corsFrameworkErrors() })
corsFrameworkErrors((error, request, reply) => {
  same<typeof error.code, string>()
  same<typeof request.url, string>()
  reply.code(400).send(error)
})
// @ts-expect-error
corsFrameworkErrors({})

// The functions throw an error whose issues are data.
same<CorsPolicyError['issues'], readonly CorsPolicyIssue[]>()

const store = fileDocument('cors.json')

// The options of register are either a document or a store of one.
accepts<CorsPluginOptions, { origins: '*' }>()
accepts<CorsPluginOptions, { policy: CorsDocumentStore }>()
accepts<CorsPluginOptions, { policy: CorsDocumentStore, logLevel: 'info', shadow: { origins: '*' } }>()
rejects<CorsPluginOptions, { policy: CorsDocumentStore, origins: '*' }>()
rejects<CorsPluginOptions, { policy: CorsDocumentStore, routes: { '/a': false } }>()
rejects<CorsPluginOptions, { policy: string }>()
rejects<CorsPluginOptions, { policy: { origins: '*' } }>()
rejects<CorsPluginOptions, { origins: '*', credentials: true }>()

// The options of register are taken by register.
app.register(corsPlugin, { policy: store })
app.register(corsPlugin, { policy: store, sources: { tenants: memoryOrigins() } })
// @ts-expect-error
app.register(corsPlugin, { policy: store, origins: ['https://a.example'] })
// @ts-expect-error
app.register(corsPlugin, { policy: 'cors.json' })
