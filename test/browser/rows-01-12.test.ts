/** Simple requests, credentials, methods and headers: what real Chromium makes of the plugin's answers. */
import t from 'tap'
import { checkRows, noMethods, type Row } from './row.ts'

const SUITE = 'rows B01 to B12, the plugin against real Chromium'

const vary = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const admitted = { 'access-control-allow-origin': 'origin', ...vary }
const credentialed = { ...admitted, 'access-control-allow-credentials': 'true' }

/** Over http, which the tests have for want of certificates, credentials are allowed only by name. */
const insecure = { credentials: true, dangerouslyAllow: ['insecure-origins'] } as const
/** Same-site with the page, so that the cookie is not a third party's. */
const sameSite = { apiHost: 'api.app.test', cookie: 'session=known' }

const jsonPost = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

const rows: Row[] = [
  {
    id: 'B01',
    title: 'a page of a listed origin reads the answer',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: {},
    pageSees: { status: 200 },
    serverSees: [{ method: 'GET', status: 200, headers: admitted }]
  },
  {
    id: 'B02',
    title: 'a page of another origin does not, although the handler ran',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'other',
    request: {},
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [{ method: 'GET', status: 200, headers: vary }]
  },
  {
    id: 'B03',
    title: 'a page of any origin reads what is for every origin',
    policy: () => ({ origins: '*' }),
    page: 'other',
    request: {},
    pageSees: { status: 200 },
    serverSees: [{ method: 'GET', status: 200, headers: everyone }]
  },
  {
    id: 'B04',
    title: 'what is for every origin is not readable with credentials',
    policy: () => ({ origins: '*' }),
    page: 'app',
    request: { credentials: 'include' },
    pageSees: { corsError: 'WildcardOriginNotAllowed' },
    serverSees: [{ method: 'GET', status: 200, headers: everyone }]
  },
  {
    id: 'B05',
    title: 'a policy with credentials gets the cookie, and the page reads the answer',
    policy: ({ app }) => ({ origins: [app], ...insecure }),
    page: 'app',
    request: { credentials: 'include' },
    ...sameSite,
    pageSees: { status: 200 },
    serverSees: [{ method: 'GET', status: 200, headers: credentialed, cookie: 'session=known' }]
  },
  {
    id: 'B06',
    title: 'a listed method passes the preflight',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'] }),
    page: 'app',
    request: { method: 'PUT' },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, 'access-control-allow-methods': 'PUT' } },
      { method: 'PUT', status: 200, headers: admitted }
    ]
  },
  {
    id: 'B07',
    title: 'a policy that lists no method approves none beyond GET, HEAD and POST',
    policy: ({ app }) => ({ origins: [app], methods: [] }),
    page: 'app',
    request: { method: 'PUT' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'PUT' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods } }]
  },
  {
    id: 'B08a',
    title: 'PATCH passes where it is listed',
    policy: ({ app }) => ({ origins: [app], methods: ['PATCH'] }),
    page: 'app',
    request: { method: 'PATCH' },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, 'access-control-allow-methods': 'PATCH' } },
      { method: 'PATCH', status: 200, headers: admitted }
    ]
  },
  {
    id: 'B08b',
    title: 'patch is another method, which no browser turns into upper case',
    policy: ({ app }) => ({ origins: [app], methods: ['PATCH'] }),
    page: 'app',
    request: { method: 'patch' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'patch' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, 'access-control-allow-methods': 'PATCH' } }
    ]
  },
  {
    id: 'B09',
    title: 'with credentials the methods are listed by name, and the cookie goes with the request only',
    policy: ({ app }) => ({ origins: [app], methods: ['DELETE'], ...insecure }),
    page: 'app',
    request: { method: 'DELETE', credentials: 'include' },
    ...sameSite,
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...credentialed, 'access-control-allow-methods': 'DELETE' } },
      { method: 'DELETE', status: 200, headers: credentialed, cookie: 'session=known' }
    ]
  },
  {
    id: 'B10',
    title: 'a listed header passes the preflight',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['Content-Type'] }),
    page: 'app',
    request: jsonPost,
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods, 'access-control-allow-headers': 'content-type' } },
      { method: 'POST', status: 200, headers: admitted }
    ]
  },
  {
    id: 'B11',
    title: 'a policy that lists no header approves none, and the browser names the one that was missing',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: [] }),
    page: 'app',
    request: jsonPost,
    pageSees: { corsError: 'HeaderDisallowedByPreflightResponse', parameter: 'content-type' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods } }]
  },
  {
    id: 'B12',
    title: 'a simple POST needs no preflight',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: [] }),
    page: 'app',
    request: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text' },
    pageSees: { status: 200 },
    serverSees: [{ method: 'POST', status: 200, headers: admitted }]
  }
]

await checkRows(t, SUITE, rows)
