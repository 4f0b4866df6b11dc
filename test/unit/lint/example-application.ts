/** Runs the code of an example and returns its application, ready. */
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import session from '@fastify/session'
import fastifyStatic from '@fastify/static'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'

/** The names that the code of an example can use. */
const given = { corsPlugin, memoryOrigins, cookie, cors, etag, helmet, rateLimit, session, fastifyStatic, websocket, handler: async () => '' }

const AsyncFunction = (async () => {}).constructor as new (...texts: string[]) => (...values: unknown[]) => Promise<void>

/** Runs the code with `app` and these names. */
export async function applicationOf (code: string, options: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = fastify(options)
  await new AsyncFunction('app', ...Object.keys(given), code)(app, ...Object.values(given))
  await app.ready()
  return app
}
