/** Simple requests, credentials, methods and headers: what real Chromium does with the responses of the plugin. */
import t from 'tap'
import { checkRows, noMethods, type Row } from './row.ts'

const vary = { vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const allowed = { 'access-control-allow-origin': 'origin', ...vary }
const credentialed = { ...allowed, 'access-control-allow-credentials': 'true' }

/** Over http, which the tests have for want of certificates, credentials are allowed only by name. */
const insecure = { credentials: true, dangerouslyAllow: ['insecure-origins'] } as const
/** Same-site with the page, so that the cookie is not a third party's. */
const sameSite = { apiHost: 'api.app.test', cookie: 'session=known' }

const jsonPost = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

const rows: Row[] = [
  {
    title: 'a page of a listed origin reads the response',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'app',
    request: {},
    pageSees: { status: 200 },
    serverSees: [{ method: 'GET', status: 200, headers: allowed }]
  },
  {
    title: 'a page of another origin cannot read the response, although the handler ran',
    policy: ({ app }) => ({ origins: [app] }),
    page: 'other',
    request: {},
    pageSees: { corsError: 'MissingAllowOriginHeader' },
    serverSees: [{ method: 'GET', status: 200, headers: vary }]
  },
  {
    title: 'with "*", a page of any origin reads the response',
    policy: () => ({ origins: '*' }),
    page: 'other',
    request: {},
    pageSees: { status: 200 },
    serverSees: [{ method: 'GET', status: 200, headers: everyone }]
  },
  {
    title: 'with "*", the response to a request with credentials is not readable',
    policy: () => ({ origins: '*' }),
    page: 'app',
    request: { credentials: 'include' },
    pageSees: { corsError: 'WildcardOriginNotAllowed' },
    serverSees: [{ method: 'GET', status: 200, headers: everyone }]
  },
  {
    title: 'with `credentials`, the request has the cookie, and the page reads the response',
    policy: ({ app }) => ({ origins: [app], ...insecure }),
    page: 'app',
    request: { credentials: 'include' },
    ...sameSite,
    pageSees: { status: 200 },
    serverSees: [{ method: 'GET', status: 200, headers: credentialed, cookie: 'session=known' }]
  },
  {
    title: 'the preflight for a listed method is approved',
    policy: ({ app }) => ({ origins: [app], methods: ['PUT'] }),
    page: 'app',
    request: { method: 'PUT' },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, 'access-control-allow-methods': 'PUT' } },
      { method: 'PUT', status: 200, headers: allowed }
    ]
  },
  {
    title: 'a policy without `methods` approves only GET, HEAD and POST',
    policy: ({ app }) => ({ origins: [app], methods: [] }),
    page: 'app',
    request: { method: 'PUT' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'PUT' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods } }]
  },
  {
    title: 'PATCH is approved if it is listed',
    policy: ({ app }) => ({ origins: [app], methods: ['PATCH'] }),
    page: 'app',
    request: { method: 'PATCH' },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, 'access-control-allow-methods': 'PATCH' } },
      { method: 'PATCH', status: 200, headers: allowed }
    ]
  },
  {
    title: '"patch" is another method than PATCH: no browser turns it into upper case',
    policy: ({ app }) => ({ origins: [app], methods: ['PATCH'] }),
    page: 'app',
    request: { method: 'patch' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'patch' },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, 'access-control-allow-methods': 'PATCH' } }
    ]
  },
  {
    title: 'with `credentials`, the methods are listed by name, and only the actual request has the cookie',
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
    title: 'the preflight for a listed header is approved',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['Content-Type'] }),
    page: 'app',
    request: jsonPost,
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods, 'access-control-allow-headers': 'content-type' } },
      { method: 'POST', status: 200, headers: allowed }
    ]
  },
  {
    title: 'a policy without `allowedHeaders` approves no header, and the browser names the missing one',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: [] }),
    page: 'app',
    request: jsonPost,
    pageSees: { corsError: 'HeaderDisallowedByPreflightResponse', parameter: 'content-type' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods } }]
  },
  {
    title: 'a simple POST needs no preflight',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: [] }),
    page: 'app',
    request: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text' },
    pageSees: { status: 200 },
    serverSees: [{ method: 'POST', status: 200, headers: allowed }]
  }
]

await checkRows(t, rows)
