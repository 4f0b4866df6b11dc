/** Reports in SARIF are valid, with any texts. */
import { Ajv } from 'ajv'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { fingerprintOf, type CheckResults } from '../../../lib/reporters/check-results.ts'
import { checkSarif } from '../../../lib/reporters/check-sarif.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import type { CheckFinding } from '../../../types/check.ts'
import { EVIL, SOURCE, URLS, endpoint, evil, finding, hostile, results } from './report-examples.ts'

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
