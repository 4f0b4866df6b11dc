/** Servers of frameworks with their CORS packages. */
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import type { FastifyCorsOptions } from '@fastify/cors'
import type { CorsPolicyDocument } from '../../../../types/policy.ts'
import policyPlugin from '../../../../lib/index.ts'
import { listening } from '../../../listening.ts'
import { DATA, listen, load, PATH, type Start } from './running.ts'

type PerAllowed<T> = (allowed: readonly string[]) => T

async function start (app: FastifyInstance) {
  app.get(PATH, () => DATA)
  app.put(PATH, () => DATA)
  return listening(app)
}

/** This plugin. @param before  registers hooks before it @param after  registers hooks after it */
export function withPolicy (
  policy: PerAllowed<CorsPolicyDocument & { rescuePreflights?: boolean }>, before: (app: FastifyInstance) => void = () => {}, after: (app: FastifyInstance) => void = () => {}
): Start {
  return async allowed => {
    const app = Fastify({ forceCloseConnections: true })
    before(app)
    await app.register(policyPlugin, policy(allowed))
    after(app)
    return start(app)
  }
}

/** `@fastify/cors`. */
export function withFastifyCors (options: PerAllowed<FastifyCorsOptions>, before: (app: FastifyInstance) => void = () => {}): Start {
  return async allowed => {
    const app = Fastify({ forceCloseConnections: true })
    before(app)
    await app.register(load('@fastify/cors'), options(allowed))
    return start(app)
  }
}

/** Express and `cors`, after other middleware, or only on the routes. */
export function withExpress (options: PerAllowed<object | undefined>, { before, route = false }: { before?: (request: any, response: any, next: () => void) => void, route?: boolean } = {}): Start {
  return async allowed => {
    const express = load('express')
    const app = express()
    const cors = load('cors')(options(allowed))
    if (before !== undefined) app.use(before)
    if (!route) app.use(cors)
    app.get(PATH, ...route ? [cors] : [], (_request: unknown, response: any) => response.json(DATA))
    app.put(PATH, ...route ? [cors] : [], (_request: unknown, response: any) => response.json(DATA))
    return listen(app)
  }
}

/** Hono and `hono/cors` on `@hono/node-server`. */
export function withHono (options: PerAllowed<object | undefined>, at = '*'): Start {
  return async allowed => {
    const { Hono } = load('hono')
    const app = new Hono()
    app.use(at, load('hono/cors').cors(options(allowed)))
    app.get(PATH, (context: any) => context.json(DATA))
    app.put(PATH, (context: any) => context.json(DATA))
    return listening(load('@hono/node-server').createAdaptorServer({ fetch: app.fetch }))
  }
}

/** A hook that rejects requests without a cookie. */
export function requiresCookie (status: number) {
  return (app: FastifyInstance): void => {
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers.cookie === undefined) await reply.code(status).send({ error: 'not authenticated' })
    })
  }
}
