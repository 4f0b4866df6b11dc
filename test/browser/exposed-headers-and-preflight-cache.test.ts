/** In real Chromium: which headers a page can read, what the browser remembers of a preflight, and uploads. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../lib/index.ts'
import { checkRows, noMethods, type PageExchange, type ExpectedRequest, type Row } from './row.ts'

const SUITE = 'exposed headers, remembered preflights and uploads in real Chromium'

const allowed = { 'access-control-allow-origin': 'origin', vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }

/** Responses with headers that CORS exposes or not. */
function withHeaders (app: FastifyInstance): void {
  app.get('/target', async (_request, reply) => {
    reply.headers({ etag: '"1"', 'x-private': '1', 'cache-control': 'no-store' })
    return { done: true }
  })
}

const readsHeaders = { reads: ['cache-control', 'etag', 'x-private'] }

const put: PageExchange = { page: 'app', request: { method: 'PUT' }, pageSees: { status: 200 } }

const actualPut: ExpectedRequest = { method: 'PUT', status: 200, headers: allowed }

function approvedFor (seconds: number): ExpectedRequest {
  const headers = { ...allowed, 'access-control-allow-methods': 'PUT', 'access-control-max-age': String(seconds) }
  return { method: 'OPTIONS', status: 204, headers }
}

/** No list is read where neither the method nor a header needs one. */
const upload: Row = {
  title: 'an upload with a listener needs a preflight, which lists no method or header',
  policy: ({ app }) => ({ origins: [app], methods: [] }),
  page: 'app',
  request: { as: 'upload', method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text' },
  pageSees: { status: 200 },
  // A question cannot express that there is a listener.
  explained: false,
  serverSees: [
    { method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods } },
    { method: 'POST', status: 200, headers: allowed }
  ]
}

const rows: Row[] = [
  {
    title: 'a page reads an exposed header, a safelisted one, and no other',
    policy: ({ app }) => ({ origins: [app], exposedHeaders: ['ETag'] }),
    page: 'app',
    request: readsHeaders,
    routes: withHeaders,
    pageSees: { status: 200, headers: { 'cache-control': 'no-store', etag: '"1"' } },
    serverSees: [{ method: 'GET', status: 200, headers: { ...allowed, 'access-control-expose-headers': 'etag' } }]
  },
  {
    title: 'without `exposedHeaders`, a page reads only safelisted headers',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: readsHeaders,
    routes: withHeaders,
    pageSees: { status: 200, headers: { 'cache-control': 'no-store' } },
    serverSees: [{ method: 'GET', status: 200, headers: allowed }]
  },
  {
    title: 'with "*" in `exposedHeaders`, a page reads all headers',
    policy: () => ({ origins: '*', exposedHeaders: '*' }),
    page: 'app',
    request: readsHeaders,
    routes: withHeaders,
    pageSees: { status: 200, headers: { 'cache-control': 'no-store', etag: '"1"', 'x-private': '1' } },
    serverSees: [{ method: 'GET', status: 200, headers: { ...everyone, 'access-control-expose-headers': '*' } }]
  },
  {
    ...put,
    title: 'a preflight that the browser remembers for a minute is sent once for two requests',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'], maxAge: 60 }),
    earlier: [put],
    // It is explained for a browser that remembers nothing.
    explained: false,
    serverSees: [approvedFor(60), actualPut, actualPut]
  },
  {
    ...put,
    title: 'another method at the same URL needs a preflight of its own',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'], maxAge: 60 }),
    earlier: [put],
    request: { method: 'DELETE' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'DELETE' },
    serverSees: [approvedFor(60), actualPut, approvedFor(60)]
  },
  {
    ...put,
    title: 'a preflight that the browser does not remember is sent for each of two requests',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'], maxAge: 0 }),
    earlier: [put],
    serverSees: [approvedFor(0), actualPut, approvedFor(0), actualPut]
  },
  upload,
  {
    ...upload,
    title: 'for a page of another origin, the browser sends only the preflight',
    page: 'other',
    pageSees: { corsError: 'PreflightMissingAllowOriginHeader' },
    serverSees: [{ method: 'OPTIONS', status: 403, headers: { vary: 'Origin' } }]
  }
]

t.test('"*" in `exposedHeaders` is rejected with `credentials`, where it would be the name of a header', async (t) => {
  const app = Fastify()
  app.register(cors, { origins: ['https://app.test'], credentials: true, exposedHeaders: '*' })
  const issues = [{ id: 'exposed-wildcard-with-credentials', path: '/exposedHeaders' }]
  await t.rejects(Promise.resolve(app.ready()), { code: 'FST_CORS_POLICY_INVALID', issues })
})

await t.test(SUITE, (t) => checkRows(t, rows))
