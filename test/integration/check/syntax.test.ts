/** Headers that browsers cannot read, or read otherwise than they were meant: one fault a row, on a server that is correct but for it. */
import t from 'tap'
import { add, ADMIN, all, APP, drop, findingsOf, isPreflight, NO_PAGES, ofProbe, set, where, valueOf, type Fault } from './answering.ts'

const ACAO = 'access-control-allow-origin'
const isAdmitted: Parameters<typeof where>[0] = (_request, draft) => valueOf(draft, ACAO) !== undefined
const onPreflights = (...changes: Array<ReturnType<typeof set>>) => where((request, draft) => isPreflight(request) && isAdmitted(request, draft), ...changes)
const onAnswers = (...changes: Array<ReturnType<typeof set>>) => where((request, draft) => !isPreflight(request) && isAdmitted(request, draft), ...changes)

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'allow-origin-syntax': [
    ['two equal lines', where(isAdmitted, add('Access-Control-Allow-Origin', APP)), ['error duplicate-headers']],
    ['the line of a proxy beside that of the application', where(isAdmitted, add('Access-Control-Allow-Origin', '*')), ['error duplicate-headers']],
    ['two lines on preflights alone', onPreflights(add('Access-Control-Allow-Origin', '*')), ['error duplicate-headers']],
    ['a list with a comma', set(ACAO, `${APP}, ${ADMIN}`), ['error allow-origin-lists-several']],
    ['a list with a space', set(ACAO, `${APP} ${ADMIN}`), ['error allow-origin-lists-several']],
    ['a pattern', set(ACAO, 'https://*.example.com'), ['error allow-origin-is-a-pattern']],
    ['a pattern without a scheme', set(ACAO, '*.example.com'), ['error allow-origin-is-a-pattern']],
    ['a slash at the end', set(ACAO, `${APP}/`), ['error allow-origin-is-no-origin']],
    ['upper case', set(ACAO, APP.toUpperCase()), ['error allow-origin-is-no-origin']],
    ['a host alone', set(ACAO, 'app.example.com'), ['error allow-origin-is-no-origin']],
    ['the default port', set(ACAO, `${APP}:443`), ['error allow-origin-is-no-origin']],
    ['an empty value', set(ACAO, ''), ['error allow-origin-is-no-origin']],
    ['a word for strangers, which does no harm', where((request, draft) => !isAdmitted(request, draft), set(ACAO, 'false')), ['info allow-origin-is-no-origin']],
    ['a word for everybody, where nobody is known to be allowed', set(ACAO, 'true'), ['warning allow-origin-is-no-origin'], NO_PAGES]
  ],
  'allow-credentials': [
    ['a capital', where(isAdmitted, set('Access-Control-Allow-Credentials', 'True')), ['error allow-credentials-is-not-true']],
    ['two lines', where(isAdmitted, add('Access-Control-Allow-Credentials', 'true')), ['error duplicate-headers']],
    ['two lines on preflights alone', onPreflights(add('Access-Control-Allow-Credentials', 'false')), ['error duplicate-headers']],
    ['two lines, where nobody sends credentials', where(isAdmitted, add('Access-Control-Allow-Credentials', 'true')), ['info duplicate-headers'], { credentials: false }],
    ['true twice in one line', where(isAdmitted, set('Access-Control-Allow-Credentials', 'true, true')), ['error allow-credentials-is-not-true']],
    ['the word false, where nobody sends credentials', where(isAdmitted, set('Access-Control-Allow-Credentials', 'false')), ['info allow-credentials-is-not-true'], { credentials: false }],
    ['a star, where pages send credentials', set(ACAO, '*'), ['error wildcard-with-credentials']],
    ['a star, where nobody sends credentials', set(ACAO, '*'), ['warning wildcard-with-credentials'], { credentials: false }],
    ['credentials for nobody', set('Access-Control-Allow-Credentials', 'true'), ['info allow-credentials-without-origin']]
  ],
  'list-syntax': [
    ['methods with a semicolon', onPreflights(set('Access-Control-Allow-Methods', 'GET; PUT')), ['error allow-methods-is-malformed']],
    ['methods in quotes', onPreflights(set('Access-Control-Allow-Methods', '"GET, PUT"')), ['error allow-methods-is-malformed']],
    ['headers with a space', onPreflights(set('Access-Control-Allow-Headers', 'content-type x-a')), ['error allow-headers-is-malformed']],
    ['exposed headers with a semicolon', onAnswers(set('Access-Control-Expose-Headers', 'x-total; etag')), ['warning expose-headers-is-malformed']],
    ['any method, with credentials', onPreflights(set('Access-Control-Allow-Methods', '*')), ['warning method-wildcard-with-credentials']],
    ['any header, with credentials', onPreflights(set('Access-Control-Allow-Headers', '*')), ['warning header-wildcard-with-credentials']],
    ['any header and one, with credentials', onPreflights(set('Access-Control-Allow-Headers', '*, content-type')), ['info header-wildcard-with-credentials']],
    ['everything exposed, with credentials', onAnswers(set('Access-Control-Expose-Headers', '*')), ['warning exposed-wildcard-with-credentials']],
    ['malformed methods where nobody reads them', onAnswers(set('Access-Control-Allow-Methods', 'GET; PUT')), []],
    ['malformed names that preflights expose, where nobody reads them', onPreflights(set('Access-Control-Expose-Headers', 'a b')), []],
    ['TRACE', onPreflights(set('Access-Control-Allow-Methods', 'GET, PUT, trace')), ['info forbidden-method-allowed']],
    ['Cookie', onPreflights(set('Access-Control-Allow-Headers', 'content-type, Cookie')), ['info forbidden-header-allowed']],
    ['Set-Cookie', onAnswers(set('Access-Control-Expose-Headers', 'Set-Cookie')), ['info forbidden-header-exposed']]
  ],
  'max-age': [
    ['a unit', onPreflights(set('Access-Control-Max-Age', '600s')), ['warning max-age-is-malformed']],
    ['a fraction', onPreflights(set('Access-Control-Max-Age', '1.5')), ['warning max-age-is-malformed']],
    ['two lines', onPreflights(add('Access-Control-Max-Age', '600')), ['warning max-age-is-malformed']],
    ['-1, which all browsers take for 0', onPreflights(set('Access-Control-Max-Age', '-1')), ['info max-age-is-malformed']],
    ['a week', onPreflights(set('Access-Control-Max-Age', '604800')), ['info max-age-beyond-caps']],
    ['two hours', onPreflights(set('Access-Control-Max-Age', '7200')), ['info max-age-beyond-caps']]
  ],
  'misplaced-headers': [
    ['methods on every answer', set('Access-Control-Allow-Methods', 'GET, PUT'), ['info preflight-header-on-response']],
    ['a maximum age on every answer', set('Access-Control-Max-Age', '600'), ['info preflight-header-on-response']],
    ['exposed headers on preflights', onPreflights(set('Access-Control-Expose-Headers', 'x-total')), ['info expose-headers-on-preflight']],
    ['Private Network Access', onPreflights(set('Access-Control-Allow-Private-Network', 'true')), ['info private-network-access-is-obsolete']]
  ]
}

t.test('a correct server has nothing found about it, by any probe', async t => {
  t.strictSame((await findingsOf(() => {})).map(({ short, message }) => `${short}: ${message}`), [])
})

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} finds each fault, and only that`, async t => {
    for (const [title, change, found, options] of faults) t.strictSame(ofProbe(probe, await findingsOf(change, options)), found, title)
  })
}

t.test('what is expected is what mends it', async t => {
  const expected = async (change: ReturnType<typeof set>, options = {}): Promise<readonly string[]> =>
    (await findingsOf(change, options)).find(({ area }) => area === 'syntax')!.expected
  const yes = where(isAdmitted, set('Access-Control-Allow-Credentials', 'yes'))
  t.strictSame(await expected(yes), ['access-control-allow-credentials: true'])
  t.strictSame(await expected(yes, { credentials: false }), ['no access-control-allow-credentials'])
  const twice = where(isAdmitted, add('Access-Control-Allow-Credentials', 'true'))
  t.strictSame(await expected(twice), ['access-control-allow-credentials: true'])
  t.strictSame(await expected(twice, { credentials: false }), ['no access-control-allow-credentials'])
  t.strictSame(await expected(set(ACAO, '*')), ['no access-control-allow-credentials'])
  t.strictSame(await expected(set(ACAO, `${APP}/`)), [`access-control-allow-origin: ${APP}`])
  t.strictSame(await expected(where((request, draft) => !isAdmitted(request, draft), set(ACAO, 'false'))), ['no access-control-allow-origin, or an origin'])
  t.strictSame(await expected(onPreflights(set('Access-Control-Max-Age', '604800'))), ['access-control-max-age: 600'])
})

t.test('a maximum age is explained browser by browser', async t => {
  const message = async (value: string) => (await findingsOf(onPreflights(set('Access-Control-Max-Age', value)))).find(({ subject }) => subject === 'Access-Control-Max-Age')!.message
  t.match(await message('604800'), 'It means 7200 s in Chromium, 86400 s in Firefox, 600 s in Safari.')
  t.match(await message('600s'), 'It means 5 s in Chromium, 0 s in Firefox, 5 s in Safari.')
})

/** Looks odd, and is right. */
const TWINS: ReadonlyArray<readonly [title: string, change: ReturnType<typeof set>, options?: object]> = [
  ['a tab before the origin', where(isAdmitted, (draft) => { set(ACAO, `\t${valueOf(draft, ACAO)} `)(draft, undefined as never) })],
  ['lists on several lines, with empty elements', onPreflights(set('Access-Control-Allow-Methods', 'GET,,', 'PUT'))],
  ['no maximum age', onPreflights(drop('access-control-max-age'))],
  ['a maximum age of 0', onPreflights(set('Access-Control-Max-Age', '0'))],
  ['stars without credentials', all(set(ACAO, '*'), drop('access-control-allow-credentials', 'vary'), where(isPreflight, set('Access-Control-Allow-Methods', '*'), set('Access-Control-Allow-Headers', '*'))), { credentials: false }]
]

t.test('what looks odd and is right is not found', async t => {
  for (const [title, change, options] of TWINS) {
    const findings = await findingsOf(change, options)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})
