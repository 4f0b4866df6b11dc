/** Request headers by name and by "*", and the methods OPTIONS and HEAD, of real Chromium. */
import t from 'tap'
import { checkRows, noMethods, type Row } from './row.ts'

const SUITE = 'rows B13 to B18, the plugin\'s request headers and methods against real Chromium'

const admitted = { 'access-control-allow-origin': 'origin', vary: 'Origin' }
const everyone = { 'access-control-allow-origin': '*' }
const credentialed = { ...admitted, 'access-control-allow-credentials': 'true' }

/** Over http, which the tests have for want of certificates, credentials are allowed only by name. */
const insecure = { credentials: true, dangerouslyAllow: ['insecure-origins'] } as const

const token = { authorization: 'Bearer known' }

const rows: Row[] = [
  {
    id: 'B13',
    title: 'headers pass the preflight in whatever case the policy and the page write them',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['X-A', 'X-B'] }),
    page: 'app',
    request: { headers: { 'X-A': '1', 'x-b': '2' } },
    pageSees: { status: 200 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods, 'access-control-allow-headers': 'x-a, x-b' } },
      { method: 'GET', status: 200, headers: admitted }
    ]
  },
  {
    id: 'B14',
    title: 'a header that is not among the listed ones does not, and the browser names it',
    policy: ({ app }) => ({ origins: [app], methods: [], allowedHeaders: ['x-a'] }),
    page: 'app',
    request: { headers: { 'x-a': '1', 'x-c': '3' } },
    pageSees: { corsError: 'HeaderDisallowedByPreflightResponse', parameter: 'x-c' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods, 'access-control-allow-headers': 'x-a' } }]
  },
  {
    id: 'B15a',
    title: 'Authorization passes where it is listed beside "*"',
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
    id: 'B15b',
    title: 'in Chromium also where "*" stands alone, as it does not in the standard',
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
    id: 'B16',
    title: 'with credentials Authorization passes by its name',
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
    id: 'B17a',
    title: 'a script\'s own OPTIONS reaches the application\'s handler after its preflight',
    policy: ({ app }) => ({ origins: [app], methods: ['OPTIONS'] }),
    page: 'app',
    request: { method: 'OPTIONS' },
    routes: (app) => { app.options('/target', async (_request, reply) => reply.code(207).send({ done: true })) },
    pageSees: { status: 207 },
    serverSees: [
      { method: 'OPTIONS', status: 204, headers: { ...admitted, 'access-control-allow-methods': 'OPTIONS' } },
      { method: 'OPTIONS', status: 207, headers: admitted }
    ]
  },
  {
    id: 'B17b',
    title: 'where the application does not route it, its preflight does not name it',
    policy: ({ app }) => ({ origins: [app], methods: ['OPTIONS'] }),
    page: 'app',
    request: { method: 'OPTIONS' },
    pageSees: { corsError: 'MethodDisallowedByPreflightResponse', parameter: 'OPTIONS' },
    serverSees: [{ method: 'OPTIONS', status: 204, headers: { ...admitted, ...noMethods } }]
  },
  {
    id: 'B18',
    title: 'HEAD needs no preflight, and the page reads its status',
    policy: ({ app }) => ({ origins: [app], methods: [] }),
    page: 'app',
    request: { method: 'HEAD' },
    pageSees: { status: 200 },
    serverSees: [{ method: 'HEAD', status: 200, headers: admitted }]
  }
]

await checkRows(t, SUITE, rows)
