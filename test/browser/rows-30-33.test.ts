/** Errors, and hooks that ask who is there: a page of an admitted origin reads the status of every answer. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { checkRows, type Row } from './row.ts'

const SUITE = 'rows B30 to B33, the plugin\'s headers on errors against real Chromium'

const admitted = { 'access-control-allow-origin': 'origin', vary: 'Origin' }
const reading = { 'access-control-allow-methods': 'GET, HEAD' }
const withToken = { 'access-control-allow-headers': 'authorization' }

const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
const approvedJson = {
  ...admitted, 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type'
}

/** Refuses by an error. */
function throw401 (app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.headers.authorization === 'Bearer known') return
    throw Object.assign(new Error('Who are you?'), { statusCode: 401 })
  })
}

/** Refuses by a reply of its own. */
function answer401 (app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization === 'Bearer known') return
    await reply.code(401).header('www-authenticate', 'Bearer').send()
  })
}

/** Lets nothing through. */
function limit (app: FastifyInstance): void {
  app.register(rateLimit, { max: 0 })
}

function oneRoute (app: FastifyInstance): void {
  app.get('/target', async () => ({ done: true }))
}

function schema (app: FastifyInstance): void {
  app.post('/target', {
    schema: { body: { type: 'object', required: ['item'], properties: { item: { type: 'string' } } } }
  }, async () => ({ done: true }))
}

/** A row whose page reads this status of a simple request. */
const readable = (id: string, title: string, status: number, routes: (app: FastifyInstance) => void): Row => ({
  id,
  title,
  policy: ({ app }) => ({ origins: [app] }),
  page: 'app',
  request: {},
  routes,
  pageSees: { status },
  serverSees: [{ method: 'GET', status, headers: admitted }]
})

const token = (value: string) => ({ headers: { authorization: `Bearer ${value}` } })
const preflight = { method: 'OPTIONS', status: 204, headers: { ...admitted, ...reading, ...withToken } }

const unauthorized = [preflight, { method: 'GET', status: 401, headers: admitted }]

/** A row of an API that asks for a token: all its pages need a preflight, which has none. */
const guarded: Pick<Row, 'policy' | 'page'> = {
  policy: ({ app }) => ({ origins: [app], allowedHeaders: ['Authorization'] }),
  page: 'app'
}

const rows: Row[] = [
  readable('B30a', 'a page reads that there is nothing at a URL', 404, () => {}),
  {
    ...readable('B30b', 'also with a method that takes a preflight, where another URL has it', 404, (app) => {
      app.delete('/elsewhere', async () => ({ done: true }))
    }),
    request: { method: 'DELETE' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, 'access-control-allow-methods': 'DELETE' } },
      { method: 'DELETE', status: 404, headers: admitted }
    ]
  },
  {
    ...readable('B30c', 'the preflight for a method that is not at the URL names those that are', 404, oneRoute),
    request: { method: 'PUT' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'PUT' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...admitted, ...reading } }]
  },
  readable('B31', 'a page reads that a handler failed', 500, (app) => {
    app.get('/target', async () => { throw new Error('failed') })
  }),
  {
    ...readable('B32a', 'a page reads that its request is not valid', 400, schema),
    policy: ({ app }) => ({ origins: [app], allowedHeaders: ['Content-Type'] }),
    request: { ...json, body: '{}' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: approvedJson },
      { method: 'POST', status: 400, headers: admitted }
    ]
  },
  { ...readable('B32b', 'it reads the 401 of a hook before the plugin', 401, oneRoute), beforePlugin: answer401 },
  { ...readable('B32c', 'and that of an error thrown there', 401, oneRoute), beforePlugin: throw401 },
  readable('B32d', 'a page reads the 401 of a hook after the plugin', 401, (app) => {
    answer401(app)
    oneRoute(app)
  }),
  {
    ...readable('B32e', 'a page reads that a handler does not take a method', 405, (app) => {
      app.delete('/target', async (_request, reply) => reply.code(405).header('allow', 'GET').send())
    }),
    request: { method: 'DELETE' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, 'access-control-allow-methods': 'DELETE' } },
      { method: 'DELETE', status: 405, headers: admitted }
    ]
  },
  {
    ...readable('B32f', 'a page reads that it sent too much', 413, (app) => {
      app.post('/target', { bodyLimit: 10 }, async () => ({ done: true }))
    }),
    request: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'more than ten bytes' },
    serverSees: [{ method: 'POST', status: 413, headers: admitted }]
  },
  { ...readable('B32g', 'a page reads the 429 of a limit before the plugin', 429, oneRoute), beforePlugin: limit },
  readable('B32h', 'and of one after it', 429, (app) => {
    limit(app)
    app.after(() => oneRoute(app))
  }),
  {
    ...guarded,
    id: 'B33a',
    title: 'a hook before the plugin that refuses the preflight is overruled, and the page reads its 401',
    request: token('wrong'),
    beforePlugin: answer401,
    routes: oneRoute,
    pageSees: { status: 401 },
    serverSees: unauthorized
  },
  {
    ...guarded,
    id: 'B33b',
    title: 'also where that hook throws',
    request: token('wrong'),
    beforePlugin: throw401,
    routes: oneRoute,
    pageSees: { status: 401 },
    serverSees: unauthorized
  },
  {
    ...guarded,
    id: 'B33c',
    title: 'a preflight does not reach a hook after the plugin, and the page reads its 401',
    request: token('wrong'),
    routes: (app) => {
      throw401(app)
      oneRoute(app)
    },
    pageSees: { status: 401 },
    serverSees: unauthorized
  },
  {
    ...guarded,
    id: 'B33d',
    title: 'a token that is known gets through',
    request: token('known'),
    beforePlugin: answer401,
    routes: oneRoute,
    pageSees: { status: 200 },
    serverSees: [preflight, { method: 'GET', status: 200, headers: admitted }]
  },
  {
    ...guarded,
    id: 'B33e',
    title: 'what a hook refuses to a page of another origin stays refused',
    page: 'other',
    request: token('known'),
    beforePlugin: answer401,
    routes: oneRoute,
    pageSees: { corsError: 'PreflightMissingAllowOriginHeader' },
    serverSees: [{ method: 'OPTIONS', status: 401, headers: { vary: 'Origin' } }]
  }
]

await checkRows(t, SUITE, rows)
