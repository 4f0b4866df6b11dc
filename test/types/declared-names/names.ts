/** For the compiler only: what TypeScript accepts as names of policies and sources that an application declares. */
import fastify from 'fastify'
import corsPlugin, { type CorsPolicy, type CorsPolicyDocument, type CorsPolicyName, type CorsPluginOptions, type CorsSourceName } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { accepts, rejects, same } from '../assertions.ts'

declare module '../../../lib/index.ts' {
  interface CorsPolicyNames { public: true, partners: true }
  interface CorsSourceNames { tenants: true, regions: true }
}

const app = fastify()
const handler = () => 'hello'

// A declared name of a policy is one of those that are declared.
same<CorsPolicyName, 'public' | 'partners'>()
accepts<CorsPolicyDocument, { routes: { '/a': 'public' } }>()
rejects<CorsPolicyDocument, { routes: { '/a': 'pubic' } }>()

// A declared name of a source is one of those that are declared.
same<CorsSourceName, 'tenants' | 'regions'>()
accepts<CorsPolicy, { origins: [{ source: 'tenants' }, { source: 'regions', key: 'host' }] }>()
rejects<CorsPolicy, { origins: [{ source: 'tenant' }] }>()
rejects<CorsPolicyDocument, { policies: { public: { origins: [{ source: 'tenant' }] } } }>()
rejects<CorsPolicyDocument, { routes: { '/a': { origins: [{ source: 'tenant' }] } } }>()

// A declared name of a source is checked in the options and on routes.
accepts<CorsPluginOptions, { origins: '*', sources: {} }>()
app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins() } })
// @ts-expect-error
app.register(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenant: memoryOrigins() } })
app.get('/', { config: { cors: { origins: [{ source: 'regions' }] } } }, handler)
// @ts-expect-error
app.get('/', { config: { cors: { origins: [{ source: 'region' }] } } }, handler)
