/** Tests the model with situations that were measured in Chromium, Firefox and WebKit. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import type { Engine, HeaderLine, PageRequest, ScriptedResponses } from '../../../types/browser.ts'
import { concluded, isComparable, normalized, situations } from './situations.ts'

const COLUMNS = [['chromium', 'chromium'], ['firefox', 'firefox'], ['safari', 'webkit']] as const

/** What is below CORS: the situations in which the model and an engine differ, and why. */
const BELOW_CORS: Readonly<Record<string, Partial<Record<Engine, string>>>> = {
  'st-407': { chromium: 'HTTP: Chromium accepts the status 407 only from a proxy' },
  'stream-own': { chromium: 'HTTP: Chromium sends streams over HTTP/2 and HTTP/3 only' },
  'acao-cr': { firefox: 'HTTP: a carriage return at the end of a value belongs to the value in Firefox' },
  'pf-200-unfinished-body': { safari: 'network: WebKit waits for the body of a preflight' }
}

t.test('the model agrees with each engine in at least 99 % of the situations, and the others are listed', async (t) => {
  const rows = situations.filter(isComparable)
  t.ok(rows.length > 250)
  for (const [engine, column] of COLUMNS) {
    let agreed = 0
    for (const situation of rows) {
      const model = normalized(concluded(situation, engine))
      const actual = normalized(situation.engines[column])
      const isListed = BELOW_CORS[situation.id]?.[engine] !== undefined
      if (isListed) t.notSame(model, actual, `${engine}: ${situation.id} still differs`)
      else t.same(model, actual, `${engine}: ${situation.id}`)
      agreed += Number(!isListed)
    }
    t.comment(`${engine}: ${agreed} of ${rows.length} situations agree, ${(100 * agreed / rows.length).toFixed(1)} %`)
    t.ok(agreed / rows.length >= 0.99, `${engine}: ${agreed} of ${rows.length}`)
  }
})

t.test('the facts of an engine are frozen, and every engine has all of them', async (t) => {
  for (const engine of ENGINE_NAMES) {
    t.ok(Object.isFrozen(factsOf(engine)))
    t.same(Object.keys(factsOf(engine)), Object.keys(factsOf('standard')), engine)
    t.notOk(Object.values(factsOf(engine)).includes(undefined as never))
  }
})

t.test('the model has the results that Firefox and WebKit have for the vectors of Chromium', async (t) => {
  const read = (file: string): any => JSON.parse(readFileSync(new URL(`../../vectors/${file}.json`, import.meta.url), 'utf8'))
  const { vectors } = read('chromium')
  for (const { id, firefox, webkit } of read('other-engines').vectors) {
    const { pageOrigin, request, preflight, response } = vectors.find((one: { id: string }) => one.id === id)
    const { headers = {}, body, ...same } = request
    const page = { ...same, origin: pageOrigin, url: 'http://api.test:8002/r', headers: Object.entries(headers), body: body && 'bytes' }
    for (const [engine, measured] of [['firefox', firefox], ['safari', webkit]] as const) {
      const { outcome, requests } = simulateFetch(page, scriptedServer([{
        preflight: preflight && { status: 204, ...preflight }, response: { status: 200, ...response }
      }]), { engine })
      t.same({ outcome, requestsSeen: requests.map(({ method }) => method) }, measured, `${engine}: ${id}`)
    }
  }
})

const PAGE = 'http://app.test'
const API = 'http://api.test/r'
const OTHER = 'http://other.test/r'
const OWN = `${PAGE}/r`
const all: HeaderLine[] = [
  ['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Methods', 'PUT, DELETE'], ['Access-Control-Allow-Headers', 'x-a, content-type']
]
const fine: ScriptedResponses = { preflight: { status: 204, headers: all }, response: { status: 200, headers: all } }
const to = (location: string, status = 302, headers = all): ScriptedResponses =>
  ({ preflight: fine.preflight, response: { status, headers: [...headers, ['Location', location]] } })
const json: HeaderLine[] = [['content-type', 'application/json']]

interface Row {
  readonly page: Partial<PageRequest>
  readonly hops: readonly ScriptedResponses[]
  /** Outcome, and each request as its method, with the header names that its preflight requests. Engines that are absent are like the standard. */
  readonly results: Partial<Record<Engine, string>> & { readonly standard: string }
}

/** What random exchanges in the browsers have found, or what is rare in them. */
const rows: Readonly<Record<string, Row>> = {
  'DELETE at a redirect to another origin': {
    page: { method: 'DELETE', url: OWN },
    hops: [to(API, 307), fine],
    results: { standard: 'allow DELETE OPTIONS() DELETE', safari: 'allow DELETE GET' }
  },
  'DELETE at a redirect within an origin': {
    page: { method: 'DELETE', url: API }, hops: [to('/2', 308), fine], results: { standard: 'allow OPTIONS() DELETE OPTIONS() DELETE' }
  },
  'PUT of the page, then GET elsewhere': { page: { method: 'PUT', url: OWN }, hops: [to(API, 303), fine], results: { standard: 'allow PUT GET' } },
  'a preflighted PUT, then GET elsewhere': {
    page: { method: 'PUT', url: API },
    hops: [to(OTHER, 303), fine],
    results: { standard: 'allow OPTIONS() PUT GET', firefox: 'allow OPTIONS() PUT OPTIONS() GET', safari: 'allow OPTIONS() PUT OPTIONS() GET' }
  },
  'the names of dropped headers come back at a second redirect': {
    page: { method: 'POST', url: OWN, headers: json },
    hops: [to(API, 303), to('/3'), fine],
    results: {
      standard: 'allow POST GET GET',
      firefox: 'allow POST OPTIONS() GET OPTIONS(content-type) GET',
      safari: 'block POST OPTIONS(content-type) GET OPTIONS(content-type)'
    }
  },
  'a user name in a redirect to another origin': {
    page: { url: OWN, headers: [['x-a', '1']] },
    hops: [to('http://user@api.test/'), fine],
    results: { standard: 'block GET', safari: 'block GET OPTIONS(x-a)' }
  },
  'a redirect of another origin that does not allow credentials': {
    page: { url: OWN }, hops: [to(API), to('/3'), fine], results: { standard: 'allow GET GET GET', safari: 'block GET GET' }
  },
  'the same without credentials': {
    page: { url: OWN, credentials: 'omit' }, hops: [to(API), to('/3'), fine], results: { standard: 'allow GET GET GET' }
  },
  'a user name in a redirect of another origin': {
    page: { headers: [['x-a', '1']] }, hops: [to('http://user@other.test/'), fine], results: { standard: 'block OPTIONS(x-a) GET' }
  },
  'an empty Location': {
    page: {},
    hops: [to(''), fine],
    results: { standard: 'allow GET GET', chromium: 'allow GET', safari: 'block GET' }
  },
  'two lines of Location': {
    page: {},
    hops: [{ response: { status: 302, headers: [...all, ['Location', '/2'], ['Location', '/3']] } }, fine],
    results: { standard: 'block GET', safari: 'allow GET GET' }
  },
  'the status 350': { page: {}, hops: [to('/2', 350), fine], results: { standard: 'allow GET', safari: 'allow GET GET' } },
  'a preflight to the origin of the page': {
    page: { headers: [['x-a', '1']] },
    hops: [to(OWN), { preflight: { status: 204, headers: all.slice(1) }, response: fine.response }],
    results: { standard: 'block OPTIONS(x-a) GET OPTIONS(x-a)', firefox: 'allow OPTIONS(x-a) GET OPTIONS(x-a) GET' }
  },
  'a stream': {
    page: { method: 'POST', body: 'stream' },
    hops: [fine],
    results: { standard: 'allow OPTIONS() POST', firefox: 'allow POST', safari: 'block' }
  },
  'a stream with a type': {
    page: { method: 'POST', body: 'stream', headers: json },
    hops: [fine],
    results: { standard: 'allow OPTIONS(content-type) POST', safari: 'block' }
  },
  'an empty line beside another one of Access-Control-Allow-Origin': {
    page: {}, hops: [{ response: { status: 200, headers: [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Origin', '']] } }], results: { standard: 'block GET' }
  },
  'the same, with two spellings': {
    page: {},
    hops: [{ response: { status: 200, headers: [['access-control-allow-origin', '*'], ['Access-Control-Allow-Origin', '']] } }],
    results: { standard: 'block GET', firefox: 'allow GET' }
  },
  'a range with a plus sign': {
    page: { headers: [['Range', 'Bytes=+0-9']] }, hops: [{ ...fine, preflight: { status: 204, headers: [...all, ['Access-Control-Allow-Headers', 'range']] } }],
    results: { standard: 'allow OPTIONS(range) GET', safari: 'allow GET' }
  },
  'a name that is appended twice': {
    page: { headers: [['x-a', '1'], ['X-A', '2']] }, hops: [fine],
    results: { standard: 'allow OPTIONS(x-a) GET', firefox: 'allow OPTIONS(x-a,x-a) GET' }
  }
}

for (const [title, { page, hops, results }] of Object.entries(rows)) {
  t.test(`each engine has its own result: ${title}`, async (t) => {
    for (const engine of ENGINE_NAMES) {
      const { outcome, requests } = simulateFetch({ origin: PAGE, url: API, ...page }, scriptedServer(hops), { engine })
      const sent = requests.map(({ kind, method, headers }) => kind === 'actual'
        ? method
        : `${method}(${headers.find(([name]) => name === 'access-control-request-headers')?.[1] ?? ''})`)
      t.equal([outcome, ...sent].join(' '), results[engine] ?? results.standard, engine)
    }
  })
}
