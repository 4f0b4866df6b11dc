/** What TypeScript accepts as names of policies and sources that an application declares. */
import fastify from 'fastify'
import { describe, expect, test } from 'tstyche'
import corsPlugin, { type CorsPolicy, type CorsPolicyDocument, type CorsPolicyName, type CorsPluginOptions, type CorsSourceName } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'

declare module '../../../lib/index.ts' {
  interface CorsPolicyNames { public: true, partners: true }
  interface CorsSourceNames { tenants: true, regions: true }
}

const app = fastify()
const handler = () => 'hello'

describe('a declared name of a policy', () => {
  test('is one of those that are declared', () => {
    expect<CorsPolicyName>().type.toBe<'public' | 'partners'>()
    expect<CorsPolicyDocument>().type.toBeAssignableFrom<{ routes: { '/a': 'public' } }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ routes: { '/a': 'pubic' } }>()
  })
})

describe('a declared name of a source', () => {
  test('is one of those that are declared', () => {
    expect<CorsSourceName>().type.toBe<'tenants' | 'regions'>()
    expect<CorsPolicy>().type.toBeAssignableFrom<{ origins: [{ source: 'tenants' }, { source: 'regions', key: 'host' }] }>()
    expect<CorsPolicy>().type.not.toBeAssignableFrom<{ origins: [{ source: 'tenant' }] }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ policies: { public: { origins: [{ source: 'tenant' }] } } }>()
    expect<CorsPolicyDocument>().type.not.toBeAssignableFrom<{ routes: { '/a': { origins: [{ source: 'tenant' }] } } }>()
  })

  test('is checked in the options and on routes', () => {
    expect<CorsPluginOptions>().type.toBeAssignableFrom<{ origins: '*', sources: {} }>()
    expect(app.register).type.toBeCallableWith(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins() } })
    expect(app.register).type.not.toBeCallableWith(corsPlugin, { origins: [{ source: 'tenants' }], sources: { tenant: memoryOrigins() } })
    expect(app.get).type.toBeCallableWith('/', { config: { cors: { origins: [{ source: 'regions' }] } } }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { config: { cors: { origins: [{ source: 'region' }] } } }, handler)
  })
})
