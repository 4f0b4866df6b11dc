/** An example of each kind of issue for docs/errors.md, chosen by hand: what is wrong, and what is right instead. Both run. */
import fastify, { type FastifyInstance } from 'fastify'
import { parseJson } from '../../../lib/cli/json-file.ts'
import { CorsPolicyError } from '../../../lib/errors.ts'
import corsPlugin, { compilePolicy, developmentOrigins, type CorsDocumentStore, type CorsOriginSource, type CorsPluginOptions } from '../../../lib/index.ts'
import { jsonSource } from '../../../lib/json/source.ts'
import { parseOrigins } from '../../../lib/origins-from-list.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import type { IssueId } from '../../../lib/validate/issue.ts'
import type { OtherId } from './issue-reasons.ts'

/** Runs, and is shown by its source. The application becomes ready afterwards. */
export type Code = (app: FastifyInstance) => unknown

/** Code whose source would not help a reader. */
export interface Shown {
  readonly text: string
  readonly run: Code
}

type Pair<Of> = readonly [wrong: Of, right: Of]

const APP = 'https://app.example.com'

/** Fields of policies: what one document has wrong, and a document with the fix. */
export const DOCUMENTS: { readonly [id in IssueId]?: Pair<object | string> } = {
  'value-is-missing': [{ origins: [APP], maxAge: undefined }, { origins: [APP], maxAge: 600 }],
  'value-is-not-data': [{ origins: [APP], credentials: () => true }, { origins: [APP], credentials: true }],
  'unknown-field': [{ origins: [APP], credentails: true }, { origins: [APP], credentials: true }],
  'foreign-option': [{ origin: APP, optionsSuccessStatus: 200 }, { origins: [APP], preflightStatus: 200 }],
  'missing-field': [{ credentials: true }, { origins: [APP], credentials: true }],
  'wrong-type': [{ origins: [APP], credentials: 'true' }, { origins: [APP], credentials: true }],
  'origins-are-empty': [{ origins: [] }, { origins: [APP] }],
  'preflight-status-out-of-range': [{ origins: [APP], preflightStatus: 404 }, { origins: [APP], preflightStatus: 200 }],
  'cache-control-is-invalid': [{ origins: '*', preflightCacheControl: 'max-age: 600' }, { origins: '*', preflightCacheControl: 'public, max-age=600' }],
  'max-age-out-of-range': [{ origins: [APP], maxAge: 604800 }, { origins: [APP], maxAge: 86400 }],
  'unknown-flag': [{ origins: ['http://shop.example'], credentials: true, dangerouslyAllow: ['http'] }, { origins: ['http://shop.example'], credentials: true, dangerouslyAllow: ['insecure-origins'] }],
  'cors-true-is-ambiguous': [{ origins: [APP], routes: { '/prices/*': true } }, { origins: [APP], routes: { '/prices/*': { origins: '*' } } }],
  'document-has-no-policy': [{ routes: { '/health': false } }, { origins: [APP], routes: { '/health': false } }],
  'origin-is-empty': [{ origins: [APP, ''] }, { origins: [APP] }],
  'origin-is-a-list': [{ origins: [`${APP}, https://www.example.com`] }, { origins: [APP, 'https://www.example.com'] }],
  'origin-is-a-regular-expression': [{ origins: [/https:\/\/.*\.example\.com/] }, { origins: ['https://*.example.com'] }],
  'origin-has-white-space': [{ origins: [`${APP}\n`] }, { origins: [APP] }],
  'origin-has-quotes': [{ origins: [`"${APP}"`] }, { origins: [APP] }],
  'origin-missing-scheme': [{ origins: ['app.example.com'] }, { origins: [APP] }],
  'origin-has-invalid-scheme': [{ origins: ['my_app://localhost'] }, { origins: ['my-app://localhost'] }],
  'origin-scheme-never-sent': [{ origins: ['wss://live.example.com'] }, { origins: ['https://live.example.com'] }],
  'origin-has-userinfo': [{ origins: ['https://user:secret@staging.example.com'] }, { origins: ['https://staging.example.com'] }],
  'origin-has-path': [{ origins: [`${APP}/`] }, { origins: [APP] }],
  'origin-has-query': [{ origins: [`${APP}?source=shop`] }, { origins: [APP] }],
  'origin-has-fragment': [{ origins: [`${APP}#orders`] }, { origins: [APP] }],
  'origin-has-upper-case': [{ origins: ['https://App.Example.com'] }, { origins: [APP] }],
  'origin-has-non-ascii-host': [{ origins: ['https://café.example'] }, { origins: ['https://xn--caf-dma.example'] }],
  'origin-has-invalid-host': [{ origins: ['https://.example.com'] }, { origins: ['https://*.example.com'] }],
  'origin-has-non-canonical-ip': [{ origins: ['http://127.1:5173'] }, { origins: ['http://127.0.0.1:5173'] }],
  'origin-has-default-port': [{ origins: [`${APP}:443`] }, { origins: [APP] }],
  'origin-has-invalid-port': [{ origins: ['http://localhost:517300'] }, { origins: ['http://localhost:5173'] }],
  'custom-scheme-is-exact-only': [{ origins: ['capacitor://*'] }, { origins: ['capacitor://localhost'] }],
  'wildcard-in-scheme': [{ origins: ['*://app.example.com'] }, { origins: [APP] }],
  'wildcard-without-domain': [{ origins: ['https://*'] }, { origins: '*' }],
  'wildcard-is-misplaced': [{ origins: ['https://example.*'] }, { origins: ['https://example.com', 'https://example.org'] }],
  'wildcard-on-ip-address': [{ origins: ['http://192.168.0.*:5173'] }, { origins: ['http://192.168.0.7:5173'] }],
  'origin-is-an-address-range': [{ origins: ['http://10.0.0.0/8'] }, { origins: ['http://10.0.0.7'] }],
  'every-origin-in-list': [{ origins: [APP, '*'] }, { origins: '*' }],
  'null-origin': [{ origins: ['null'] }, { origins: ['null'], dangerouslyAllow: ['null-origin'] }],
  'null-origin-with-credentials': [{ origins: [APP, 'null'], credentials: true }, { origins: [APP], credentials: true }],
  'wildcard-with-credentials': [{ origins: '*', credentials: true }, { origins: [APP], credentials: true }],
  'insecure-origin-with-credentials': [{ origins: ['http://app.example.com'], credentials: true }, { origins: [APP, 'http://localhost:5173'], credentials: true }],
  'public-suffix-wildcard-with-credentials': [{ origins: ['https://*.github.io'], credentials: true }, { origins: ['https://acme.github.io'], credentials: true }],
  'shared-host-pattern-with-credentials': [{ origins: ['https://shop-git-*-acme.vercel.app'], credentials: true }, { origins: ['https://pr-*.preview.example.com'], credentials: true }],
  'any-extension-with-credentials': [{ origins: ['chrome-extension://*'], credentials: true }, { origins: ['chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb'], credentials: true }],
  'method-is-not-a-token': [{ origins: [APP], methods: ['PUT;'] }, { origins: [APP], methods: ['PUT'] }],
  'method-is-a-list': [{ origins: [APP], methods: ['GET, PUT'] }, { origins: [APP], methods: ['GET', 'PUT'] }],
  'method-wildcard': [{ origins: [APP], methods: '*' }, { origins: [APP] }],
  'method-is-forbidden': [{ origins: [APP], methods: ['GET', 'TRACE'] }, { origins: [APP], methods: ['GET'] }],
  'method-has-lower-case': [{ origins: [APP], methods: ['patch'] }, { origins: [APP], methods: ['PATCH'] }],
  'method-unknown-to-node': [{ origins: [APP], methods: ['DELTE'] }, { origins: [APP], methods: ['DELETE'] }],
  'header-is-not-a-token': [{ origins: [APP], allowedHeaders: ['Content-Type:'] }, { origins: [APP], allowedHeaders: ['Content-Type'] }],
  'header-is-a-list': [{ origins: [APP], allowedHeaders: ['Content-Type, Authorization'] }, { origins: [APP], allowedHeaders: ['Content-Type', 'Authorization'] }],
  'header-is-forbidden': [{ origins: [APP], allowedHeaders: ['Cookie'] }, { origins: [APP], credentials: true }],
  'header-belongs-to-responses': [{ origins: [APP], allowedHeaders: ['Access-Control-Allow-Origin'] }, { origins: [APP], allowedHeaders: ['Content-Type'] }],
  'header-wildcard-is-not-a-pattern': [{ origins: [APP], allowedHeaders: ['X-*'] }, { origins: [APP], allowedHeaders: ['X-Request-Id', 'X-Tenant'] }],
  'header-wildcard-with-credentials': [{ origins: [APP], credentials: true, allowedHeaders: '*' }, { origins: [APP], credentials: true, allowedHeaders: ['Content-Type'] }],
  'exposed-header-is-not-a-token': [{ origins: [APP], exposedHeaders: ['Total Count'] }, { origins: [APP], exposedHeaders: ['Total-Count'] }],
  'exposed-header-is-a-list': [{ origins: [APP], exposedHeaders: ['ETag, Link'] }, { origins: [APP], exposedHeaders: ['ETag', 'Link'] }],
  'exposed-header-is-forbidden': [{ origins: [APP], exposedHeaders: ['Set-Cookie'] }, { origins: [APP], exposedHeaders: ['ETag'] }],
  'exposed-header-belongs-to-requests': [{ origins: [APP], exposedHeaders: ['Authorization'] }, { origins: [APP], allowedHeaders: ['Authorization'] }],
  'exposed-wildcard-in-list': [{ origins: [APP], exposedHeaders: ['ETag', '*'] }, { origins: [APP], exposedHeaders: ['ETag'] }],
  'exposed-wildcard-is-not-a-pattern': [{ origins: [APP], exposedHeaders: ['X-RateLimit-*'] }, { origins: [APP], exposedHeaders: ['X-RateLimit-Limit', 'X-RateLimit-Remaining'] }],
  'exposed-wildcard-with-credentials': [{ origins: [APP], credentials: true, exposedHeaders: '*' }, { origins: [APP], credentials: true, exposedHeaders: ['ETag'] }],
  'policy-name-is-invalid': [{ policies: { scope: { origins: [APP] } } }, { policies: { dashboard: { origins: [APP] } } }],
  'unknown-policy-name': [{ policies: { public: { origins: '*' } }, routes: { '/prices/*': 'publik' } }, { policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public' } }],
  'route-pattern-is-invalid': [{ origins: [APP], routes: { 'GET /prices': false } }, { origins: [APP], routes: { '/prices': false } }],
  'private-suffix-is-invalid': [{ origins: [APP], privateSuffixes: ['*.customers.example.com'] }, { origins: [APP], privateSuffixes: ['customers.example.com'] }]
}

const refuse = async () => { throw new Error('connect ECONNREFUSED 127.0.0.1:6379') }
const tenants = memoryOrigins()
const redis: CorsOriginSource = { connect: refuse, startDeadline: 20 }
const file: CorsDocumentStore = { description: 'file cors.json', connect: async () => ({ version: async () => '1', read: async () => ({ version: '1', document: { origins: '*' } }), close () {} }) }
const lost: CorsDocumentStore = { description: 'file cors.json', connect: refuse, startDeadline: 20 }
const publicPrices = { public: { origins: '*' } } as const
const origins = [APP]
const env = { APP_ORIGINS: '', ANY: '*', SET: APP }

const cyclic = { origins, policies: {} }
Object.assign(cyclic.policies, { public: cyclic })
let deep: unknown = 'deep'
for (let i = 0; i < 40; i++) deep = [deep]

const text = (text: string, run: Code): Shown => ({ text, run })
const json = (text: string): Shown => ({ text, run () {
  const parsed = parseJson(jsonSource(text, false))
  if ('issue' in parsed) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [parsed.issue])
} })

/** The other kinds of issue. */
export const CODE: { readonly [id in IssueId | OtherId]?: Pair<Code | Shown> } = {
  'value-is-unreadable': [() => validatePolicy({ origins, get maxAge () { throw new Error('not set') } }), () => validatePolicy({ origins, maxAge: 600 })],
  'document-has-a-cycle': [text('policy.policies.public = policy', () => validatePolicy(cyclic)), () => validatePolicy({ policies: { public: { origins: '*' } } })],
  'document-is-too-deep': [text("{ origins: ['https://app.example.com'], description: [[[[…]]]] }", () => validatePolicy({ origins, description: deep })), () => validatePolicy({ origins, description: 'for the dashboard' })],
  'document-is-too-large': [text('{ origins: new Array(4294967295) }', () => validatePolicy({ origins: new Array(4_294_967_295) })), () => validatePolicy({ origins })],
  'key-is-unsafe': [text('{ "policies": { "__proto__": { "origins": "*" } } }', () => validatePolicy(JSON.parse('{ "policies": { "__proto__": { "origins": "*" } } }'))), json('{ "policies": { "public": { "origins": "*" } } }')],
  'prefix-is-ignored': [app => app.register(corsPlugin, { origins, prefix: '/api' }), app => app.register(async (api) => { await api.register(corsPlugin, { origins }) }, { prefix: '/api' })],
  'origin-is-too-long': [text("{ origins: ['https://a.a.a.….example.com'] }", () => validatePolicy({ origins: [`https://${'a.'.repeat(200)}example.com`] })), () => validatePolicy({ origins: ['https://*.example.com'] })],
  'origin-list-empty': [() => parseOrigins(env, 'APP_ORIGINS'), text("parseOrigins({ APP_ORIGINS: 'https://app.example.com' }, 'APP_ORIGINS')", () => parseOrigins(env, 'SET'))],
  'origins-text-is-wildcard': [text("parseOrigins({ APP_ORIGINS: '*' }, 'APP_ORIGINS')", () => parseOrigins(env, 'ANY')), () => validatePolicy({ origins: '*' })],
  'development-origins-in-production': [
    text("developmentOrigins(), with NODE_ENV=production", () => inProduction(() => developmentOrigins())),
    text("env.NODE_ENV === 'production' ? parseOrigins(env, 'APP_ORIGINS') : developmentOrigins()", () => inProduction(() => parseOrigins(env, 'SET')))
  ],
  'scope-has-no-policy': [() => compilePolicy({ policies: publicPrices }), () => compilePolicy(publicPrices.public)],
  'preflight-target-is-ambiguous': [app => {
    app.register(corsPlugin, { origins, policies: publicPrices })
    app.get('/orders', { constraints: { version: '1.0.0' }, config: { cors: 'public' } }, () => [])
    app.get('/orders', { constraints: { version: '2.0.0' } }, () => [])
  }, app => {
    app.register(corsPlugin, { origins })
    app.get('/orders', { constraints: { version: '1.0.0' } }, () => [])
    app.get('/orders', { constraints: { version: '2.0.0' } }, () => [])
  }],
  'optional-parameter-splits-route': [app => {
    app.register(corsPlugin, { policies: publicPrices, routes: { '/orders/+': 'public' } })
    app.get('/orders/:id?', () => [])
  }, app => {
    app.register(corsPlugin, { policies: publicPrices, routes: { '/orders/:id?': 'public' } })
    app.get('/orders/:id?', () => [])
  }],
  'wildcard-splits-route': [app => {
    app.register(corsPlugin, { policies: publicPrices, routes: { '/admin/*': 'public' } })
    app.register(async (admin) => { admin.get('*', () => []) }, { prefix: '/admin' })
  }, app => {
    app.register(corsPlugin, { policies: publicPrices, routes: { '/admin/*': 'public' } })
    app.register(async (admin) => { admin.get('/*', () => []) }, { prefix: '/admin' })
  }],
  'route-keys-are-equal': [() => {
    const app = fastify({ routerOptions: { caseSensitive: false } })
    app.register(corsPlugin, { policies: publicPrices, routes: { '/admin/*': 'public', '/Admin/*': false } })
    return app.ready()
  }, () => {
    const app = fastify({ routerOptions: { caseSensitive: false } })
    app.register(corsPlugin, { policies: publicPrices, routes: { '/admin/*': 'public' } })
    return app.ready()
  }],
  'cors-is-registered-twice': [app => {
    app.register(corsPlugin, { origins })
    app.register(corsPlugin, { origins: '*' })
  }, app => {
    app.register(corsPlugin, { origins })
    app.register(async (prices) => { await prices.register(corsPlugin, { origins: '*' }) }, { prefix: '/prices' })
  }],
  'package-is-loaded-twice': [
    // The state of another copy of the package.
    text('one application with two versions of fastify-cors-policy', app => {
      Object.defineProperty(app, Symbol.for('fastify-cors-policy.copy'), { value: { version: '0.2.0', folder: 'node_modules/@example/orders/node_modules/fastify-cors-policy' } })
      return app.register(corsPlugin, { origins })
    }),
    text('one version, as `npm ls fastify-cors-policy` shows', app => app.register(corsPlugin, { origins }))
  ],
  'unknown-source': [
    app => app.register(corsPlugin, { origins: [{ source: 'tenant' }], sources: { tenants } }),
    app => app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants } })
  ],
  'source-key-is-not-a-parameter': [app => {
    app.register(corsPlugin, { origins: [{ source: 'tenants', key: { param: 'tenant' } }], sources: { tenants } })
    app.get('/orders', () => [])
  }, app => {
    app.register(corsPlugin, { origins: [{ source: 'tenants', key: { param: 'tenant' } }], sources: { tenants } })
    app.get('/:tenant/orders', () => [])
  }],
  'source-name-is-taken': [app => {
    app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants } })
    app.register(async (shop) => { await shop.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins() } }) })
  }, app => {
    app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants } })
    app.register(async (shop) => { await shop.register(corsPlugin, { origins: [{ source: 'tenants' }] }) })
  }],
  'source-unavailable': [
    app => app.register(corsPlugin, { origins: [{ source: 'redis' }], sources: { redis } }),
    app => app.register(corsPlugin, { origins: [{ source: 'redis' }], sources: { redis: { ...redis, start: 'closed' } } })
  ],
  'document-unavailable': [
    text("app.register(corsPlugin, { policy: fileDocument('cors.json') }), without that file", app => app.register(corsPlugin, { policy: lost })),
    text("app.register(corsPlugin, { policy: fileDocument('cors.json') }), with that file", app => app.register(corsPlugin, { policy: file }))
  ],
  'document-is-given-twice': [
    text("app.register(corsPlugin, { policy: fileDocument('cors.json'), maxAge: 600 })", app => app.register(corsPlugin, { policy: file, maxAge: 600 } as unknown as CorsPluginOptions)),
    text("app.register(corsPlugin, { policy: fileDocument('cors.json') }), with maxAge in the file", app => app.register(corsPlugin, { policy: file }))
  ],
  'document-is-in-a-store': [
    text("app.cors.replace({ origins: '*' }), where the policy is fileDocument('cors.json')", async app => {
      await app.register(corsPlugin, { policy: file })
      await app.ready()
      return app.cors.replace({ origins: '*' })
    }),
    text("fileDocumentWriter('cors.json').publish({ origins: '*' })", app => app.register(corsPlugin, { policy: file }))
  ],
  'application-is-not-ready': [async app => {
    await app.register(corsPlugin, { origins })
    app.cors.routes()
  }, async app => {
    await app.register(corsPlugin, { origins })
    await app.ready()
    app.cors.routes()
  }],
  'json-is-malformed': [json('{ "origins": "*", }'), json('{ "origins": "*" }')],
  'json-key-is-repeated': [json('{ "origins": ["https://app.example.com"], "origins": "*" }'), json('{ "origins": ["https://app.example.com"] }')]
}

/** Runs a function as in production. */
function inProduction (run: () => unknown): unknown {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    return run()
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}
