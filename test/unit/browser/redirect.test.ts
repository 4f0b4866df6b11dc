/** What is a redirect, where it leads, and what is sent there. */
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { locationOf } from '../../../lib/browser/redirect.ts'
import type { Engine, HeaderLine, PageRequest, ScriptedResponses } from '../../../types/browser.ts'
import { API, OTHER, OWN, PAGE, answer, everyone, originsSent, sent, simulate, through } from './simulate.ts'

const BASE = new URL('http://api.test/r')

for (const engine of ENGINE_NAMES) {
  const facts = factsOf(engine)
  const targetOf = (status: number, ...locations: readonly string[]): string =>
    String(locationOf({ status, headers: locations.map(value => ['Location', value] as const) }, BASE, facts))

  t.test(`${engine}: statuses with a location`, async t => {
    for (const status of [301, 302, 303, 307, 308]) t.equal(targetOf(status, '/a'), 'http://api.test/a', `${status}`)
    for (const status of [309, 399]) t.equal(targetOf(status, '/a'), facts.followsUnknownRedirects ? 'http://api.test/a' : 'none', `${status}`)
    for (const status of [200, 299, 300, 304, 400]) t.equal(targetOf(status, '/a'), 'none', `${status}`)
  })

  t.test(`${engine}: none, one or two locations`, async t => {
    t.equal(targetOf(302), 'none')
    t.equal(targetOf(302, '/a', '/a'), facts.joinsLocations ? 'http://api.test/a,%20/a' : 'http://api.test/a')
    t.equal(targetOf(302, '/a', '/b'), facts.joinsLocations ? 'http://api.test/a,%20/b' : 'malformed')
  })
}

t.test('Origin is null after a redirect from a foreign origin', async (t) => {
  const origins = (url: string, ...locations: string[]): (string | undefined)[] =>
    simulate({ url, method: 'POST' }, through(locations)).hops.map(({ origin }) => origin)
  t.same(origins(API, OTHER), [PAGE, 'null'])
  t.same(origins(API, `${PAGE}/back`, `${PAGE}/again`), [PAGE, 'null', 'null'])
  t.same(origins(API, '/same', '?more', OTHER, API), [PAGE, PAGE, PAGE, 'null', 'null'])
  t.same(origins(`${PAGE}/own`, API, '/same'), [PAGE, PAGE, PAGE])
  t.same(origins(`${PAGE}/own`, '/own'), [PAGE, PAGE])
  const refused = simulate({}, [...through([OTHER]).slice(0, 1), { response: answer(200, ['Access-Control-Allow-Origin', PAGE]) }])
  t.match(refused, { outcome: 'block', failure: { code: 'allow-origin-differs', parameter: PAGE } })
  t.equal(refused.steps.at(-1)?.hop, 1)
  const allowed = simulate({}, [...through([OTHER]).slice(0, 1), { response: answer(200, ['Access-Control-Allow-Origin', 'null']) }])
  t.match(allowed, { outcome: 'allow', response: { type: 'cors', url: OTHER } })
})

t.test('redirects change methods, bodies and headers', async (t) => {
  const headers: HeaderLine[] = [['Content-Type', 'text/plain'], ['Authorization', 'x'], ['X-A', '1']]
  const second = (method: string, status: number, location: string): string | undefined =>
    sent(simulate({ method, headers, body: 'bytes' }, through([location], status))).at(-1)
  const kept = 'content-type=text/plain authorization=x x-a=1'
  t.equal(second('POST', 301, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('POST', 302, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('PUT', 302, '/2'), `PUT https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('PUT', 303, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('HEAD', 303, '/2'), `HEAD https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('POST', 307, '/2'), `POST https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('POST', 308, OTHER), `POST ${OTHER} origin=null content-type=text/plain x-a=1`)
  t.equal(simulate({}, [{ response: answer(300, everyone, ['Location', '/2']) }]).response?.status, 300)
  t.equal(simulate({}, [{ response: answer(302, everyone) }]).response?.status, 302)
  t.match(simulate({}, [{ response: answer(302, everyone, ['Location', '/2'], ['Location', '/3']) }]),
    { failure: { code: 'redirect-location-is-not-a-url' } })
  t.match(simulate({ method: 'POST', body: 'stream' }, through(['/2'], 303)), { outcome: 'allow', hops: [{}, { method: 'GET' }] })
})

t.test('a redirect keeps the fragment unless Location has one', async (t) => {
  const urls = (location: string): string[] => {
    const { cache } = simulate({ url: `${API}#part`, method: 'PUT' }, through([location]))
    return cache.map(({ url }) => url)
  }
  t.ok(urls('/2').includes('https://api.test/2#part'))
  t.ok(urls('/2#own').includes('https://api.test/2#own'))
})

t.test('simulateFetch follows 20 redirects', async (t) => {
  t.equal(simulate({}, through(Array<string>(20).fill('/r'))).outcome, 'allow')
})

t.test('credentials in Location fail, except for same-origin redirects', async (t) => {
  const code = (url: string, location: string, request: Partial<PageRequest> = {}, engine?: Engine): string | undefined =>
    simulate({ url, ...request }, through([location]), engine).failure?.code
  t.equal(code(OWN, 'https://user:password@app.test/2'), undefined)
  t.equal(code(OWN, 'https://user:password@app.test/2', {}, 'chromium'), 'redirect-has-credentials')
  t.equal(code(OWN, 'https://user:password@app.test/2', { api: 'xhr' }, 'chromium'), undefined)
  t.equal(code(OWN, 'https://user@api.test/2'), 'redirect-has-credentials')
  t.equal(code(API, 'https://user@app.test/2'), 'redirect-has-credentials')
  t.equal(code(API, 'https://user@api.test/2', { mode: 'no-cors' }), undefined)
  t.equal(code('https://user@api.test/2', 'https://api.test/3', { api: 'xhr' }), undefined, 'XMLHttpRequest allows them in the URL')
})

t.test('Chromium handles invalid and empty Location headers as measured', async (t) => {
  const preflight = (location: string, ...headers: HeaderLine[]): ScriptedResponses[] =>
    [{ preflight: answer(302, ['Location', location], ...headers) }]
  const put: Partial<PageRequest> = { method: 'PUT' }
  t.match(simulate(put, preflight('/2')), { failure: { code: 'allow-origin-missing' } })
  t.match(simulate(put, preflight('/2'), 'chromium'), { failure: { code: 'preflight-redirects' } })
  t.match(simulate(put, preflight('http://[', everyone)), { failure: { code: 'preflight-redirects' } })
  t.match(simulate(put, preflight('http://[', everyone), 'chromium'), {
    failure: { code: 'redirect-location-is-not-a-url', parameter: '' }
  })
  t.match(simulate(put, preflight('', everyone), 'chromium'), { failure: { code: 'preflight-status-is-not-ok' } })
  const malformed = [{ response: answer(302, ['Location', 'http://[']) }]
  t.match(simulate({}, malformed), { failure: { code: 'allow-origin-missing' } })
  t.match(simulate({}, malformed, 'chromium'), { failure: { code: 'redirect-location-is-not-a-url', parameter: '' } })
  const empty = [{ response: answer(302, everyone, ['Location', '']) }]
  t.match(simulate({}, empty), { failure: { code: 'no-response' } }, 'an empty Location is the URL itself')
  t.match(simulate({}, empty, 'chromium'), { outcome: 'allow', response: { status: 302 } })
})

t.test('Chromium removes client hints at redirects', async (t) => {
  const headers: HeaderLine[] = [['DPR', 'x'], ['Save-Data', 'x'], ['Intervention', 'x'.repeat(129)]]
  const asked = (url: string, location: string, engine: Engine): (readonly string[] | undefined)[] =>
    simulate({ url, headers }, through([location]), engine).hops.map(({ preflight }) => preflight?.unsafeHeaderNames)
  const all = ['dpr', 'intervention', 'save-data']
  t.same(asked(API, '/2', 'chromium'), [all, ['intervention', 'save-data']])
  t.same(asked(API, `${PAGE}/2`, 'chromium'), [all, all])
  t.same(asked(API, '/2', 'standard'), [all, all])
})

t.test('after redirects, the preflights of Firefox have another Origin than their requests', async (t) => {
  const origins = (engine: Engine): (string | undefined)[] => originsSent(simulate({ method: 'PUT' }, through([OTHER]), engine))
  t.same(origins('firefox'), [PAGE, PAGE, PAGE, 'null'])
  for (const engine of ['standard', 'chromium', 'safari'] as const) t.same(origins(engine), [PAGE, PAGE, 'null', 'null'], engine)
})

t.test('WebKit keeps the Origin of a request that becomes GET on its origin', async (t) => {
  const origins = (engine: Engine, locations: readonly string[], method = 'POST'): (string | undefined)[] =>
    originsSent(simulate({ url: OWN, method, mode: 'no-cors' }, through(locations, 302), engine))
  t.same(origins('safari', ['/2']), [PAGE, PAGE])
  t.same(origins('safari', [API]), [PAGE, undefined])
  t.same(origins('standard', ['/2']), [PAGE, undefined])
  t.same(origins('safari', ['/2', '/3']), [PAGE, PAGE, PAGE])
  for (const method of ['GET', 'HEAD']) t.same(origins('safari', ['/2'], method), [undefined, undefined], method)
})

t.test('WebKit reports a redirect at the response that is wrong, and a rejected target after its preflight', async (t) => {
  const last = (page: Partial<PageRequest>, ...locations: readonly string[]): string => {
    const { hop, subject, check, failure } = simulate({ url: OWN, ...page }, through(locations), 'safari').steps.at(-1)!
    return `${hop} ${subject} ${check} ${failure?.code}`
  }
  t.equal(last({}, API, '/3'), '1 response cors-check wildcard-with-credentials')
  t.equal(last({ headers: [['x-a', '1']] }, 'https://user@api.test/'), '1 redirect redirect-credentials redirect-has-credentials')
})

t.test('a referrer policy hides the Origin after redirects, except in WebKit from the origin of the page to another one', async (t) => {
  const origins = (engine: Engine, referrerPolicy: PageRequest['referrerPolicy'], url: string, ...locations: string[]): (string | undefined)[] =>
    originsSent(simulate({ url, method: 'POST', mode: 'no-cors', referrerPolicy }, through(locations), engine))
  t.same(origins('safari', 'no-referrer', OWN, '/2', API), ['null', 'null', PAGE])
  t.same(origins('safari', 'same-origin', OWN, API, '/2'), [PAGE, PAGE, PAGE])
  t.same(origins('safari', 'same-origin', OWN, API, OTHER), [PAGE, PAGE, 'null'])
  t.same(origins('safari', 'no-referrer', API, '/2'), ['null', 'null'])
  t.same(origins('firefox', 'no-referrer', OWN, '/2', API), ['null', 'null', 'null'])
})
