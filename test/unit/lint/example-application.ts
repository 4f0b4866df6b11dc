/** The code of an example → the application that it makes, ready. */
import cors from '@fastify/cors'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'

/** What the code of an example may name. */
const given = { corsPlugin, cors, etag, helmet, rateLimit, fastifyStatic, websocket, handler: async () => '' }

const AsyncFunction = (async () => {}).constructor as new (...texts: string[]) => (...values: unknown[]) => Promise<void>

/** Runs the code with `app` and what examples may name. */
export async function applicationOf (code: string, options: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = fastify(options)
  await new AsyncFunction('app', ...Object.keys(given), code)(app, ...Object.values(given))
  await app.ready()
  return app
}
