/** Makes the OpenAPI document of an application, with and without its policies. */
import swagger from '@fastify/swagger'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import cors from '../../../lib/index.ts'
import { corsTransformObject } from '../../../lib/tools.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'

export type Json = Record<string, any>
export type SwaggerOptions = NonNullable<Parameters<typeof swagger>[1]>

export const APP = 'https://app.example.com'
export const POLICY: CorsPolicyDocument = {
  origins: [APP],
  credentials: true,
  methods: ['PUT'],
  allowedHeaders: ['Content-Type'],
  exposedHeaders: ['ETag'],
  maxAge: 600,
  policies: { public: { origins: '*' } },
  routes: { '/prices/*': 'public', '/health': false }
}
export const SCOPE = {
  policy: 'scope', from: 'scope', credentials: true, origins: [APP], methods: ['PUT'], allowedHeaders: ['Content-Type'], exposedHeaders: ['ETag'], maxAge: 600
}
export const PUBLIC = { policy: 'public', from: 'routes', credentials: false, origins: '*' }
export const OFF = { policy: false, from: 'routes' }
export const handler = async () => ''

interface Setting {
  readonly options?: FastifyServerOptions
  readonly document?: Readonly<Record<string, unknown>>
  readonly policy?: CorsPluginOptions
}

export const OPENAPI = { openapi: { openapi: '3.0.3', info: { title: 'Shop', version: '1' } } }

/** The document of an application, and the application. */
export async function documented (routes: (app: FastifyInstance) => void, { options = {}, document = OPENAPI, policy = POLICY }: Setting = {}) {
  const app = Fastify(options)
  t.teardown(() => app.close())
  await app.register(swagger, { ...document, transformObject: corsTransformObject(app) } as SwaggerOptions)
  await app.register(cors, policy)
  routes(app)
  await app.ready()
  const made: Json = app.swagger()
  return { app, document: made, paths: made['paths'] as Json }
}

/** The same without this package. */
export async function bare (routes: (app: FastifyInstance) => void, document: Readonly<Record<string, unknown>> = OPENAPI): Promise<Json> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, document as SwaggerOptions)
  routes(app)
  await app.ready()
  return app.swagger()
}

/** It compiles a schema once. */
const validator = new Validator()

export async function isValid (t: Test, document: Json): Promise<void> {
  const { valid, errors } = await validator.validate(structuredClone(document))
  t.ok(valid, JSON.stringify(errors))
}

export const references = (...names: string[]) => Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]))
export const OF_SCOPE = references('Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials', 'Access-Control-Expose-Headers', 'Vary')

const RESPONSE = { 200: { description: 'The order.', type: 'object', properties: { item: { type: 'string' } } }, '4xx': { description: 'No.', type: 'null' } }
export const shop = (app: FastifyInstance) => {
  app.put('/orders/:id', { schema: { response: RESPONSE } }, handler)
  app.get('/prices/:item', handler)
  app.get('/health', handler)
}
