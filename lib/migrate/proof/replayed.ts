/** Servers with the middlewares of an application of Express or hono, at the same places and in the same order. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { BODY, fetchServer, listening, type FetchHandler, type Middleware, type RunningServer } from './servers.ts'
import type { MiddlewareStep } from './middleware-steps.ts'

/** What is needed to run the middlewares of an application. */
export interface ReplayedApplication {
  readonly steps: readonly MiddlewareStep[]
  /** By the number of their use. */
  readonly middlewares: readonly unknown[]
  /** What `require('express')` exports; undefined for hono. */
  readonly express: unknown
}

type ExpressApplication = RequestListener & Record<string, (path: string, handler: Middleware) => unknown>

/** Starts Express with the middlewares, and handlers that do nothing. */
export function expressServer ({ steps, middlewares, express }: ReplayedApplication): Promise<RunningServer> {
  const app = (express as () => ExpressApplication & { set (name: string, value: unknown): void })()
  // Otherwise it logs the errors of middlewares.
  app.set('env', 'test')
  const handler: Middleware = (_request, response) => {
    response.setHeader('x-proof', '1')
    response.end(BODY)
  }
  for (const { path, isPrefix, method, use } of steps) {
    const middleware = use === undefined ? handler : middlewares[use] as Middleware
    const guarded: Middleware = (request, response, next) => {
      if (method === undefined || request.method === method) middleware(request, response, next)
      else next()
    }
    if (isPrefix) app['use']!(path === '' ? '/' : path, guarded)
    else app[(method ?? 'all').toLowerCase()]!(path === '' ? '/' : path, middleware)
  }
  return listening(createServer(app as (request: IncomingMessage, response: ServerResponse) => void))
}

/** The used parts of an application of hono. */
export interface HonoReplay {
  use (path: string, middleware: unknown): void
  on (methods: readonly string[], path: string, handler: unknown): void
  fetch: FetchHandler
}

/** Starts hono with the middlewares, and handlers that do nothing. */
export function honoServer ({ steps, middlewares }: ReplayedApplication, app: HonoReplay): Promise<RunningServer> {
  const handler = (context: { text (text: string, status: number, headers: object): unknown }): unknown => context.text(BODY, 200, { 'x-proof': '1' })
  for (const { path, isPrefix, method, use } of steps) {
    const pattern = `${path}${isPrefix ? '/*' : ''}`
    const middleware = use === undefined ? handler : middlewares[use]
    if (method === undefined) app.use(pattern, middleware)
    else app.on([method], pattern, middleware)
  }
  return fetchServer(request => app.fetch(request))
}
