/** Requests that CORS does not cover: of pages of the API itself, of forms and of images; and the guard against them. */
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { CorsOriginGuardOptions } from '../../types/fastify.ts'
import { checkRows, type Row } from './row.ts'

const vary = { vary: 'Origin' }
const allowed = { 'access-control-allow-origin': 'origin', ...vary }

/** Trustworthy, as https is, so that the browser says from what site a request comes. */
const trustworthy = { apiHost: '127.0.0.1' }

const post = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text' }

const guarded = (options?: CorsOriginGuardOptions) => (app: FastifyInstance): void => {
  app.addHook('onRequest', app.cors.originGuard(options))
  takesPost(app)
}

function takesPost (app: FastifyInstance): void {
  app.post('/target', async () => ({ done: true }))
}

/** An image that helmet keeps from pages of other origins. */
function helmeted (app: FastifyInstance): void {
  app.register(helmet)
  app.after(() => app.get('/target', async (_request, reply) => reply.type('image/svg+xml').send(
    '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
  )))
}

const listed: Pick<Row, 'policy'> = { policy: ({ app }) => ({ origins: [app] }) }

const rows: Row[] = [
  {
    ...listed,
    ...trustworthy,
    title: 'a page of the API itself passes the guard, although no policy lists its origin',
    page: 'api',
    request: post,
    routes: guarded(),
    pageSees: { status: 200 },
    serverSees: [{ method: 'POST', status: 200, headers: vary }]
  },
  {
    ...listed,
    ...trustworthy,
    title: 'a page of a listed origin passes the guard',
    page: 'app',
    request: post,
    routes: guarded(),
    pageSees: { status: 200 },
    serverSees: [{ method: 'POST', status: 200, headers: allowed }]
  },
  {
    ...listed,
    ...trustworthy,
    title: 'the guard rejects a page of another site',
    page: 'other',
    request: post,
    routes: guarded(),
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [{ method: 'POST', status: 403, headers: vary }]
  },
  {
    ...listed,
    ...trustworthy,
    title: 'the guard rejects a form of another site',
    page: 'other',
    request: { as: 'form' },
    routes: guarded(),
    pageSees: { status: 403 },
    serverSees: [{ method: 'POST', status: 403, headers: vary }]
  },
  {
    ...listed,
    title: 'over http the browser does not send that a page is of the API itself, so the guard rejects it',
    page: 'api',
    request: post,
    routes: guarded(),
    pageSees: { status: 403 },
    serverSees: [{ method: 'POST', status: 403, headers: vary }]
  },
  {
    ...listed,
    title: 'over http a page of the API itself passes the guard if its origin is allowed too',
    page: 'api',
    request: post,
    routes: guarded({ alsoAllow: ['http://api.test:*'], dangerouslyAllow: ['insecure-origins'] }),
    pageSees: { status: 200 },
    serverSees: [{ method: 'POST', status: 200, headers: vary }]
  },
  {
    ...listed,
    title: 'without the guard, the form of another site reaches the handler, because CORS does not prevent requests',
    page: 'other',
    request: { as: 'form' },
    routes: takesPost,
    pageSees: { status: 200 },
    serverSees: [{ method: 'POST', status: 200, headers: vary }]
  },
  {
    ...listed,
    title: 'a script can read a response that Cross-Origin-Resource-Policy hides from images of the same page',
    page: 'app',
    earlier: [{ page: 'app', request: { as: 'image' }, pageSees: { blocked: 'corp-not-same-origin' } }],
    request: {},
    routes: helmeted,
    pageSees: { status: 200 },
    serverSees: [
      { method: 'GET', origin: 'none', status: 200, headers: vary },
      { method: 'GET', status: 200, headers: allowed }
    ]
  }
]

await checkRows(t, rows)
