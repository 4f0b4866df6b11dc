/** Headers that browsers cannot parse, or interpret differently than intended: one fault in each row, on an otherwise correct server. */
import t from 'tap'
import { firstOfEach } from './first-of-each.ts'
import { add, ADMIN, all, APP, drop, findingsBy, findingsOf, isPreflight, NO_PAGES, ofProbe, set, where, valueOf, type Fault } from './server-with-faults.ts'

const ACAO = 'access-control-allow-origin'
const isAllowed: Parameters<typeof where>[0] = (_request, draft) => valueOf(draft, ACAO) !== undefined
const onPreflights = (...changes: Array<ReturnType<typeof set>>) => where((request, draft) => isPreflight(request) && isAllowed(request, draft), ...changes)
const onResponses = (...changes: Array<ReturnType<typeof set>>) => where((request, draft) => !isPreflight(request) && isAllowed(request, draft), ...changes)

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'allow-origin-syntax': [
    ['two equal headers', where(isAllowed, add('Access-Control-Allow-Origin', APP)), ['error duplicate-headers']],
    ['the header of a proxy in addition to that of the application', where(isAllowed, add('Access-Control-Allow-Origin', '*')), ['error duplicate-headers']],
    ['two headers only on preflights', onPreflights(add('Access-Control-Allow-Origin', '*')), ['error duplicate-headers']],
    ['a list with a comma', set(ACAO, `${APP}, ${ADMIN}`), ['error allow-origin-lists-several']],
    ['a list with a space', set(ACAO, `${APP} ${ADMIN}`), ['error allow-origin-lists-several']],
    ['a pattern', set(ACAO, 'https://*.example.com'), ['error allow-origin-is-a-pattern']],
    ['a pattern without a scheme', set(ACAO, '*.example.com'), ['error allow-origin-is-a-pattern']],
    ['a trailing slash', set(ACAO, `${APP}/`), ['error allow-origin-is-no-origin']],
    ['upper case', set(ACAO, APP.toUpperCase()), ['error allow-origin-is-no-origin']],
    ['only a host', set(ACAO, 'app.example.com'), ['error allow-origin-is-no-origin']],
    ['the default port', set(ACAO, `${APP}:443`), ['error allow-origin-is-no-origin']],
    ['an empty value', set(ACAO, ''), ['error allow-origin-is-no-origin']],
    ['the word false for untrusted origins', where((request, draft) => !isAllowed(request, draft), set(ACAO, 'false')), ['info allow-origin-is-no-origin']],
    ['the word true for all origins, and no allowed origin', set(ACAO, 'true'), ['warning allow-origin-is-no-origin'], NO_PAGES]
  ],
  'allow-credentials': [
    ['a capital', where(isAllowed, set('Access-Control-Allow-Credentials', 'True')), ['error allow-credentials-is-not-true']],
    ['two headers', where(isAllowed, add('Access-Control-Allow-Credentials', 'true')), ['error duplicate-headers']],
    ['two headers only on preflights', onPreflights(add('Access-Control-Allow-Credentials', 'false')), ['error duplicate-headers']],
    ['two headers, and pages send no credentials', where(isAllowed, add('Access-Control-Allow-Credentials', 'true')), ['info duplicate-headers'], { credentials: false }],
    ['true twice in one header', where(isAllowed, set('Access-Control-Allow-Credentials', 'true, true')), ['error allow-credentials-is-not-true']],
    ['the word false, and pages send no credentials', where(isAllowed, set('Access-Control-Allow-Credentials', 'false')), ['info allow-credentials-is-not-true'], { credentials: false }],
    ['"*", and pages send credentials', set(ACAO, '*'), ['error wildcard-with-credentials']],
    ['"*", and pages send no credentials', set(ACAO, '*'), ['warning wildcard-with-credentials'], { credentials: false }],
    ['credentials without an origin', set('Access-Control-Allow-Credentials', 'true'), ['info allow-credentials-without-origin']]
  ],
  'list-syntax': [
    ['methods with a semicolon', onPreflights(set('Access-Control-Allow-Methods', 'GET; PUT')), ['error allow-methods-is-malformed']],
    ['methods in quotes', onPreflights(set('Access-Control-Allow-Methods', '"GET, PUT"')), ['error allow-methods-is-malformed']],
    ['headers with a space', onPreflights(set('Access-Control-Allow-Headers', 'content-type x-a')), ['error allow-headers-is-malformed']],
    ['exposed headers with a semicolon', onResponses(set('Access-Control-Expose-Headers', 'x-total; etag')), ['warning expose-headers-is-malformed']],
    ['any method, with credentials', onPreflights(set('Access-Control-Allow-Methods', '*')), ['warning method-wildcard-with-credentials']],
    ['any header, with credentials', onPreflights(set('Access-Control-Allow-Headers', '*')), ['warning header-wildcard-with-credentials']],
    ['any header and one, with credentials', onPreflights(set('Access-Control-Allow-Headers', '*, content-type')), ['info header-wildcard-with-credentials']],
    ['any exposed header, with credentials', onResponses(set('Access-Control-Expose-Headers', '*')), ['warning exposed-wildcard-with-credentials']],
    ['malformed methods in a response in which browsers ignore them', onResponses(set('Access-Control-Allow-Methods', 'GET; PUT')), []],
    ['malformed exposed headers on a preflight, where browsers ignore them', onPreflights(set('Access-Control-Expose-Headers', 'a b')), []],
    ['TRACE', onPreflights(set('Access-Control-Allow-Methods', 'GET, PUT, trace')), ['info forbidden-method-allowed']],
    ['Cookie', onPreflights(set('Access-Control-Allow-Headers', 'content-type, Cookie')), ['info forbidden-header-allowed']],
    ['Set-Cookie', onResponses(set('Access-Control-Expose-Headers', 'Set-Cookie')), ['info forbidden-header-exposed']]
  ],
  'max-age': [
    ['a unit', onPreflights(set('Access-Control-Max-Age', '600s')), ['warning max-age-is-malformed']],
    ['a fraction', onPreflights(set('Access-Control-Max-Age', '1.5')), ['warning max-age-is-malformed']],
    ['two headers', onPreflights(add('Access-Control-Max-Age', '600')), ['warning max-age-is-malformed']],
    ['-1, which all browsers treat as 0', onPreflights(set('Access-Control-Max-Age', '-1')), ['info max-age-is-malformed']],
    ['a week', onPreflights(set('Access-Control-Max-Age', '604800')), ['info max-age-beyond-caps']],
    ['two hours', onPreflights(set('Access-Control-Max-Age', '7200')), ['info max-age-beyond-caps']]
  ],
  'misplaced-headers': [
    ['methods on every response', set('Access-Control-Allow-Methods', 'GET, PUT'), ['info preflight-header-on-response']],
    ['a max age on every response', set('Access-Control-Max-Age', '600'), ['info preflight-header-on-response']],
    ['exposed headers on preflights', onPreflights(set('Access-Control-Expose-Headers', 'x-total')), ['info expose-headers-on-preflight']],
    ['Private Network Access', onPreflights(set('Access-Control-Allow-Private-Network', 'true')), ['info private-network-access-is-obsolete']]
  ]
}

/** Faults that other probes explain, or that explain what other probes find. */
const CAUSES = ['error duplicate-headers', 'error wildcard-with-credentials', 'error allow-origin-is-no-origin']

t.test('no probe reports a finding about a correct server', async t => {
  t.strictSame((await findingsOf(() => {})).map(({ short, message }) => `${short}: ${message}`), [])
})

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} reports each fault, and nothing else`, async t => {
    for (const [title, change, found, options] of firstOfEach(faults, ([, , found, options]) => [JSON.stringify([found, options])])) {
      // These are checked with the other probes.
      const findings = await (CAUSES.some(id => found.includes(id)) ? findingsOf(change, options) : findingsBy([probe], change, options))
      t.strictSame(ofProbe(probe, findings), found, title)
    }
  })
}

t.test('the expected lines fix the finding', async t => {
  const expected = async (change: ReturnType<typeof set>, options = {}): Promise<readonly string[]> =>
    (await findingsBy(Object.keys(FAULTS), change, options)).find(({ area }) => area === 'syntax')!.expected
  const yes = where(isAllowed, set('Access-Control-Allow-Credentials', 'yes'))
  t.strictSame(await expected(yes), ['access-control-allow-credentials: true'])
  t.strictSame(await expected(yes, { credentials: false }), ['no access-control-allow-credentials'])
  const twice = where(isAllowed, add('Access-Control-Allow-Credentials', 'true'))
  t.strictSame(await expected(twice), ['access-control-allow-credentials: true'])
  t.strictSame(await expected(twice, { credentials: false }), ['no access-control-allow-credentials'])
  t.strictSame(await expected(set(ACAO, '*')), ['no access-control-allow-credentials'])
  t.strictSame(await expected(set(ACAO, `${APP}/`)), [`access-control-allow-origin: ${APP}`])
  t.strictSame(await expected(where((request, draft) => !isAllowed(request, draft), set(ACAO, 'false'))), ['no access-control-allow-origin, or one origin'])
  t.strictSame(await expected(onPreflights(set('Access-Control-Max-Age', '604800'))), ['access-control-max-age: 600'])
})

t.test('the message about a max age has its effect in each browser', async t => {
  const message = async (value: string) => (await findingsBy(['max-age'], onPreflights(set('Access-Control-Max-Age', value)))).find(({ subject }) => subject === 'Access-Control-Max-Age')!.message
  t.match(await message('604800'), 'It means 7200 s in Chromium, 86400 s in Firefox, 600 s in Safari.')
  t.match(await message('600s'), 'It means 5 s in Chromium, 0 s in Firefox, 5 s in Safari.')
})

/** Unusual but correct headers. */
const CORRECT: ReadonlyArray<readonly [title: string, change: ReturnType<typeof set>, options?: object]> = [
  ['a tab before the origin', where(isAllowed, (draft) => { set(ACAO, `\t${valueOf(draft, ACAO)} `)(draft, undefined as never) })],
  ['lists in several headers, with empty elements', onPreflights(set('Access-Control-Allow-Methods', 'GET,,', 'PUT'))],
  ['no max age', onPreflights(drop('access-control-max-age'))],
  ['a max age of 0', onPreflights(set('Access-Control-Max-Age', '0'))],
  ['"*" without credentials', all(set(ACAO, '*'), drop('access-control-allow-credentials', 'vary'), where(isPreflight, set('Access-Control-Allow-Methods', '*'), set('Access-Control-Allow-Headers', '*'))), { credentials: false }]
]

t.test('unusual but correct headers are not reported', async t => {
  for (const [title, change, options] of CORRECT) {
    const findings = await findingsBy(Object.keys(FAULTS), change, options)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})
