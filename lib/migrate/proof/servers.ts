/** Servers with the same routes, and either another library or the policy. The handlers of the application do not run. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyPluginCallback, HTTPMethods } from 'fastify'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { plugin as corsPlugin } from '../../plugin.ts'
import type { ProofRoute } from './page-requests.ts'

/** A server that listens on the loopback address. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly address: string
  close (): Promise<void>
}

type MakeFastify = (options: object) => FastifyInstance

/** The body of every response. */
export const BODY = 'fastify-cors-policy'

/** A plugin of another library with its options, and the prefix of its scope. */
export interface OldRegistration {
  readonly plugin: FastifyPluginCallback<object>
  readonly options: unknown
  /** '' for all paths that no other registration is for. */
  readonly prefix: string
}

/**
 * Starts Fastify with registrations of another library, each in a scope of its own with the routes below its prefix.
 *
 * @param coversNotFound  whether the only registration is in the root instance, so that it also covers what has no route
 * @param off             paths of routes in none of the scopes, or whose `config.cors` is false. Default: none
 */
export function oldFastifyServer (
  fastify: MakeFastify, registrations: readonly OldRegistration[], routes: readonly ProofRoute[], coversNotFound = registrations.length === 1, off: readonly string[] = []
): Promise<RunningServer> {
  const byPrefix = [...registrations].sort((a, b) => b.prefix.length - a.prefix.length)
  const isOutside = ({ url, cors }: ProofRoute): boolean => cors === undefined && off.includes(url)
  const prefixOf = (route: ProofRoute): string | undefined => isOutside(route) ? undefined : byPrefix.find(({ prefix }) => route.url.startsWith(prefix))?.prefix
  return started(fastify, app => {
    if (coversNotFound) {
      const [only] = byPrefix
      app.register(only!.plugin, only!.options as object)
      for (const route of routes) add(app, route)
      return
    }
    for (const { plugin, options, prefix } of byPrefix) {
      app.register(async scope => {
        await scope.register(plugin, options as object)
        for (const route of routes) if (prefixOf(route) === prefix) add(scope, { ...route, url: route.url.slice(prefix.length) })
      }, { prefix })
    }
    for (const route of routes) if (prefixOf(route) === undefined) add(app, route)
  })
}

/** Starts Fastify with the policy. */
export function policyServer (fastify: MakeFastify, document: CorsPolicyDocument | null, routes: readonly ProofRoute[]): Promise<RunningServer> {
  return started(fastify, app => {
    if (document !== null) app.register(corsPlugin, { ...document, lint: 'off' })
    for (const { url, methods } of routes) add(app, { url, methods })
  })
}

function add (app: FastifyInstance, { url, methods, cors }: ProofRoute): void {
  const own = methods.filter(method => method !== 'HEAD' || !methods.includes('GET')) as HTTPMethods[]
  // The list has both URLs of `/` under a prefix.
  app.route({ url, prefixTrailingSlash: 'slash', method: own, config: { cors } as object, handler: (_request, reply) => { reply.header('x-proof', '1').send(BODY) } })
}

/** The routes are added after the plugins are loaded. */
async function started (fastify: MakeFastify, prepare: (app: FastifyInstance) => void): Promise<RunningServer> {
  const app = fastify({ logger: false })
  // Bodies are not what is compared, and servers of other libraries read none.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
  prepare(app)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return { address, close: async () => { await app.close() } }
}

/** Middleware as in Express and Connect. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** Starts a server of Node with a middleware, such as that of the package cors, and the routes. */
export function middlewareServer (middleware: Middleware, routes: readonly ProofRoute[]): Promise<RunningServer> {
  return listening(createServer((request, response) => middleware(request, response, error => {
    if (error !== undefined && error !== null) respond(response, 500)
    else respond(response, hasRoute(request, routes) || isOptions(request, routes) ? 200 : 404)
  })))
}

/** A function as in Hono's `app.fetch`. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** Starts a server of Node for a handler of web requests. */
export function fetchServer (handle: FetchHandler): Promise<RunningServer> {
  return listening(createServer((request, response) => {
    void respondWith(handle, request, response)
  }))
}

async function respondWith (handle: FetchHandler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, headers } = await handle(new Request(`http://${request.headers.host!}${request.url!}`, { method: request.method!, headers: request.headers as Record<string, string> }))
  response.writeHead(status, Object.fromEntries(headers)).end()
}

/** Express responds to OPTIONS for each URL that has a route. */
function isOptions ({ method, url }: IncomingMessage, routes: readonly ProofRoute[]): boolean {
  return method === 'OPTIONS' && routes.some(route => route.url === url)
}

function hasRoute ({ method, url }: IncomingMessage, routes: readonly ProofRoute[]): boolean {
  return routes.some(route => route.url === url && route.methods.includes(method === 'HEAD' && route.methods.includes('GET') ? 'GET' : method!))
}

function respond (response: ServerResponse, status: number): void {
  response.statusCode = status
  response.setHeader('x-proof', '1')
  response.end(BODY)
}

/** Starts a server. */
export async function listening (server: Server): Promise<RunningServer> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
}
