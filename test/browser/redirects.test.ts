/** Redirects: every response has the headers of a policy, and a preflight is not redirected. */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { checkRows, type Row } from './row.ts'

const vary = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const allowed = { 'access-control-allow-origin': 'origin', ...vary }
const writing = { ...allowed, 'access-control-allow-methods': 'PUT' }

/** From `/target` to `/landing`. */
function redirect (method: 'GET' | 'PUT', status: number): (app: FastifyInstance) => void {
  return (app) => {
    app.route({ method, url: '/target', handler: (_request, reply) => reply.redirect('/landing', status) })
    app.route({ method, url: '/landing', handler: async () => ({ done: true }) })
  }
}

/** From `/target` to the same URL of another API. */
function redirectAway (app: FastifyInstance, second: string): void {
  app.get('/target', async (_request, reply) => reply.redirect(`${second}/target`))
}

/** Leads everything to the URL with a slash at its end. */
function addSlash (app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.endsWith('/')) await reply.redirect(`${request.url}/`, 308)
  })
}

function twoSpellings (app: FastifyInstance): void {
  for (const url of ['/target', '/target/']) app.put(url, async () => ({ done: true }))
}

/** A page sends a request to an API that redirects it elsewhere. */
const away: Pick<Row, 'policy' | 'page' | 'request' | 'routes' | 'serverSees'> = {
  policy: ({ app }) => ({ origins: [app] }),
  page: 'app',
  request: {},
  routes: redirectAway,
  serverSees: [{ method: 'GET', status: 302, headers: allowed }]
}

/** The redirect of the actual request leads to a URL with a preflight of its own. */
const preflightsOfBothSpellings = [
  { method: 'OPTIONS', status: 204, headers: writing },
  { method: 'PUT', status: 308, headers: allowed },
  { method: 'OPTIONS', url: '/target/', status: 204, headers: writing },
  { method: 'PUT', url: '/target/', status: 200, headers: allowed }
] as const

const rows: Row[] = [
  {
    title: 'a page of a listed origin is redirected, and reads the response',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: {},
    routes: redirect('GET', 302),
    pageSees: { status: 200 },
    serverSees: [
      { method: 'GET', status: 302, headers: allowed },
      { method: 'GET', url: '/landing', status: 200, headers: allowed }
    ]
  },
  {
    title: 'for a page of another origin, the browser does not follow the redirect',
    policy: ({ app }) => ({ origins: [app], routes: { '/landing': { origins: '*' } } }),
    page: 'other',
    request: {},
    routes: redirect('GET', 302),
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [{ method: 'GET', status: 302, headers: vary }]
  },
  {
    ...away,
    title: 'with "*", the response is readable also after a redirect by another API, although the origin is then null',
    pageSees: { status: 200 },
    second: {
      policy: () => ({ origins: '*' }),
      sees: [{ method: 'GET', origin: 'null', status: 200, headers: everyone }]
    }
  },
  {
    ...away,
    title: 'the response of a policy with a list is not readable after a redirect by another API, because the origin is then null',
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    // The handler redirects.
    explained: false,
    second: {
      policy: ({ app }) => ({ origins: [app] }),
      sees: [{ method: 'GET', origin: 'null', status: 200, headers: vary }]
    }
  },
  {
    ...away,
    title: 'the response of a policy that also lists null is readable after a redirect by another API',
    pageSees: { status: 200 },
    second: {
      policy: ({ app }) => ({ origins: [app, 'null'], dangerouslyAllow: ['null-origin'] }),
      sees: [{ method: 'GET', origin: 'null', status: 200, headers: allowed }]
    }
  },
  {
    title: 'the preflight for a route that redirects is not redirected, and the next URL has a preflight of its own',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: { method: 'PUT' },
    routes: redirect('PUT', 307),
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: writing },
      { method: 'PUT', status: 307, headers: allowed },
      { method: 'OPTIONS', url: '/landing', status: 204, headers: writing },
      { method: 'PUT', url: '/landing', status: 200, headers: allowed }
    ]
  },
  {
    title: 'a hook after the plugin that redirects every request does not redirect the preflight',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: { method: 'PUT' },
    routes: (app) => {
      addSlash(app)
      twoSpellings(app)
    },
    pageSees: { status: 200 },
    serverSees: preflightsOfBothSpellings
  },
  {
    title: 'the redirect of a preflight by a hook before the plugin is replaced, because no browser would follow it',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: { method: 'PUT' },
    beforePlugin: addSlash,
    routes: twoSpellings,
    pageSees: { status: 200 },
    serverSees: preflightsOfBothSpellings
  }
]

await checkRows(t, rows)
