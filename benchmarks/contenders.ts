/** The same application five times: without CORS, and with it by four means that respond the same way. */
import corsPlugin, { type CorsOriginSource } from 'fastify-cors-policy'
import { corsTelemetry } from 'fastify-cors-policy/opentelemetry'
import corsOfFastify from '@fastify/cors'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import fastify, { LogController, type FastifyInstance } from 'fastify'
import { HEADERS, MAX_AGE, METHODS, originsOf, originsOfPolicy, patternsOf, policyOfRoute, urlOf, type Setting } from './setting.ts'

/** What is registered as this package; another build of it is as good. */
export type CorsPlugin = typeof corsPlugin

type Build = (setting: Setting, plugin: CorsPlugin) => Promise<FastifyInstance>

const builders: Readonly<Record<Setting['contender'], Build>> = {
  async bare (setting) {
    return addRoutes(addOptionsRoutes(fastify(), setting), setting)
  },
  async hook (setting) {
    const app = fastify()
    byHand(app, setting)
    return addRoutes(addOptionsRoutes(app, setting), setting)
  },
  async 'last word' (setting) {
    const app = fastify()
    byLastWord(app, setting)
    return addRoutes(addOptionsRoutes(app, setting), setting)
  },
  async plugin (setting, plugin) {
    const app = setting.reports === undefined
      ? fastify()
      // The lines of Fastify about each request would hide what the plugin costs.
      : fastify({ logger: { level: 'info', stream: { write () {} } }, logController: new LogController({ disableRequestLogging: true }) }) as unknown as FastifyInstance
    const origins = patternsOf(setting)
    await app.register(plugin, {
      ...(setting.from === undefined ? { origins } : { origins: [{ source: 'tenants' }], sources: { tenants: sourceOf(setting.from, origins) } }),
      credentials: true,
      methods: METHODS,
      allowedHeaders: HEADERS,
      maxAge: MAX_AGE,
      ...setting.reports === 'silent' && { logLevel: 'silent' as const }
    })
    if (setting.reports === 'opentelemetry') corsTelemetry(app, { meterProvider: new MeterProvider({ readers: [new Reader()] }) })
    return addRoutes(app, setting)
  },
  async '@fastify/cors' (setting) {
    const app = fastify()
    await app.register(corsOfFastify, {
      origin: patternsOf(setting), credentials: true, methods: METHODS, allowedHeaders: HEADERS, maxAge: MAX_AGE
    })
    return addRoutes(app, setting)
  }
}

class Reader extends MetricReader {
  protected override async onForceFlush (): Promise<void> {}
  protected override async onShutdown (): Promise<void> {}
}

/** A source that responds from memory, as each source does once it knows an origin. */
function sourceOf (from: 'snapshot' | 'lookup', origins: readonly string[]): CorsOriginSource {
  const known = new Set(origins)
  const reads = from === 'snapshot' ? { async * load () { yield origins } } : { has: (origin: string) => known.has(origin) }
  return { connect: async () => ({ version: async () => '1', close () {}, ...reads }) }
}

/** Builds a contender, ready for requests. */
export async function build (setting: Setting, plugin: CorsPlugin = corsPlugin): Promise<FastifyInstance> {
  const app = await builders[setting.contender](setting, plugin)
  await app.ready()
  return app
}

/** What every contender serves. Its handlers reply at once, so that a request is over when `routing` returns. */
function addRoutes (app: FastifyInstance, setting: Setting): FastifyInstance {
  for (let i = 0; i < setting.routes; i++) {
    const policy = policyOfRoute(setting, i)
    const cors = policy === undefined ? undefined : { origins: originsOfPolicy(policy), maxAge: MAX_AGE + policy }
    const options = cors === undefined || setting.contender !== 'plugin' ? {} : { config: { cors } }
    app.get(urlOf(i), options, (_request, reply) => { reply.send('[]') })
    app.put(urlOf(i), options, (_request, reply) => { reply.send('[]') })
  }
  return app
}

/** A preflight needs a route to reach the hook, and without CORS one to compare with. */
function addOptionsRoutes (app: FastifyInstance, { routes }: Setting): FastifyInstance {
  for (let i = 0; i < routes; i++) app.options(urlOf(i), (_request, reply) => { reply.code(204).send() })
  return app
}

/** Milliseconds that no measurement takes. */
const FOR_EVER = 1e9

/** The least that can be written by hand: one hook that does not wait for anything, and header names in lower case. */
export function byHand (app: FastifyInstance, setting: Setting): void {
  const hasAge = setting.from !== undefined
  const readAt = performance.now()
  const origins = new Set(originsOf(setting.origins))
  const methods = METHODS.join(', ')
  const headers = HEADERS.join(', ')
  const maxAge = String(MAX_AGE)
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.raw.headers
    reply.header('vary', 'Origin')
    if (origin === undefined || !origins.has(origin) || (hasAge && performance.now() - readAt > FOR_EVER)) return done()
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-allow-credentials', 'true')
    if (request.raw.method !== 'OPTIONS' || request.raw.headers['access-control-request-method'] === undefined) return done()
    reply.header('access-control-allow-methods', methods)
    reply.header('access-control-allow-headers', headers)
    reply.header('access-control-max-age', maxAge)
    reply.code(204).send()
  })
}

const kHead = Symbol('head')

interface ShadowedResponse {
  [kHead]?: { readonly origin: string | undefined, readonly next: WriteHead }
  writeHead: WriteHead
}

type WriteHead = (this: ShadowedResponse, status: number, headers: Record<string, string>) => unknown

/**
 * The least that has the last word on the head of a response, by any code: a `writeHead` of its own on every response. It ignores
 * what other code sets, so it shows only what this mechanism costs.
 */
export function byLastWord (app: FastifyInstance, setting: Setting): void {
  const origins = new Set(originsOf(setting.origins))
  const hasAge = setting.from !== undefined
  const readAt = performance.now()
  const approval = {
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': METHODS.join(', '),
    'access-control-allow-headers': HEADERS.join(', '),
    'access-control-max-age': String(MAX_AGE),
    vary: 'Origin'
  }
  app.addHook('onRequest', ({ raw: { method, headers } }, { raw }, done) => {
    const isOld = hasAge && performance.now() - readAt > FOR_EVER
    const origin = headers.origin !== undefined && origins.has(headers.origin) && !isOld ? headers.origin : undefined
    if (origin !== undefined && method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
      raw.writeHead(204, { 'access-control-allow-origin': origin, ...approval }).end()
      return
    }
    const response = raw as unknown as ShadowedResponse
    response[kHead] = { origin, next: response.writeHead }
    response.writeHead = lastWord
    done()
  })
}

function lastWord (this: ShadowedResponse, status: number, headers: Record<string, string>): unknown {
  const { origin, next } = this[kHead]!
  if (origin !== undefined) {
    headers['access-control-allow-origin'] = origin
    headers['access-control-allow-credentials'] = 'true'
  }
  headers['vary'] = 'Origin'
  return next.call(this, status, headers)
}
