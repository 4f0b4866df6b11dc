/** Redirects: every step is under a policy, and a preflight takes none. */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { checkRows, type Row } from './row.ts'

const SUITE = 'rows B34 to B36, the plugin\'s redirects against real Chromium'

const vary = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const admitted = { 'access-control-allow-origin': 'origin', ...vary }
const writing = { ...admitted, 'access-control-allow-methods': 'PUT' }

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

/** A page asks an API that leads it elsewhere. */
const away: Pick<Row, 'policy' | 'page' | 'request' | 'routes' | 'serverSees'> = {
  policy: ({ app }) => ({ origins: [app] }),
  page: 'app',
  request: {},
  routes: redirectAway,
  serverSees: [{ method: 'GET', status: 302, headers: admitted }]
}

/** The redirect of the actual request leads to a URL with a preflight of its own. */
const preflightsOfBothSpellings = [
  { method: 'OPTIONS', status: 204, headers: writing },
  { method: 'PUT', status: 308, headers: admitted },
  { method: 'OPTIONS', url: '/target/', status: 204, headers: writing },
  { method: 'PUT', url: '/target/', status: 200, headers: admitted }
] as const

const rows: Row[] = [
  {
    id: 'B34a',
    title: 'a page of a listed origin is redirected, and reads the answer',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: {},
    routes: redirect('GET', 302),
    pageSees: { status: 200 },
    serverSees: [
      { method: 'GET', status: 302, headers: admitted },
      { method: 'GET', url: '/landing', status: 200, headers: admitted }
    ]
  },
  {
    id: 'B34b',
    title: 'a page of another origin does not get beyond the redirect',
    policy: ({ app }) => ({ origins: [app], routes: { '/landing': { origins: '*' } } }),
    page: 'other',
    request: {},
    routes: redirect('GET', 302),
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [{ method: 'GET', status: 302, headers: vary }]
  },
  {
    ...away,
    id: 'B35a',
    title: 'what is for every origin is readable also by way of another API, although the origin is then null',
    pageSees: { status: 200 },
    second: {
      policy: () => ({ origins: '*' }),
      sees: [{ method: 'GET', origin: 'null', status: 200, headers: everyone }]
    }
  },
  {
    ...away,
    id: 'B35b',
    title: 'what is for a listed origin is not, as nobody can tell whose request it is',
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
    id: 'B35c',
    title: 'unless its policy also lists null',
    pageSees: { status: 200 },
    second: {
      policy: ({ app }) => ({ origins: [app, 'null'], dangerouslyAllow: ['null-origin'] }),
      sees: [{ method: 'GET', origin: 'null', status: 200, headers: admitted }]
    }
  },
  {
    id: 'B36a',
    title: 'a preflight is not redirected with its route, and the URL that this leads to has one of its own',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: { method: 'PUT' },
    routes: redirect('PUT', 307),
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: writing },
      { method: 'PUT', status: 307, headers: admitted },
      { method: 'OPTIONS', url: '/landing', status: 204, headers: writing },
      { method: 'PUT', url: '/landing', status: 200, headers: admitted }
    ]
  },
  {
    id: 'B36b',
    title: 'nor is it by a hook after the plugin that redirects everything',
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
    id: 'B36c',
    title: 'nor is it by a hook before the plugin, although no browser would follow it',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: { method: 'PUT' },
    beforePlugin: addSlash,
    routes: twoSpellings,
    pageSees: { status: 200 },
    serverSees: preflightsOfBothSpellings
  }
]

await checkRows(t, SUITE, rows)
