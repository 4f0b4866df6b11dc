/** In what the versions of Fastify differ that the tests run on: those from 5.0.0 to the newest alpha of 6. */
import Fastify, { type FastifyServerOptions } from 'fastify'

const probe = Fastify()
probe.get('/:parameter', async () => '')

/** Whether a route can have a time limit. */
export const hasHandlerTimeout = 'handlerTimeout' in probe.initialConfig

/** Whether a parameter that is too long is refused before any hook runs; else such a URL is an unknown one. */
export const refusesLongParameters = (await probe.inject(`/${'x'.repeat(101)}`)).statusCode === 414

/** Whether responses over HTTP/2 can have trailers: 5.0.0 fails with a header of HTTP/1. */
export const hasTrailersOverHttp2 = probe.version !== '5.0.0'

const routed = Fastify({ routerOptions: { caseSensitive: false } })
routed.get('/x', async () => '')

/** Whether the options of the router are an option of their own: 5.0.0 takes them among all others. */
export const hasRouterOptions = (await routed.inject('/X')).statusCode === 200

/** Options of the router, where this version takes them. */
export function routerOptions (options: NonNullable<FastifyServerOptions['routerOptions']>): FastifyServerOptions {
  return hasRouterOptions ? { routerOptions: options } : options as FastifyServerOptions
}
