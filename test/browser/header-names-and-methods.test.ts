/** Request headers by name and by "*", and the methods OPTIONS and HEAD, of real Chromium. */
import t from 'tap'
import { checkRows, noMethods, type Row } from './row.ts'

const allowed = { 'access-control-allow-origin': 'origin', vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const credentialed = { ...allowed, 'access-control-allow-credentials': 'true' }

/** Over http, which the tests have for want of certificates, credentials are allowed only by name. */
const insecure = { credentials: true, dangerouslyAllow: ['insecure-origins'] } as const

const token = { authorization: 'Bearer known' }

const rows: Row[] = [
  {
    title: 'headers are approved in any letter case, of the policy and of the page',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['X-A', 'X-B'] }),
    page: 'app',
    request: { headers: { 'X-A': '1', 'x-b': '2' } },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods, 'access-control-allow-headers': 'x-a, x-b' } },
      { method: 'GET', status: 200, headers: allowed }
    ]
  },
  {
    title: 'a header that is not listed is blocked, and the browser names it',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['x-a'] }),
    page: 'app',
    request: { headers: { 'x-a': '1', 'x-c': '3' } },
    pageSees: { corsError: 'HeaderDisallowedByPreflightResponse', parameter: 'x-c' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods, 'access-control-allow-headers': 'x-a' } }]
  },
  {
    title: 'Authorization is approved if it is listed beside "*"',
    policy: () => ({ origins: '*', methods: [], allowedHeaders: ['*', 'Authorization'] }),
    page: 'app',
    request: { headers: { ...token, 'x-any': '1' } },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...everyone, ...noMethods, 'access-control-allow-headers': '*, authorization' } },
      { method: 'GET', status: 200, headers: everyone }
    ]
  },
  {
    title: 'Chromium accepts "*" alone for Authorization, unlike the standard',
    policy: () => ({ origins: '*', methods: [], allowedHeaders: '*' }),
    page: 'app',
    request: { headers: token },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...everyone, ...noMethods, 'access-control-allow-headers': '*' } },
      { method: 'GET', status: 200, headers: everyone }
    ]
  },
  {
    title: 'with `credentials`, Authorization is approved by its name',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['Authorization'], ...insecure }),
    page: 'app',
    request: { headers: token, credentials: 'include' },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...credentialed, ...noMethods, 'access-control-allow-headers': 'authorization' } },
      { method: 'GET', status: 200, headers: credentialed }
    ]
  },
  {
    title: 'an OPTIONS request of a script reaches the handler of the application, after its own preflight',
    policy: ({ app }) => ({ origins: [app], methods: ['OPTIONS'] }),
    page: 'app',
    request: { method: 'OPTIONS' },
    routes: (app) => { app.options('/target', async (_request, reply) => reply.code(207).send({ done: true })) },
    pageSees: { status: 207 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...allowed, 'access-control-allow-methods': 'OPTIONS' } },
      { method: 'OPTIONS', status: 207, headers: allowed }
    ]
  },
  {
    title: 'without a route for OPTIONS, the preflight for such a request does not list OPTIONS',
    policy: ({ app }) => ({ origins: [app], methods: ['OPTIONS'] }),
    page: 'app',
    request: { method: 'OPTIONS' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'OPTIONS' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...allowed, ...noMethods } }]
  },
  {
    title: 'HEAD needs no preflight, and the page reads its status',
    policy: ({ app }) => ({ origins: [app], methods: [] }),
    page: 'app',
    request: { method: 'HEAD' },
    pageSees: { status: 200 },
    serverSees: [{ method: 'HEAD', status: 200, headers: allowed }]
  }
]

await checkRows(t, rows)
