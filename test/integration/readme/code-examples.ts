/** Examples as in `issue-examples.ts`, for issues that only code has. */
import fastify, { type FastifyInstance } from 'fastify'
import { parseJson } from '../../../lib/cli/json-file.ts'
import { CorsPolicyError } from '../../../lib/errors.ts'
import corsPlugin, { compilePolicy, developmentOrigins, type CorsDocumentStore, type CorsOriginSource, type CorsPluginOptions } from '../../../lib/index.ts'
import { locatedJson } from '../../../lib/json/located-json.ts'
import { parseOrigins } from '../../../lib/parse-origins.ts'
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

const refuse = async () => { throw new Error('connect ECONNREFUSED 127.0.0.1:6379') }
const tenants = memoryOrigins()
const redis: CorsOriginSource = { connect: refuse, startDeadline: 20 }
const file: CorsDocumentStore = { description: 'file cors.json', connect: async () => ({ version: async () => '1', read: async () => ({ version: '1', document: { origins: '*' } }), close () {} }) }
const lost: CorsDocumentStore = { description: 'file cors.json', connect: refuse, startDeadline: 20 }
const policies = { public: { origins: '*' } } as const
const origins = ['https://app.example.com']
const env = { APP_ORIGINS: '', ANY: '*', SET: 'https://app.example.com' }

const cyclic = { origins, policies: {} }
Object.assign(cyclic.policies, { public: cyclic })
let deep: unknown = 'deep'
for (let i = 0; i < 40; i++) deep = [deep]

const text = (text: string, run: Code): Shown => ({ text, run })
const json = (text: string): Shown => ({
  text, run () {
    const parsed = parseJson(locatedJson(text, false))
    if ('issue' in parsed) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [parsed.issue])
  }
})

/** The other kinds of issue. */
export const CODE: { readonly [id in IssueId | OtherId]?: Pair<Code | Shown> } = {
  'value-is-unreadable': [() => validatePolicy({ origins: ['https://app.example.com'], get maxAge () { throw new Error('not set') } }), () => validatePolicy({ origins: ['https://app.example.com'], maxAge: 600 })],
  'document-has-a-cycle': [text('policy.policies.public = policy', () => validatePolicy(cyclic)), () => validatePolicy({ policies: { public: { origins: '*' } } })],
  'document-is-too-deep': [text("{ origins: ['https://app.example.com'], description: [[[[…]]]] }", () => validatePolicy({ origins: ['https://app.example.com'], description: deep })), () => validatePolicy({ origins: ['https://app.example.com'], description: 'for the dashboard' })],
  'document-is-too-large': [text('{ origins: new Array(4294967295) }', () => validatePolicy({ origins: new Array(4_294_967_295) })), () => validatePolicy({ origins: ['https://app.example.com'] })],
  'key-is-unsafe': [text('{ "policies": { "__proto__": { "origins": "*" } } }', () => validatePolicy(JSON.parse('{ "policies": { "__proto__": { "origins": "*" } } }'))), json('{ "policies": { "public": { "origins": "*" } } }')],
  'prefix-is-ignored': [app => app.register(corsPlugin, { origins: ['https://app.example.com'], prefix: '/api' }), app => app.register(async (api) => { await api.register(corsPlugin, { origins: ['https://app.example.com'] }) }, { prefix: '/api' })],
  'origin-is-too-long': [text("{ origins: ['https://a.a.a.….example.com'] }", () => validatePolicy({ origins: [`https://${'a.'.repeat(200)}example.com`] })), () => validatePolicy({ origins: ['https://*.example.com'] })],
  'origin-list-empty': [text("parseOrigins({ APP_ORIGINS: '' }, 'APP_ORIGINS')", () => parseOrigins(env, 'APP_ORIGINS')), text("parseOrigins({ APP_ORIGINS: 'https://app.example.com' }, 'APP_ORIGINS')", () => parseOrigins(env, 'SET'))],
  'origins-text-is-wildcard': [text("parseOrigins({ APP_ORIGINS: '*' }, 'APP_ORIGINS')", () => parseOrigins(env, 'ANY')), () => validatePolicy({ origins: '*' })],
  'development-origins-in-production': [
    text('developmentOrigins(), with NODE_ENV=production', () => inProduction(() => developmentOrigins())),
    text("env.NODE_ENV === 'production' ? parseOrigins(env, 'APP_ORIGINS') : developmentOrigins()", () => inProduction(() => parseOrigins(env, 'SET')))
  ],
  'scope-has-no-policy': [() => compilePolicy({ policies }), () => compilePolicy(policies.public)],
  'preflight-target-is-ambiguous': [app => {
    app.register(corsPlugin, { origins: ['https://app.example.com'], policies })
    app.get('/orders', { constraints: { version: '1.0.0' }, config: { cors: 'public' } }, () => [])
    app.get('/orders', { constraints: { version: '2.0.0' } }, () => [])
  }, app => {
    app.register(corsPlugin, { origins: ['https://app.example.com'] })
    app.get('/orders', { constraints: { version: '1.0.0' } }, () => [])
    app.get('/orders', { constraints: { version: '2.0.0' } }, () => [])
  }],
  'optional-parameter-splits-route': [app => {
    app.register(corsPlugin, { policies, routes: { '/orders/+': 'public' } })
    app.get('/orders/:id?', () => [])
  }, app => {
    app.register(corsPlugin, { policies, routes: { '/orders/:id?': 'public' } })
    app.get('/orders/:id?', () => [])
  }],
  'wildcard-splits-route': [app => {
    app.register(corsPlugin, { policies, routes: { '/admin/*': 'public' } })
    app.register(async (admin) => { admin.get('*', () => []) }, { prefix: '/admin' })
  }, app => {
    app.register(corsPlugin, { policies, routes: { '/admin/*': 'public' } })
    app.register(async (admin) => { admin.get('/*', () => []) }, { prefix: '/admin' })
  }],
  'route-keys-are-equal': [() => {
    const app = fastify({ routerOptions: { caseSensitive: false } })
    app.register(corsPlugin, { policies, routes: { '/admin/*': 'public', '/Admin/*': false } })
    return app.ready()
  }, () => {
    const app = fastify({ routerOptions: { caseSensitive: false } })
    app.register(corsPlugin, { policies, routes: { '/admin/*': 'public' } })
    return app.ready()
  }],
  'cors-is-registered-twice': [app => {
    app.register(corsPlugin, { origins: ['https://app.example.com'] })
    app.register(corsPlugin, { origins: '*' })
  }, app => {
    app.register(corsPlugin, { origins: ['https://app.example.com'] })
    app.register(async (prices) => { await prices.register(corsPlugin, { origins: '*' }) }, { prefix: '/prices' })
  }],
  'package-is-loaded-twice': [
    // The state of another copy of the package.
    text('one application with two versions of fastify-cors-policy', app => {
      Object.defineProperty(app, Symbol.for('fastify-cors-policy.copy'), { value: { version: '0.2.0', folder: 'node_modules/@example/orders/node_modules/fastify-cors-policy' } })
      return app.register(corsPlugin, { origins: ['https://app.example.com'] })
    }),
    text('one version, as `npm ls fastify-cors-policy` shows', app => app.register(corsPlugin, { origins: ['https://app.example.com'] }))
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
    await app.register(corsPlugin, { origins: ['https://app.example.com'] })
    app.cors.routes()
  }, async app => {
    await app.register(corsPlugin, { origins: ['https://app.example.com'] })
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
