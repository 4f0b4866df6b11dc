/** Errors and authentication hooks: a page of an allowed origin can read the status of every response. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { checkRows, type Row } from './row.ts'

const allowed = { 'access-control-allow-origin': 'origin', vary: 'Origin' }
const reading = { 'access-control-allow-methods': 'GET, HEAD' }
const withToken = { 'access-control-allow-headers': 'authorization' }

const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
const approvedJson = {
  ...allowed, 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type'
}

/** Refuses by an error. */
function throw401 (app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.headers.authorization === 'Bearer known') return
    throw Object.assign(new Error('Who are you?'), { statusCode: 401 })
  })
}

/** Refuses by a reply of its own. */
function respond401 (app: FastifyInstance): void {
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

/** A test case: the page makes a simple request and can read `status`. */
const readable = (title: string, status: number, routes: (app: FastifyInstance) => void): Row => ({
  title,
  policy: ({ app }) => ({ origins: [app] }),
  page: 'app',
  request: {},
  routes,
  pageSees: { status },
  serverSees: [{ method: 'GET', status, headers: allowed }]
})

const token = (value: string) => ({ headers: { authorization: `Bearer ${value}` } })
const preflight = { method: 'OPTIONS', status: 204, headers: { ...allowed, ...reading, ...withToken } }

const unauthorized = [preflight, { method: 'GET', status: 401, headers: allowed }]

/** A test case of an API that needs a token. All requests need a preflight, which has no token. */
const guarded: Pick<Row, 'policy' | 'page'> = {
  policy: ({ app }) => ({ origins: [app], allowedHeaders: ['Authorization'] }),
  page: 'app'
}

const rows: Row[] = [
  readable('a page reads the 404 of a URL without a route', 404, () => {}),
  {
    ...readable('a page reads the 404 of a URL without a route, also with a method that needs a preflight', 404, (app) => {
      app.delete('/elsewhere', async () => ({ done: true }))
    }),
    request: { method: 'DELETE' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, 'access-control-allow-methods': 'DELETE' } },
      { method: 'DELETE', status: 404, headers: allowed }
    ]
  },
  {
    ...readable('the preflight for a method that the URL does not have lists the methods that it has', 404, oneRoute),
    request: { method: 'PUT' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'PUT' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...allowed, ...reading } }]
  },
  readable('a page reads the 500 of a handler that failed', 500, (app) => {
    app.get('/target', async () => { throw new Error('failed') })
  }),
  {
    ...readable('a page reads the 400 of a request that is not valid', 400, schema),
    policy: ({ app }) => ({ origins: [app], allowedHeaders: ['Content-Type'] }),
    request: { ...json, body: '{}' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: approvedJson },
      { method: 'POST', status: 400, headers: allowed }
    ]
  },
  { ...readable('a page reads the 401 of a hook before the plugin', 401, oneRoute), beforePlugin: respond401 },
  { ...readable('a page reads the 401 of an error that a hook before the plugin has thrown', 401, oneRoute), beforePlugin: throw401 },
  readable('a page reads the 401 of a hook after the plugin', 401, (app) => {
    respond401(app)
    oneRoute(app)
  }),
  {
    ...readable('a page reads the 405 of a handler', 405, (app) => {
      app.delete('/target', async (_request, reply) => reply.code(405).header('allow', 'GET').send())
    }),
    request: { method: 'DELETE' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, 'access-control-allow-methods': 'DELETE' } },
      { method: 'DELETE', status: 405, headers: allowed }
    ]
  },
  {
    ...readable('a page reads the 413 of a body that is too large', 413, (app) => {
      app.post('/target', { bodyLimit: 10 }, async () => ({ done: true }))
    }),
    request: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'more than ten bytes' },
    serverSees: [{ method: 'POST', status: 413, headers: allowed }]
  },
  { ...readable('a page reads the 429 of a rate limit before the plugin', 429, oneRoute), beforePlugin: limit },
  readable('a page reads the 429 of a rate limit after the plugin', 429, (app) => {
    limit(app)
    app.after(() => oneRoute(app))
  }),
  {
    ...guarded,
    title: 'if a hook before the plugin rejects the preflight, the plugin approves it, and the page reads the 401 of the actual request',
    request: token('wrong'),
    beforePlugin: respond401,
    routes: oneRoute,
    pageSees: { status: 401 },
    serverSees: unauthorized
  },
  {
    ...guarded,
    title: 'if a hook before the plugin throws for the preflight, the plugin approves it, and the page reads the 401 of the actual request',
    request: token('wrong'),
    beforePlugin: throw401,
    routes: oneRoute,
    pageSees: { status: 401 },
    serverSees: unauthorized
  },
  {
    ...guarded,
    title: 'a preflight does not reach a hook after the plugin, and the page reads the 401 of the actual request',
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
    title: 'a request with a valid token reaches the handler',
    request: token('known'),
    beforePlugin: respond401,
    routes: oneRoute,
    pageSees: { status: 200 },
    serverSees: [preflight, { method: 'GET', status: 200, headers: allowed }]
  },
  {
    ...guarded,
    title: 'a preflight of an origin that is not listed, which a hook has rejected, stays rejected',
    page: 'other',
    request: token('known'),
    beforePlugin: respond401,
    routes: oneRoute,
    pageSees: { corsError: 'PreflightMissingAllowOriginHeader' },
    serverSees: [{ method: 'OPTIONS', status: 401, headers: { vary: 'Origin' } }]
  }
]

await checkRows(t, rows)
