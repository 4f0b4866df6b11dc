/** Lines of the consoles of three browsers: each has the cause that the server had. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { simulateFetch, scriptedServer } from '../../../lib/browser/exchange.ts'
import { readConsoleLine, type ConsoleReading } from '../../../lib/clipboard/console-line.ts'
import type { Engine, HeaderLine, PageRequest, ServerResponse } from '../../../types/browser.ts'

interface Row {
  readonly name: string
  readonly code: string
  readonly request: { readonly method?: string, readonly credentials?: 'include', readonly headers?: Record<string, string> }
  readonly preflight?: ServerResponse | null
  readonly response?: ServerResponse | null
  readonly lines: Readonly<Record<'chromium' | 'firefox' | 'safari', string>>
}

const { rows } = JSON.parse(readFileSync(new URL('../../vectors/console-lines.json', import.meta.url), 'utf8')) as { rows: Row[] }
const PAGE = 'http://127.0.0.1:8101'
const ENGINES = ['chromium', 'firefox', 'safari'] as const

/** The name of the cause in the simulation of a browser. */
function simulated ({ name, request, preflight, response }: Row, engine: Engine) {
  const page: PageRequest = { origin: PAGE, url: `http://127.0.0.1:8102/k/${name}`, ...request, headers: Object.entries(request.headers ?? {}) as HeaderLine[] }
  return simulateFetch(page, scriptedServer([{ preflight: preflight ?? undefined, response: response ?? undefined }]), { engine })
}

const ORDER: Readonly<Record<string, string>> = {
  // Safari checks the status of a preflight first.
  'safari pf-404-no': 'preflight-status-is-not-ok',
  'safari pf-302-no': 'preflight-status-is-not-ok',
  'firefox redirect-cred': 'no-response',
  'safari redirect-scheme': 'no-response'
}

for (const engine of ENGINES) {
  t.test(`lines of ${engine} have the cause that the server had`, async t => {
    let read = 0
    for (const row of rows) {
      const text = row.lines[engine]
      if (text === '') continue
      read++
      const { causes, at, parameter, url, origin, status }: ConsoleReading = readConsoleLine(`some text\n${text}\nmore text`)
      const { failure, steps } = simulated(row, engine)
      // Browsers check in another order, or report no cause below CORS.
      const code = ORDER[`${engine} ${row.name}`] ?? failure!.code
      t.ok(causes.includes(code as ConsoleReading['causes'][number]), `${row.name}: ${code} is one of ${causes.join(', ')}`)
      if (at !== null && !row.name.startsWith('redirect-')) t.equal(at, steps.at(-1)!.subject, row.name)
      if (parameter !== '' && !code.includes('malformed')) t.equal(parameter.toLowerCase(), failure!.parameter.toLowerCase(), row.name)
      if (row.name !== 'redirect-scheme' && !(engine === 'safari' && row.name === 'none')) t.equal(url, `http://127.0.0.1:8102/k/${row.name}`, row.name)
      if (engine === 'chromium' || (engine === 'safari' && causes[0] === 'allow-origin-missing')) t.equal(origin, PAGE, row.name)
      if (status !== null) t.equal(status, (steps.at(-1)!.subject === 'preflight' ? row.preflight : row.response)!.status, row.name)
    }
    t.ok(read >= 10)
  })
}

const LINES: ReadonlyArray<readonly [text: string, expected: Partial<ConsoleReading>]> = [
  [
    'orders.js:12 Access to XMLHttpRequest at \'https://api.example.com/a\' (redirected from \'https://api.example.com/b\') from origin \'https://app.example.com\' has been blocked by CORS policy: ' +
    'No \'Access-Control-Allow-Origin\' header is present on the requested resource. If an opaque response serves your needs, set the request\'s mode to \'no-cors\'.\n' +
    'orders.js:12  DELETE https://api.example.com/a net::ERR_FAILED 502 (Bad Gateway)',
    { engine: 'chromium', causes: ['allow-origin-missing'], at: 'response', url: 'https://api.example.com/a', origin: 'https://app.example.com', method: 'DELETE', status: 502 }
  ],
  [
    'Access to fetch at \'http://localhost:8080/\' from origin \'https://app.example.com\' has been blocked by CORS policy: Permission was denied for this request to access the `loopback` address space.',
    { engine: 'chromium', causes: ['local-network'], url: 'http://localhost:8080/', status: null, method: null }
  ],
  [
    'Access to fetch at \'http://localhost:8080/\' from origin \'http://app.example.com\' has been blocked by CORS policy: The request client is not a secure context and the resource is in more-private address space `loopback`.',
    { engine: 'chromium', causes: ['local-network-needs-https'], url: 'http://localhost:8080/', status: null, method: null }
  ],
  [
    'Mixed Content: The page at \'https://app.example.com/orders\' was loaded over HTTPS, but requested an insecure resource \'http://api.example.com/\'. This request has been blocked; the content must be served over HTTPS.',
    { engine: 'chromium', causes: ['mixed-content'], url: 'http://api.example.com/', origin: 'https://app.example.com' }
  ],
  ['Blocked loading mixed active content “http://api.example.com/”', { engine: 'firefox', causes: ['mixed-content'], url: 'http://api.example.com/' }],
  [
    '[blocked] The page at https://app.example.com/orders requested insecure content from http://api.example.com/r. This content was blocked and must be served over HTTPS.',
    { engine: 'safari', causes: ['mixed-content'], url: 'http://api.example.com/r', origin: 'https://app.example.com' }
  ],
  [
    'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘https://api.example.com/’. (Reason: missing token ‘x-a’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel).',
    { engine: 'firefox', causes: ['header-not-allowed'], parameter: 'x-a', url: 'https://api.example.com/' }
  ],
  ['[Error] Method PATCH is not allowed by Access-Control-Allow-Methods.', { engine: 'safari', causes: ['method-not-allowed'], method: 'PATCH', url: null, origin: null }]
]

t.test('older wordings, other requests, and rules before CORS are known', async t => {
  for (const [text, expected] of LINES) t.match(readConsoleLine(text), expected, text)
})

t.test('text without a cause is rejected, with what to paste', async t => {
  for (const text of ['Uncaught (in promise) TypeError: Failed to fetch', 'TypeError: NetworkError when attempting to fetch resource.', 'TypeError: Load failed']) {
    t.throws(() => readConsoleLine(text), { name: 'ClipboardError', message: /has no cause/ })
  }
  for (const text of ['', 'hello', 'has been blocked by CORS policy: something new']) t.throws(() => readConsoleLine(text), /not a line about a blocked request/)
  t.throws(() => readConsoleLine('a'.repeat(20_001)), /20000 characters/)
})
