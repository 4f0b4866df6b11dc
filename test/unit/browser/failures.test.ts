/** Tests every failure: one exchange for each code, with its name in Chromium. */
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import { FAILURE_CODES, checkOf, corsErrorOf, sectionOf } from '../../../lib/browser/failures.ts'
import type { Check, Engine, FailureCode, HeaderLine, ScriptedResponses, PageRequest } from '../../../types/browser.ts'
import { answer, everyone } from './simulate.ts'

const PAGE = 'http://app.example'
const API = 'http://api.test/r'

const origin: HeaderLine = ['Access-Control-Allow-Origin', PAGE]
const fine = answer(200, everyone)

interface Row {
  /** What is special in it. */
  readonly request?: Partial<PageRequest>
  /** The standard where absent, for the code. */
  readonly engine?: Engine
  readonly network?: 'denied' | 'granted'
  readonly hops?: readonly ScriptedResponses[]
  readonly parameter?: string
  /** Chromium's name, where it has one. */
  readonly corsError?: string
  /** Methods of the requests sent until then. */
  readonly sent: readonly string[]
}

const put: Partial<PageRequest> = { method: 'PUT' }
const withCredentials: Partial<PageRequest> = { credentials: 'include' }
const preflight = (...headers: HeaderLine[]): ScriptedResponses[] => [{ preflight: answer(204, everyone, ...headers) }]
const redirect = (location: string): ScriptedResponses => ({ response: answer(302, everyone, ['Location', location]) })

const rows: Readonly<Record<FailureCode, Row>> = {
  'url-is-malformed': { request: { url: '/relative' }, parameter: '/relative', sent: [] },
  'url-has-credentials': { request: { url: 'http://user@api.test/' }, parameter: 'http://user@api.test/', sent: [] },
  'method-is-not-a-token': { request: { method: 'GE T' }, parameter: 'GE T', sent: [] },
  'method-is-forbidden': { request: { method: 'trace' }, parameter: 'trace', sent: [] },
  'method-needs-cors-mode': { request: { method: 'put', mode: 'no-cors' }, parameter: 'PUT', sent: [] },
  'header-is-malformed': { request: { headers: [['x-a', '1'], ['x b', '1']] }, parameter: 'x b', sent: [] },
  'stream-with-get-or-head': { request: { body: 'stream' }, parameter: 'GET', sent: [] },
  'stream-needs-cors-mode': { request: { method: 'POST', body: 'stream', mode: 'no-cors' }, sent: [] },
  'stream-is-not-supported': { engine: 'safari', request: { method: 'POST', body: 'stream' }, sent: [] },
  'cache-mode-needs-same-origin-mode': { request: { cache: 'only-if-cached' }, sent: [] },
  'url-is-cross-origin': { request: { mode: 'same-origin' }, sent: [] },
  'scheme-is-not-http': { request: { url: 'ftp://api.test/' }, sent: [] },
  'port-is-blocked': { request: { url: 'http://api.test:6000/' }, parameter: '6000', sent: [] },
  'mixed-content': { request: { origin: 'https://app.test' }, network: 'granted', sent: [] },
  'local-network': {
    engine: 'firefox', request: { origin: 'https://app.example', url: 'http://localhost/' }, network: 'denied', parameter: 'loopback', sent: []
  },
  'local-network-needs-https': { engine: 'chromium', request: { url: 'http://10.1.2.3/' }, network: 'granted', parameter: 'local', sent: [] },
  'no-response': { hops: [], sent: ['GET'] },

  'allow-origin-missing': { hops: [{ response: answer(200) }], corsError: 'MissingAllowOriginHeader', sent: ['GET'] },
  'allow-origin-lists-several': {
    hops: [{ response: answer(200, origin, origin) }],
    parameter: `${PAGE}, ${PAGE}`,
    corsError: 'MultipleAllowOriginValues',
    sent: ['GET']
  },
  'allow-origin-is-not-a-url': {
    hops: [{ response: answer(200, ['access-control-allow-origin', 'app.test']) }],
    parameter: 'app.test',
    corsError: 'InvalidAllowOriginValue',
    sent: ['GET']
  },
  'allow-origin-differs': {
    hops: [{ response: answer(200, ['access-control-allow-origin', `${PAGE}/`]) }],
    parameter: `${PAGE}/`,
    corsError: 'AllowOriginMismatch',
    sent: ['GET']
  },
  'wildcard-with-credentials': {
    request: withCredentials, hops: [{ response: fine }], corsError: 'WildcardOriginNotAllowed', sent: ['GET']
  },
  'allow-credentials-missing': {
    request: withCredentials, hops: [{ response: answer(200, origin) }], corsError: 'InvalidAllowCredentials', sent: ['GET']
  },
  'allow-credentials-is-not-true': {
    request: withCredentials,
    hops: [{ response: answer(200, origin, ['Access-Control-Allow-Credentials', 'True']) }],
    parameter: 'True',
    corsError: 'InvalidAllowCredentials',
    sent: ['GET']
  },

  'preflight-redirects': {
    request: put,
    hops: [{ preflight: answer(307, everyone, ['Location', '/r/']) }],
    corsError: 'PreflightDisallowedRedirect',
    sent: ['OPTIONS']
  },
  'preflight-status-is-not-ok': {
    request: put, hops: [{ preflight: answer(404, everyone) }], corsError: 'PreflightInvalidStatus', sent: ['OPTIONS']
  },
  'allow-methods-is-malformed': {
    request: put,
    hops: preflight(['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Methods', 'B@D']),
    corsError: 'InvalidAllowMethodsPreflightResponse',
    sent: ['OPTIONS']
  },
  'allow-headers-is-malformed': {
    request: put,
    hops: preflight(['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'x a']),
    corsError: 'InvalidAllowHeadersPreflightResponse',
    sent: ['OPTIONS']
  },
  'method-not-allowed': {
    request: { method: 'patch' },
    hops: preflight(['Access-Control-Allow-Methods', 'PATCH']),
    parameter: 'patch',
    corsError: 'MethodDisallowedByPreflightResponse',
    sent: ['OPTIONS']
  },
  'authorization-not-listed': {
    request: { headers: [['Accept', '"'], ['Authorization', 'Bearer x']] },
    hops: preflight(['Access-Control-Allow-Headers', '*']),
    parameter: 'authorization',
    corsError: 'HeaderDisallowedByPreflightResponse',
    sent: ['OPTIONS']
  },
  'header-not-allowed': {
    request: { headers: [['X-C', '1'], ['X-B', '1'], ['X-A', '1']] },
    hops: preflight(['Access-Control-Allow-Headers', 'X-A']),
    parameter: 'x-b',
    corsError: 'HeaderDisallowedByPreflightResponse',
    sent: ['OPTIONS']
  },

  'redirect-location-is-not-a-url': { hops: [redirect('http://[::1')], sent: ['GET'] },
  'redirect-scheme-is-not-http': { hops: [redirect('ftp://api.test/')], corsError: 'CorsDisabledScheme', sent: ['GET'] },
  'too-many-redirects': {
    hops: Array.from({ length: 21 }, () => redirect('/r')), sent: Array<string>(21).fill('GET')
  },
  'redirect-has-credentials': {
    hops: [redirect('http://:password@api.test/')], corsError: 'RedirectContainsCredentials', sent: ['GET']
  },
  'redirect-of-a-stream': {
    request: { method: 'POST', body: 'stream' },
    hops: [{ preflight: answer(204, everyone), response: answer(307, everyone, ['Location', '/r']) }],
    sent: ['OPTIONS', 'POST']
  }
}

const checks: Readonly<Record<Check, readonly FailureCode[]>> = {
  'request-construction': [
    'url-is-malformed', 'url-has-credentials', 'method-is-not-a-token', 'method-is-forbidden', 'method-needs-cors-mode',
    'header-is-malformed', 'stream-with-get-or-head', 'stream-needs-cors-mode', 'stream-is-not-supported', 'cache-mode-needs-same-origin-mode'
  ],
  'request-mode': ['url-is-cross-origin'],
  'request-scheme': ['scheme-is-not-http'],
  'request-port': ['port-is-blocked'],
  'mixed-content': ['mixed-content'],
  'local-network': ['local-network', 'local-network-needs-https'],
  'response-received': ['no-response'],
  'cors-check': [
    'allow-origin-missing', 'allow-origin-lists-several', 'allow-origin-is-not-a-url', 'allow-origin-differs',
    'wildcard-with-credentials', 'allow-credentials-missing', 'allow-credentials-is-not-true'
  ],
  'preflight-redirect': ['preflight-redirects'],
  'preflight-status': ['preflight-status-is-not-ok'],
  'allow-methods-syntax': ['allow-methods-is-malformed'],
  'allow-headers-syntax': ['allow-headers-is-malformed'],
  'method-allowed': ['method-not-allowed'],
  'authorization-listed': ['authorization-not-listed'],
  'headers-allowed': ['header-not-allowed'],
  'redirect-location': ['redirect-location-is-not-a-url'],
  'redirect-scheme': ['redirect-scheme-is-not-http'],
  'redirect-count': ['too-many-redirects'],
  'redirect-credentials': ['redirect-has-credentials'],
  'redirect-body': ['redirect-of-a-stream']
}

t.test('every failure code has its check', async (t) => {
  for (const [check, codes] of Object.entries(checks)) t.same(FAILURE_CODES.filter((code) => checkOf(code) === check), codes, check)
})

t.test('every failure code has an exchange that causes it, and the name in Chromium', async (t) => {
  t.same(Object.keys(rows), FAILURE_CODES)
  for (const code of FAILURE_CODES) {
    const { request, engine, network, hops = [], parameter = '', corsError, sent } = rows[code]
    const conversation = simulateFetch({ origin: PAGE, url: API, ...request }, scriptedServer(hops), { engine, network })
    const { outcome, requests, failure, steps, response } = conversation
    t.same(failure, { code, parameter, corsError }, code)
    t.equal(outcome, 'block')
    t.equal(response, undefined)
    t.same(requests.map(({ method }) => method), sent, `${code}: requests`)
    t.equal(steps.at(-1)?.check, checkOf(code), `${code}: the last step is the failing one`)
    t.same(steps.slice(0, -1).filter((step) => step.failure !== undefined), [], `${code}: those before passed`)
    t.match(sectionOf(code), /^https:\/\/(?:fetch\.spec\.whatwg\.org|w3c\.github\.io|wicg\.github\.io)\//)
  }
})

t.test('a failed CORS check of a preflight has the prefix Preflight in Chromium', async (t) => {
  t.equal(corsErrorOf('allow-origin-differs', 'preflight'), 'PreflightAllowOriginMismatch')
  t.equal(corsErrorOf('method-not-allowed', 'preflight'), 'MethodDisallowedByPreflightResponse')
  t.equal(corsErrorOf('no-response', 'preflight'), undefined)
  const answers = scriptedServer([{ preflight: answer(500), response: fine }])
  const { failure, requests } = simulateFetch({ origin: PAGE, url: API, method: 'PUT' }, answers)
  t.same(failure, { code: 'allow-origin-missing', parameter: '', corsError: 'PreflightMissingAllowOriginHeader' })
  t.equal(requests.length, 1)
  t.match(simulateFetch({ origin: PAGE, url: API, method: 'PUT' }, scriptedServer([])), {
    failure: { code: 'no-response' }, steps: [{}, {}, {}, {}, { subject: 'preflight', hop: 0, check: 'response-received' }], requests: { length: 1 }
  })
})
