/** What a page reads of the headers, what a browser remembers of a preflight, and uploads: of real Chromium. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../lib/index.ts'
import { checkRows, noMethods, type Asked, type ExpectedRequest, type Row } from './row.ts'

const SUITE = 'rows B40 to B43 and B47, exposed headers, remembered preflights and uploads in real Chromium'

const admitted = { 'access-control-allow-origin': 'origin', vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }

/** Answers with headers that CORS exposes or not. */
function withHeaders (app: FastifyInstance): void {
  app.get('/target', async (_request, reply) => {
    reply.headers({ etag: '"1"', 'x-private': '1', 'cache-control': 'no-store' })
    return { done: true }
  })
}

const readsHeaders = { reads: ['cache-control', 'etag', 'x-private'] }

const put: Asked = { page: 'app', request: { method: 'PUT' }, pageSees: { status: 200 } }

const actualPut: ExpectedRequest = { method: 'PUT', status: 200, headers: admitted }

function approvedFor (seconds: number): ExpectedRequest {
  const headers = { ...admitted, 'access-control-allow-methods': 'PUT', 'access-control-max-age': String(seconds) }
  return { method: 'OPTIONS', status: 204, headers }
}

/** No list is read where neither the method nor a header needs one. */
const upload: Row = {
  id: 'B47a',
  title: 'a listener on an upload takes a preflight, which needs no list',
  policy: ({ app }) => ({ origins: [app], methods: [] }),
  page: 'app',
  request: { as: 'upload', method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text' },
  pageSees: { status: 200 },
  // A question cannot express that there is a listener.
  explained: false,
  serverSees: [
    { method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods } },
    { method: 'POST', status: 200, headers: admitted }
  ]
}

const rows: Row[] = [
  {
    id: 'B40a',
    title: 'a page reads an exposed header, a safelisted one, and no other',
    policy: ({ app }) => ({ origins: [app], exposedHeaders: ['ETag'] }),
    page: 'app',
    request: readsHeaders,
    routes: withHeaders,
    pageSees: { status: 200, headers: { 'cache-control': 'no-store', etag: '"1"' } },
    serverSees: [{ method: 'GET', status: 200, headers: { ...admitted, 'access-control-expose-headers': 'etag' } }]
  },
  {
    id: 'B40b',
    title: 'where nothing is exposed it reads the safelisted one',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: readsHeaders,
    routes: withHeaders,
    pageSees: { status: 200, headers: { 'cache-control': 'no-store' } },
    serverSees: [{ method: 'GET', status: 200, headers: admitted }]
  },
  {
    id: 'B40c',
    title: 'where "*" is exposed it reads them all',
    policy: () => ({ origins: '*', exposedHeaders: '*' }),
    page: 'app',
    request: readsHeaders,
    routes: withHeaders,
    pageSees: { status: 200, headers: { 'cache-control': 'no-store', etag: '"1"', 'x-private': '1' } },
    serverSees: [{ method: 'GET', status: 200, headers: { ...everyone, 'access-control-expose-headers': '*' } }]
  },
  {
    ...put,
    id: 'B42a',
    title: 'a preflight that is remembered for a minute is sent once for two requests',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'], maxAge: 60 }),
    earlier: [put],
    // It is explained for a browser that remembers nothing.
    explained: false,
    serverSees: [approvedFor(60), actualPut, actualPut]
  },
  {
    ...put,
    id: 'B42b',
    title: 'another method at the same URL takes one of its own',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'], maxAge: 60 }),
    earlier: [put],
    request: { method: 'DELETE' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'DELETE' },
    serverSees: [approvedFor(60), actualPut, approvedFor(60)]
  },
  {
    ...put,
    id: 'B43',
    title: 'one that is not remembered is sent for each of two requests',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'], maxAge: 0 }),
    earlier: [put],
    serverSees: [approvedFor(0), actualPut, approvedFor(0), actualPut]
  },
  upload,
  {
    ...upload,
    id: 'B47b',
    title: 'a page of another origin does not get beyond it',
    page: 'other',
    pageSees: { corsError: 'PreflightMissingAllowOriginHeader' },
    serverSees: [{ method: 'OPTIONS', status: 403, headers: { vary: 'Origin' } }]
  }
]

t.test('B41: "*" for exposed headers is refused with credentials, where it would be the name of a header', async (t) => {
  const app = Fastify()
  app.register(cors, { origins: ['https://app.test'], credentials: true, exposedHeaders: '*' })
  const issues = [{ id: 'exposed-wildcard-with-credentials', path: '/exposedHeaders' }]
  await t.rejects(Promise.resolve(app.ready()), { code: 'FST_CORS_POLICY_INVALID', issues })
})

await t.test(SUITE, (t) => checkRows(t, SUITE, rows))
