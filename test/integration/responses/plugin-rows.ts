/** Plugins of the ecosystem, the real ones, each with a request that shows what it does. */
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import httpProxy from '@fastify/http-proxy'
import rateLimit from '@fastify/rate-limit'
import { fastifySSE } from '@fastify/sse'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Asked } from './exchange.ts'

const TEXT = 'text '.repeat(1000)

export interface PluginRow {
  readonly name: string
  /** Registers the other plugin. */
  readonly register: (app: FastifyInstance) => void
  /** Routes, declared when both are there. */
  readonly routes?: (app: FastifyInstance) => void
  readonly asked?: Asked
  readonly status: number
  /** With this plugin registered first, and with the other one first. */
  readonly vary: readonly [string, string]
  /** A header that shows that the other plugin did its work. */
  readonly shows?: readonly [name: string, value: RegExp]
}

const root = new URL('.', import.meta.url)

/** @param upstream  the address of what is proxied */
export const pluginRows = (upstream: string): readonly PluginRow[] => [
  {
    name: '@fastify/static',
    register: (app) => { app.register(fastifyStatic, { root }) },
    asked: { url: '/rows.ts' },
    status: 200,
    vary: ['Origin', 'Origin'],
    shows: ['etag', /./]
  },
  {
    name: '@fastify/static without the file',
    register: (app) => { app.register(fastifyStatic, { root }) },
    asked: { url: '/nowhere.ts' },
    status: 404,
    vary: ['Origin', 'Origin']
  },
  {
    name: '@fastify/static with a range of the file',
    register: (app) => { app.register(fastifyStatic, { root }) },
    asked: { url: '/rows.ts', headers: { range: 'bytes=0-9' } },
    status: 206,
    vary: ['Origin', 'Origin'],
    shows: ['content-range', /^bytes 0-9/]
  },
  {
    name: '@fastify/http-proxy',
    register: (app) => { app.register(httpProxy, { upstream }) },
    asked: { url: '/any' },
    status: 200,
    vary: ['Accept-Language, Origin', 'Accept-Language, Origin']
  },
  {
    name: '@fastify/http-proxy whose upstream rejects the request',
    register: (app) => { app.register(httpProxy, { upstream, prefix: '/api' }) },
    asked: { url: '/api/gone', method: 'DELETE' },
    status: 410,
    vary: ['Accept-Language, Origin', 'Accept-Language, Origin']
  },
  {
    name: '@fastify/http-proxy without its upstream',
    register: (app) => { app.register(httpProxy, { upstream: 'http://127.0.0.1:1' }) },
    asked: { url: '/any' },
    status: 500,
    vary: ['Origin', 'Origin']
  },
  {
    name: '@fastify/compress',
    register: (app) => { app.register(compress, { threshold: 1 }) },
    routes: (app) => { app.get('/', async () => TEXT) },
    asked: { headers: { 'accept-encoding': 'gzip' } },
    status: 200,
    vary: ['accept-encoding, Origin', 'accept-encoding, Origin'],
    shows: ['content-encoding', /gzip/]
  },
  {
    name: '@fastify/helmet',
    register: (app) => { app.register(helmet) },
    routes: (app) => { app.get('/', async () => TEXT) },
    status: 200,
    vary: ['Origin', 'Origin'],
    shows: ['cross-origin-resource-policy', /same-origin/]
  },
  {
    name: '@fastify/etag',
    register: (app) => { app.register(etag) },
    routes: (app) => { app.get('/', async () => TEXT) },
    status: 200,
    vary: ['Origin', 'Origin'],
    shows: ['etag', /./]
  },
  {
    name: '@fastify/rate-limit',
    register: (app) => { app.register(rateLimit, { max: 100 }) },
    routes: (app) => { app.get('/', async () => TEXT) },
    status: 200,
    vary: ['Origin', 'Origin'],
    shows: ['x-ratelimit-limit', /100/]
  },
  {
    name: '@fastify/rate-limit when there were too many',
    register: (app) => { app.register(rateLimit, { max: 0 }) },
    routes: (app) => { app.get('/', async () => TEXT) },
    status: 429,
    vary: ['Origin', 'Origin'],
    shows: ['retry-after', /./]
  },
  {
    name: '@fastify/sse',
    register: (app) => { app.register(fastifySSE) },
    routes: (app) => { app.get('/', { sse: 'only' }, async (_request, reply) => { await reply.sse.send({ data: 1 }) }) },
    asked: { headers: { accept: 'text/event-stream' } },
    status: 200,
    vary: ['Origin', 'Origin'],
    shows: ['content-type', /event-stream/]
  }
]
