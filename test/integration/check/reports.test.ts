/** Reports of each format show what a check has found, and no hostile text breaks out of them. */
import MarkdownIt from 'markdown-it'
import { createHash } from 'node:crypto'
import t from 'tap'
import { checkHtml } from '../../../lib/reporters/check-html.ts'
import { checkJson } from '../../../lib/reporters/check-json.ts'
import { checkJunit } from '../../../lib/reporters/check-junit.ts'
import { checkMarkdown } from '../../../lib/reporters/check-markdown.ts'
import { countsText, type CheckResults } from '../../../lib/reporters/check-results.ts'
import { checkSarif } from '../../../lib/reporters/check-sarif.ts'
import { checkTable } from '../../../lib/reporters/check-table.ts'
import { checkText } from '../../../lib/reporters/check-text.ts'
import { styled, unstyled } from '../../../lib/text/style.ts'
import type { CheckFinding } from '../../../types/check.ts'
import { EVIL, SOURCE, URLS, clean, endpoint, finding, hostile, results, style } from './report-examples.ts'

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
