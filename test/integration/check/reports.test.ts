/** The reports of a check: each format is read by a parser, and hostile texts try to break out of it. */
import { Ajv } from 'ajv'
import MarkdownIt from 'markdown-it'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { checkHtml } from '../../../lib/reporters/check-html.ts'
import { checkJson } from '../../../lib/reporters/check-json.ts'
import { checkJunit } from '../../../lib/reporters/check-junit.ts'
import { checkMarkdown } from '../../../lib/reporters/check-markdown.ts'
import { countsText, fingerprintOf, type CheckedEndpoint, type CheckResults } from '../../../lib/reporters/check-results.ts'
import { checkSarif } from '../../../lib/reporters/check-sarif.ts'
import { checkTable } from '../../../lib/reporters/check-table.ts'
import { checkText } from '../../../lib/reporters/check-text.ts'
import { styled, unstyled } from '../../../lib/text/style.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import type { CheckFinding, CheckReport } from '../../../types/check.ts'
import { launchChromium } from '../../browser/chromium.ts'

/** Something that each format would interpret. */
const EVIL = '</pre></code></style><script>alert(1)</script><img src=x onerror=alert(1)> | **b** [x](javascript:alert(1)) `c` "\'&amp; ' +
  ']]>--> %0A::error::x @everyone \u001b[31m\u009b\u202e\u200b\ufeff\u061c\u180e\u3164\ufe0f\ufff9\u{e0041}\u0000\r\n# h\ufffe\ud800'

const URLS = ['https://api.example.com/orders', 'https://other.example.com/?a=|^`{}"%zz&b=\'<i>']

const SOURCE = 'https://fetch.spec.whatwg.org/#http-cors-protocol'

function finding (url: string, over: Partial<CheckFinding> = {}): CheckFinding {
  return {
    id: 'origin-reflected',
    severity: 'error',
    area: 'access',
    probe: 'untrusted-origins',
    url,
    subject: '',
    message: 'Pages from any origin can read the response.',
    expected: ['no access-control-allow-origin'],
    actual: ['status 200', 'access-control-allow-origin: *'],
    why: 'Any site that a user visits can read the response, which may contain data that only this user should be able to read.',
    recommendation: 'Compare Origin with a list.',
    reference: SOURCE,
    explains: [],
    exchanges: [{ request: { method: 'GET', url, headers: [['Origin', 'https://a.test']] }, response: { status: 200, headers: [] }, omitted: 0, failure: null, curl: 'curl -sS x' }],
    ...over
  }
}

function endpoint (url: string, findings: readonly CheckFinding[], over: Partial<CheckedEndpoint & CheckReport> = {}): CheckedEndpoint {
  const { ignored = [], known = [], requestsWithoutResponse = [], allowed = ['https://app.example.com, with credentials'] } = over
  const grade = findings.length > 0 ? 'F' : 'A'
  return {
    report: {
      version: 1,
      url,
      summary: findings[0]?.message ?? 'No problem was found.',
      isReached: true,
      allowed,
      grades: { access: grade, preflight: 'A', syntax: 'B', caching: 'C', errors: 'A', security: '-' },
      findings: [...findings, ...known, ...ignored.map(({ reason: _, ...finding }) => finding)],
      probes: [
        { id: 'untrusted-origins', title: 'untrusted pages cannot read', findings: findings.length, skipped: null, noResponse: null },
        { id: 'preflights', title: 'preflights are allowed', findings: 0, skipped: 'no allowed origin is given', noResponse: null },
        { id: 'caching', title: 'caches', findings: 0, skipped: null, noResponse: requestsWithoutResponse[0]?.reason ?? null }
      ],
      requests: 42,
      requestsWithoutResponse,
      isComplete: requestsWithoutResponse.length === 0
    },
    findings,
    ignored,
    known
  }
}

function results (endpoints: readonly CheckedEndpoint[], over: Partial<CheckResults> = {}): CheckResults {
  return { endpoints, unreachable: [], baseline: undefined, isVerbose: true, failing: ['error'], ...over }
}

const evil = finding(URLS[1]!, {
  subject: EVIL,
  message: `The server sends ${EVIL}.`,
  expected: [EVIL],
  actual: [`access-control-allow-origin: ${EVIL}`, ''],
  why: EVIL,
  recommendation: EVIL,
  reference: `javascript:alert(1)//${EVIL}`,
  exchanges: [{ request: { method: 'GET', url: URLS[1]!, headers: [['X-A', '<redacted>']] }, response: { status: 200, headers: [[EVIL, EVIL]] }, omitted: 0, failure: EVIL, curl: `curl ${EVIL}` }]
})

const hostile = results([endpoint(URLS[1]!, [evil, finding(URLS[1]!, { severity: 'info', area: 'caching', probe: 'caching' })], {
  allowed: [EVIL], requestsWithoutResponse: [{ reason: EVIL, requests: 1 }]
})], {
  unreachable: [{ url: `https://${EVIL}`, message: EVIL }]
})

const clean = results([endpoint(URLS[0]!, [])])

const style = readFileSync(new URL('../../../lib/docs/page/style.css', import.meta.url), 'utf8')

const PRINTERS: Readonly<Record<string, (results: CheckResults) => string>> = {
  text: results => checkText(results, unstyled),
  json: checkJson,
  sarif: results => checkSarif(results, '1.2.3'),
  junit: checkJunit,
  markdown: checkMarkdown,
  html: results => checkHtml(results, { style })
}

for (const [format, print] of Object.entries(PRINTERS)) {
  t.test(`${format} shows hostile texts escaped, and is reproducible`, async t => {
    const text = print(hostile)
    t.notMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]/u)
    t.ok(text.endsWith('\n'))
    t.equal(print(structuredClone(hostile)), text)
    t.match(text, 'alert(1)', 'the text is shown')
  })
}

t.test('the summary of an endpoint fits a terminal of 80 columns and 24 lines with any findings', async t => {
  const many = Array.from({ length: 50 }, (_, i) => finding(URLS[0]!, { id: `kind-${i}`, subject: `s${i}`, message: `${'long '.repeat(40)}${EVIL}` }))
  const long = `https://api.example.com/${'a'.repeat(200)}`
  const requestsWithoutResponse = [{ reason: `not sent ${EVIL}`, requests: 7 }, { reason: 'no response', requests: 2 }]
  const text = checkText(results([endpoint(long, many, { requestsWithoutResponse, allowed: Array.from({ length: 7 }, (_, i) => `https://${'b'.repeat(90)}${i}.example.com`) })]), unstyled, 80)
  const summary = text.slice(0, text.indexOf('\n\n')).split('\n')
  t.ok(summary.length <= 24, `${summary.length} lines`)
  for (const line of summary) t.ok(line.length <= 80, line)
  t.equal(summary.filter(line => line.startsWith('  error    kind-')).length, 8)
  t.match(summary.join('\n'), /\n {11}and 42 more\n/)
  t.match(summary.at(-2), /^ {2}7 requests without a response: not sent .*…$/)
  t.match(summary.at(-1), '50 errors (42 requests)')
})

t.test('a table shows the end of a long label', async t => {
  const [, row] = checkTable([endpoint(`https://api.example.com/${'a'.repeat(200)}/end`, [])], unstyled, 80)
  t.match(row, /^…a+\/end +A /)
})

t.test('requests without a response are reported with the reason', async t => {
  const requestsWithoutResponse = [{ reason: 'not sent, because the time limit is reached', requests: 7 }, { reason: 'no response within the timeout', requests: 1 }]
  const text = '7 requests without a response: not sent, because the time limit is reached; 1 request without a response: no response within the timeout'
  for (const print of [(results: CheckResults) => checkText(results, unstyled).replaceAll(/…\n/g, ''), checkMarkdown, (results: CheckResults) => checkHtml(results, { style })]) {
    t.match(print(results([endpoint(URLS[0]!, [], { requestsWithoutResponse })])), text.slice(0, 70))
    t.notMatch(print(results([endpoint(URLS[0]!, [])])), 'without a response')
  }
  const incomplete = results([endpoint(URLS[0]!, [], { requestsWithoutResponse })])
  t.match(JSON.parse(checkJson(incomplete)).reports[0], { requestsWithoutResponse })
  const [{ invocations: [{ executionSuccessful, toolExecutionNotifications }] }] = JSON.parse(checkSarif(incomplete, '1.2.3')).runs
  t.equal(executionSuccessful, false)
  t.match(toolExecutionNotifications, [{ message: { text: `${URLS[0]}: ${text}` } }])
  t.match(checkJunit(incomplete), /<testsuite [^>]*errors="1"[^]*<testcase [^>]*name="caching: caches"><error type="no-response" message="not sent, because the time limit is reached"><\/error><\/testcase>/)
})

t.test('the number of skipped probes is shown only if there are some', async t => {
  const whole = endpoint(URLS[0]!, [])
  const probes = whole.report.probes.map(probe => ({ ...probe, skipped: null }))
  t.notMatch(checkText(results([{ ...whole, report: { ...whole.report, probes } }]), unstyled), 'skipped')
})

t.test('the text format shows all fields of a finding, with wrapped lines', async t => {
  const text = checkText(results([endpoint(URLS[0]!, [finding(URLS[0]!, { explains: [finding(URLS[0]!, { id: 'any-port-allowed', subject: 'https://a.test:1' })] })])]), unstyled, 80)
  t.equal(text, `https://api.example.com/orders: Pages from any origin can read the response.
  readers  https://app.example.com, with credentials
  access F  preflight A  syntax B  caching C  errors A  security -
  error    origin-reflected: Pages from any origin can read the response.
  1 of 3 probes were skipped
  1 error (42 requests)

error: https://api.example.com/orders
  Pages from any origin can read the response. [origin-reflected]
  explains any-port-allowed: https://a.test:1
  expected no access-control-allow-origin
  actual   status 200
           access-control-allow-origin: *
  why      Any site that a user visits can read the response, which may contain
           data that only this user should be able to read.
  fix      Compare Origin with a list.
  source   ${SOURCE}
  try      curl -sS x
`)
  t.match(checkText(clean, styled), '\u001b[32mA\u001b[39m', 'grades have colors')
})

t.test('findings of severity info are shown only if the report is verbose, and are always counted', async t => {
  const info = results([endpoint(URLS[0]!, [finding(URLS[0]!, { severity: 'info' })])])
  t.match(checkText(info, unstyled), /\n {2}1 info \(42 requests\)\n\ninfo: https:/)
  const quiet = checkText({ ...info, isVerbose: false }, unstyled)
  t.match(quiet, /\n {2}1 info not shown: --verbose \(42 requests\)\n$/)
  t.notMatch(quiet, 'origin-reflected')
})

t.test('the summary counts hidden findings separately', t => {
  const [error, warning, info] = (['error', 'warning', 'info'] as const).map(severity => finding(URLS[0]!, { severity })) as [CheckFinding, CheckFinding, CheckFinding]
  const ignored = [{ ...error, reason: 'agreed' }]
  const known = [error]
  for (const [findings, over, isVerbose, summary] of [
    [[error, warning, info, info], {}, false, '1 error, 1 warning; 2 info not shown: --verbose'],
    [[error, warning, info, info], {}, true, '1 error, 1 warning, 2 info'],
    [[error, info], { ignored, known }, false, '1 error, 1 ignored, 1 known before; 1 info not shown: --verbose'],
    [[info], { known }, false, '1 known before; 1 info not shown: --verbose'],
    [[info], {}, false, '1 info not shown: --verbose'],
    [[], { known }, false, 'no findings, 1 known before'],
    [[], {}, false, 'no findings']
  ] as const) t.equal(countsText(endpoint(URLS[0]!, findings, over), isVerbose), `${summary} (42 requests)`)
  t.end()
})

t.test('JSON contains the reports, and lists ignored and known findings', async t => {
  const ignored = { ...finding(URLS[0]!, { subject: 'a' }), reason: 'agreed' }
  const known = finding(URLS[0]!, { subject: 'b' })
  const all = results([endpoint(URLS[0]!, [finding(URLS[0]!)], { ignored: [ignored], known: [known] }), ...hostile.endpoints], { unreachable: [{ url: 'https://x.test/', message: 'no' }] })
  t.strictSame(JSON.parse(checkJson(all)), JSON.parse(JSON.stringify({
    version: 1,
    reports: all.endpoints.map(({ report }) => report),
    ignored: [{ id: ignored.id, url: URLS[0], subject: 'a', reason: 'agreed' }],
    known: [{ id: known.id, url: URLS[0], subject: 'b' }],
    unreachable: [{ url: 'https://x.test/', message: 'no' }]
  })))
})

/** As published: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/; its draft 4 is valid draft 7 except for `id`. */
const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(new URL('../../vectors/sarif-2.1.0.json', import.meta.url), 'utf8')) as Record<string, unknown>
const ajv = new Ajv({ allErrors: true, unicodeRegExp: false })
ajv.addFormat('uri', text => URL.canParse(text))
ajv.addFormat('uri-reference', /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\da-f]{2})*$/i)
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
const validate = ajv.compile(schema)

function sarif (given: CheckResults) {
  const log = JSON.parse(checkSarif(given, '1.2.3'))
  t.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 3)))
  return log.runs[0]
}

t.test('SARIF is valid, has the worst severity of each kind, and the location of each finding', async t => {
  const all = [finding(URLS[0]!, { severity: 'info', subject: 'a' }), finding(URLS[0]!), finding(URLS[0]!, { id: 'max-age', severity: 'warning' })]
  const { tool: { driver }, results: found, invocations } = sarif(results([endpoint(URLS[0]!, all)]))
  t.same(driver.rules.map((rule: Record<string, any>) => [rule['id'], rule['defaultConfiguration'].level, rule['properties']['security-severity'], rule['helpUri']]),
    [['origin-reflected', 'error', '8.0', SOURCE], ['max-age', 'warning', '5.0', SOURCE]])
  t.same(found.map((result: Record<string, any>) => [driver.rules[result['ruleIndex']].id, result['level'], result['properties']['security-severity'], result['baselineState']]),
    [['origin-reflected', 'note', '2.0', undefined], ['origin-reflected', 'error', '8.0', undefined], ['max-age', 'warning', '5.0', undefined]])
  t.equal(new Set(found.map((result: Record<string, any>) => result['partialFingerprints']['findingHash/v1'])).size, 3)
  t.equal(found[1].locations[0].physicalLocation.artifactLocation.uri, URLS[0])
  t.equal(found[0].locations[0].logicalLocations[0].fullyQualifiedName, `${URLS[0]} origin-reflected: a`)
  t.equal(found[1].message.text, 'Pages from any origin can read the response. Actual: status 200; access-control-allow-origin: *. Try: curl -sS x')
  t.strictSame(invocations, [{ executionSuccessful: true }])
})

t.test('SARIF marks known findings as unchanged and ignored findings as suppressed', async t => {
  const [fresh, known, ignored] = ['a', 'b', 'c'].map(subject => finding(URLS[0]!, { subject })) as [CheckFinding, CheckFinding, CheckFinding]
  const baseline = new Set([fingerprintOf(known)])
  const { results: found } = sarif(results([endpoint(URLS[0]!, [fresh], { known: [known], ignored: [{ ...ignored, reason: 'agreed' }] })], { baseline }))
  t.strictSame(found.map((result: Record<string, unknown>) => [result['baselineState'], result['suppressions']]), [
    ['new', undefined], ['unchanged', undefined], ['new', [{ kind: 'external', status: 'accepted', justification: 'agreed' }]]
  ])
})

t.test('SARIF is valid with hostile texts, and reports unreachable endpoints', async t => {
  const source = `https://a.test/${encodeURIComponent('|')}`
  const { results: [result], invocations: [invocation] } = sarif(results([endpoint(URLS[1]!, [{ ...evil, reference: source }])], { unreachable: hostile.unreachable }))
  t.equal(result.locations[0].physicalLocation.artifactLocation.uri, 'https://other.example.com/?a=%7C%5E%60%7B%7D%22%25zz&b=\'%3Ci%3E')
  t.equal(invocation.executionSuccessful, false)
  t.equal(invocation.toolExecutionNotifications[0].message.text.replaceAll(/\\([\\[\]])/g, '$1'), escapeText(`https://${EVIL}: ${EVIL}`))
})

t.test('SARIF escapes links in texts of the server, and only brackets that may be links', t => {
  const textOf = (actual: string): string => sarif(results([endpoint(URLS[0]!, [finding(URLS[0]!, { actual: [actual] })])])).results[0].message.text.split(/Actual: |\. Try/)[1]
  for (const [actual, text] of [
    ['[x](https://evil.test)', '\\[x\\](https://evil.test)'],
    ['\\[x\\](https://evil.test)', '\\\\\\[x\\\\\\](https://evil.test)'],
    ['[a [x](1) [', '\\[a \\[x\\](1) \\['],
    ['http://[::1]:80 (x) \\', 'http://[::1]:80 (x) \\']
  ] as const) t.equal(textOf(actual), text)
  const { results: [result], invocations: [invocation] } = sarif(results([endpoint(URLS[1]!, [{ ...evil, reference: SOURCE }])], { unreachable: hostile.unreachable }))
  for (const text of [result.message.text, invocation.toolExecutionNotifications[0].message.text]) {
    t.notMatch(text.replaceAll(/\\[\\[\]]/g, ''), /\]\(/)
    t.match(text, 'alert(1)')
  }
  t.end()
})

t.test('Markdown shows hostile texts without interpreting them', async t => {
  const render = (text: string) => MarkdownIt({ html: true, linkify: true }).render(text)
  const html = render(checkMarkdown(hostile))
  t.same([...new Set([...html.matchAll(/<([a-z]\w*)/g)].map(([, name]) => name))].sort(), ['code', 'h2', 'h3', 'li', 'p', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'])
  t.equal(html.match(/<h[1-6]>/g)!.length, 4, 'two endpoints and two findings')
  t.match(html, '<h3>error: <code>origin-reflected</code></h3>')
  t.match(render(checkMarkdown(clean)), '<p>Readers: https://app.example.com, with credentials</p>')
  t.match(checkMarkdown(clean), /^\| access \| preflight \| syntax \| caching \| errors \| security \|\n\| --- \| --- \| --- \| --- \| --- \| --- \|\n\| A \| A \| B \| C \| A \| - \|$/m)
})

t.test('the HTML page is self-contained, and its Content-Security-Policy allows only its style', async t => {
  const html = checkHtml(hostile, { style })
  const hash = createHash('sha256').update(style).digest('base64')
  t.match(html, `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`)
  for (const [tag] of html.matchAll(/<[a-z][^>]*>/g)) t.match(tag, /^<(?:(?:html|meta|h\d|p|ul|li|dl|div|dt|dd|pre|a|strong|span|section|code|main|body|head|title|style)\b(?: (?:lang|charset|http-equiv|content|name|class|href)="[^"]*")*)>$/)
  t.match(checkHtml(clean, { style }), '<li>access <strong class="passed">A</strong></li>')
})

const browser = await launchChromium('reports of checks in real Chromium')
if (browser !== undefined) {
  t.teardown(() => browser.close())
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

  t.test('JUnit XML is well-formed, has correct counts, and a test for each probe', async t => {
    const page = await browser.newPage()
    for (const given of [hostile, clean, results([endpoint(URLS[0]!, [finding(URLS[0]!), finding(URLS[0]!, { severity: 'warning', subject: 's' })])])]) {
      const xml = checkJunit(given)
      const suites = await page.evaluate(parseJunit, xml)
      t.equal(suites.error, null)
      t.strictSame(suites.names, [...given.endpoints.map(({ report }) => report.url), ...given.unreachable.map(({ url }) => escapeText(url).replaceAll(/[\ufffe\ud800]/g, ''))])
      for (const [i, { report }] of given.endpoints.entries()) {
        t.strictSame(suites.tests[i], report.probes.map(({ id, title }) => `${id}: ${title}`))
      }
      t.strictSame(suites.declared, suites.counted)
    }
    await page.close()
  })

  t.test('a JUnit test fails for findings of failing severities, and shows the others as output', async t => {
    const page = await browser.newPage()
    const found = [finding(URLS[0]!), finding(URLS[0]!, { severity: 'warning', subject: 's' })]
    const failuresIn = async (failing: CheckResults['failing']) => {
      const { cases } = await page.evaluate(parseJunit, checkJunit(results([endpoint(URLS[0]!, found)], { failing })))
      return cases.map(({ name, children }) => [name.split(':')[0], ...children.map(({ name, text }) => `${name} ${text.match(/^(?:error|warning): .*$/gm)?.join() ?? text}`)])
    }
    t.strictSame(await failuresIn(['error']), [
      ['untrusted-origins', 'failure error: origin-reflected', 'system-out warning: origin-reflected: s'], ['preflights', 'skipped '], ['caching']
    ])
    t.strictSame((await failuresIn(['error', 'warning']))[0], ['untrusted-origins', 'failure error: origin-reflected,warning: origin-reflected: s'])
    t.strictSame((await failuresIn([]))[0], ['untrusted-origins', 'system-out error: origin-reflected,warning: origin-reflected: s'])
    const { cases: [first] } = await page.evaluate(parseJunit, checkJunit(hostile))
    t.match(first!.children[0]!.text, `actual: access-control-allow-origin: ${escapeText(EVIL).replaceAll(/[\ufffe\ud800]/g, '')}`)
    t.match(first!.children[0]!.text, /\nexpected: .*\nactual: .*\nactual: \nwhy: /, 'one line for each part')
    await page.close()
  })

  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      t.test(`the HTML page at ${width} pixels in ${colorScheme} has no errors, does not overflow, and is accessible`, async t => {
        const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
        const page = await context.newPage()
        const noises: string[] = []
        page.on('console', message => { noises.push(message.text()) })
        page.on('pageerror', error => { noises.push(String(error)) })
        page.on('dialog', dialog => { noises.push(dialog.message()); return dialog.dismiss() })
        page.on('request', request => { noises.push(request.url()) })
        const html = checkHtml(results([...clean.endpoints, endpoint(URLS[0]!, [finding(URLS[0]!)]), ...hostile.endpoints], { unreachable: hostile.unreachable }), { style })
        await page.setContent(html)
        t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'nothing overflows')
        t.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)')
        t.equal(await page.locator('dd a').count(), 2, 'only https references are links')
        t.strictSame(await page.locator('.policy').last().locator('xpath=preceding-sibling::section[1]').locator('pre').allTextContents(),
          [escapeText(EVIL), `${escapeText(`access-control-allow-origin: ${EVIL}`)}\n`, escapeText(`curl ${EVIL}`)])
        t.strictSame(noises, [])
        t.strictSame(await violationsIn(page, axe), [])
        await context.close()
      })
    }
  }
}

async function violationsIn (page: Page, axe: string): Promise<unknown> {
  await page.evaluate(axe)
  return page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(it => it.html)]))')
}

/** Runs in the browser, whose parser rejects malformed XML. */
function parseJunit (xml: string) {
  const parsed = new DOMParser().parseFromString(xml, 'application/xml')
  const suites = [...parsed.querySelectorAll('testsuite')]
  const count = (of: Element, selector: string): number => of.querySelectorAll(selector).length
  const all = [...parsed.querySelectorAll('testsuites'), ...suites]
  return {
    error: parsed.querySelector('parsererror')?.textContent ?? null,
    names: suites.map(suite => suite.getAttribute('name')),
    tests: suites.map(suite => [...suite.querySelectorAll('testcase')].map(test => test.getAttribute('name'))),
    declared: all.map(of => ['tests', 'failures', 'errors', 'skipped'].map(name => Number(of.getAttribute(name)))),
    counted: all.map(of => [count(of, 'testcase'), count(of, 'failure'), count(of, 'error'), count(of, 'skipped')]),
    cases: [...parsed.querySelectorAll('testcase')].map(test => ({
      name: test.getAttribute('name')!, children: [...test.children].map(({ tagName, textContent }) => ({ name: tagName, text: textContent! }))
    }))
  }
}
