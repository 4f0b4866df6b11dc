/** Requests in the forms in which browsers copy them: each leads to the cause that the server has. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { readCopiedRequest, type CopiedRequest } from '../../../lib/clipboard/copied-request.ts'
import { requirementsOf } from '../../../lib/clipboard/required-response-headers.ts'
import type { HeaderLine, SentRequest, ServerResponse } from '../../../types/browser.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { COPY_AS, type SentByPage } from './copy-as.ts'

const APP = 'https://app.example.com'
const url = 'https://api.example.com/orders/7?a=1&b=%20%41'
const JSON_TYPE: HeaderLine = ['content-type', 'application/json']
const ODD = '{"name":"it\'s \\"tea\\" 100% for ${you} & !",\n"at":"café ☕"}' // oxlint-disable-line no-template-curly-in-string

/** A request, a policy of the server, and why it blocks the request. */
const ROWS: ReadonlyArray<readonly [request: Partial<SentByPage>, policy: CorsPolicyDocument, code: string | undefined]> = [
  [{}, { origins: ['https://www.example.com'] }, 'allow-origin-missing'],
  [{ cookie: 'sid=1; a="b"', isInclude: true }, { origins: [APP] }, 'allow-credentials-missing'],
  [{ cookie: 'sid=1', isInclude: true }, { origins: '*' }, 'wildcard-with-credentials'],
  [{ method: 'PUT', body: ODD }, { origins: [APP], methods: [] }, 'method-not-allowed'],
  [{ method: 'POST', headers: [JSON_TYPE], body: ODD }, { origins: [APP] }, 'header-not-allowed'],
  [{ headers: [['authorization', 'Bearer a.b-c_d']] }, { origins: '*', allowedHeaders: '*' }, 'authorization-not-listed'],
  [{ method: 'DELETE' }, { origins: ['https://www.example.com'], credentials: true }, 'allow-origin-missing'],
  [{ headers: [['x-request-id', '%7B"a": 1%7D ^ \\ end']] }, { origins: [APP], allowedHeaders: ['x-requested-with'] }, 'header-not-allowed'],
  [{ method: 'PATCH', headers: [JSON_TYPE, ['if-match', '"1"']], body: ODD, cookie: 'sid=1', isInclude: true }, { origins: [APP], credentials: true, allowedHeaders: ['content-type', 'if-match'] }, undefined],
  [{ method: 'POST', headers: [['content-type', 'text/plain;charset=UTF-8']], body: 'a', cookie: 'sid=1', isInclude: true }, { origins: [APP], credentials: true }, undefined]
]

async function respondersOf (policy: CorsPolicyDocument): Promise<{ ask: (sent: SentRequest) => Promise<ServerResponse>, close: () => Promise<void> }> {
  const app = Fastify()
  app.register(corsPlugin, { ...policy, lint: 'off' })
  app.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/orders/:id', handler: () => 'fine' })
  return {
    async ask ({ method, url, headers }) {
      const { statusCode, headers: sent } = await app.inject({ method: method as 'GET', url: new URL(url).pathname, headers: Object.fromEntries(headers) })
      return { status: statusCode, headers: Object.entries(sent).map(([name, value]): HeaderLine => [name, String(value)]) }
    },
    close: () => app.close()
  }
}

/** Simulates a browser with a real server: each response is requested before the simulation that needs it. */
async function failureOf (request: CopiedRequest, policy: CorsPolicyDocument): Promise<string | undefined> {
  const server = await respondersOf(policy)
  const known: ServerResponse[] = []
  for (;;) {
    let next: SentRequest | undefined
    let asked = 0
    const { failure } = simulateFetch({ ...request, origin: request.origin!, credentials: request.credentials ?? 'same-origin' }, sent => {
      const response = known[asked++]
      if (response === undefined) next ??= sent
      return response
    })
    if (next === undefined) {
      await server.close()
      return failure?.code
    }
    known.push(await server.ask(next))
  }
}

for (const [engine, forms] of Object.entries(COPY_AS)) {
  for (const [form, copy] of Object.entries(forms)) {
    t.test(`requests that ${engine} copies as ${form} have the cause that the server has`, async t => {
      for (const [change, policy, code] of ROWS) {
        const sent: SentByPage = { url, method: 'GET', origin: APP, headers: [], isInclude: false, ...change }
        const text = copy(sent)
        const request = readCopiedRequest(text)
        t.strictSame([request.url, request.method, request.origin, request.isPreflight], [sent.url, sent.method, APP, false], text)
        t.strictSame(request.headers.map(([name]) => name.toLowerCase()), sent.headers.map(([name]) => name), text)
        for (const [i, [, value]] of sent.headers.entries()) t.equal(request.headers[i]![1], value, text)
        t.equal(request.credentials === 'include', sent.isInclude, text)
        t.equal(await failureOf(request, policy), code, text)
        const required = requirementsOf({ ...request, origin: APP, credentials: request.credentials ?? undefined })!
        const responses = { preflight: { status: 204, headers: required.preflight }, response: { status: 200, headers: required.response } }
        const { outcome } = simulateFetch({ ...request, origin: APP, credentials: request.credentials ?? undefined }, sent => sent.kind === 'preflight' ? responses.preflight : responses.response)
        t.equal(outcome, 'allow', 'the required headers allow it')
      }
    })
  }
}

t.test('a copied preflight is about its actual request', async t => {
  const request = readCopiedRequest('curl \'https://api.example.com/orders\' -X \'OPTIONS\' -H \'access-control-request-method: PUT\' -H \'access-control-request-headers: content-type,x-a\' -H \'origin: null\'')
  t.strictSame(request, {
    url: 'https://api.example.com/orders', method: 'PUT', headers: [['content-type', '1'], ['x-a', '1']], origin: 'null', credentials: null, isPreflight: true, hasCookie: null, storageAccess: null
  })
  t.strictSame(readCopiedRequest("curl -X OPTIONS 'https://a.example' -H 'Access-Control-Request-Method: PATCH'").headers, [])
  t.equal(readCopiedRequest("curl -X OPTIONS 'https://a.example'").isPreflight, false)
})

t.test('what browsers send about cookies is read', async t => {
  const read = (more: string) => readCopiedRequest(`curl 'https://api.example.com/' ${more}`)
  t.match(read("-H 'sec-fetch-storage-access: none'"), { credentials: 'include', hasCookie: false, storageAccess: 'none' })
  t.match(read("-H 'Cookie: a=b'"), { credentials: 'include', hasCookie: true, storageAccess: null })
  t.match(read(''), { credentials: null, hasCookie: false, origin: null })
  t.match(readCopiedRequest('fetch("https://a.example/", {"referrer": "about:client", "credentials": "maybe"})'), { credentials: null, origin: null, hasCookie: null, method: 'GET' })
  t.match(readCopiedRequest('fetch("https://a.example/").then(r => r.json())'), { url: 'https://a.example/', headers: { length: 0 } })
})

t.test('options of curl are read as curl reads them', async t => {
  const rows: ReadonlyArray<readonly [text: string, expected: Partial<CopiedRequest>]> = [
    ['curl https://a.example/x?y=1', { url: 'https://a.example/x?y=1', method: 'GET' }],
    ['curl --url https://a.example -I', { method: 'HEAD' }],
    ['curl -G -d a=b https://a.example', { method: 'GET' }],
    ['curl.exe https://a.example --json {}', { method: 'POST', headers: [['content-type', 'application/json']] }],
    ['curl -XPATCH -HX-A:1 https://a.example', { method: 'PATCH', headers: [['X-A', '1']] }],
    ['curl -k -A agent -e https://b.example/page https://a.example --request PUT --get', { method: 'PUT', origin: 'https://b.example', headers: [] }],
    ["curl https://a.example -H 'X-Empty;' -F a=b", { method: 'POST', headers: [['X-Empty', '']] }],
    ['curl "https://a.example/\\"q" -H "x-b: a\\\\b" -H "x-c: \\d"', { url: 'https://a.example/%22q', headers: [['x-b', 'a\\b'], ['x-c', '\\d']] }],
    ["curl 'https://a.example' \\\r\n -X\\\n PUT\ncurl 'https://b.example'", { url: 'https://a.example/', method: 'PUT' }],
    ['curl https://a.example ; rm -rf /', { url: 'https://a.example/' }],
    ['curl https://a.example& echo', { url: 'https://a.example/' }],
    ['curl ^"https://a.example/^" & dir', { url: 'https://a.example/' }],
    ['curl ^"https://a.example/^"& dir', { url: 'https://a.example/' }],
    ['curl \\https://a."exam"ple -H "x-b: a\\\nb"', { url: 'https://a.example/', headers: [['x-b', 'ab']] }],
    ['curl ^"https://a.example/^" -H ^"x-b: ^\\^\\^\\^"c^" \\', { url: 'https://a.example/', headers: [['x-b', '\\"c']] }],
    ["curl $'https://a.example/\\x41\\u0042\\c\\n'", { url: 'https://a.example/ABc' }],
    ["curl https://a.example -H 'priority: u=1' -H ':authority: a' -H 'accept: */*' -H 'Cache-Control: max-age=0' \\", { headers: [['Cache-Control', 'max-age=0']] }]
  ]
  for (const [text, expected] of rows) t.match(readCopiedRequest(text), expected, text)
})

t.test('other text is rejected with what to copy, and nothing runs', async t => {
  const rows: ReadonlyArray<readonly [text: string, message: RegExp]> = [
    ['', /begins neither with "curl"/], ['wget https://a.example', /Copy as cURL/], ['curl', /begins neither/], ['curl -X PUT', /has no URL/],
    ['curl /orders', /is not absolute/], ['curl ftp://a.example', /is not absolute/], ["curl 'https://a.example", /quote at character 6 of 23 is not closed/],
    ["curl $'https://a.example", /not closed/], ['curl "https://a.example', /not closed/], ['curl ^"https://a.example', /not closed/],
    ['curl https://a.example -x proxy', /option "-x" of curl is unknown/], ['curl https://a.example --proxy p', /option "--proxy" of curl is unknown/],
    ['curl https://a.example -H', /option "-H" of curl is not complete/], ['curl "https://$HOST"', /variable/], ['curl https://a.example | sh', /redirection/],
    ['curl "`id`"', /substitution/], ['curl $(id)', /substitution/], ['curl https://a.example -constructor', /"-c" of curl is unknown/],
    ['fetch(url)', /Copy as fetch/], ['fetch(1)', /Copy as fetch/], ['fetch("https://a.example", null)', /Copy as fetch/], ['fetch("https://a.example", 1)', /Copy as fetch/],
    ['fetch("https://a.example", {"method": 1})', /Copy as fetch/], ['fetch("https://a.example", {"headers": null})', /Copy as fetch/], ['fetch(', /Copy as fetch/],
    ['fetch("https://a.example", {"headers": 1})', /Copy as fetch/], [`curl ${'a'.repeat(1_000_000)}`, /1000000 characters/]
  ]
  for (const [text, message] of rows) t.throws(() => readCopiedRequest(text), { name: 'ClipboardError', message }, text.slice(0, 80))
})

t.test('a request that pages cannot send has no requirements', async t => {
  t.equal(requirementsOf({ origin: APP, url, method: 'TRACE' }), undefined)
})
