/** Formats the results of a check as SARIF. */
import type { CheckFinding } from '../../types/check.ts'
import type { CorsSeverity } from '../../types/report.ts'
import { worstFirst } from '../severities.ts'
import { explainedTexts, fingerprintOf, titleOf, noResponseText, type CheckResults } from './check-results.ts'
import { helpOf, LEVELS, sarifLog, withoutLinks } from './sarif-log.ts'
import { escapeText } from '../text/escape.ts'

/** Scores that code scanning shows as high, medium and low. */
const SCORES: Readonly<Record<CorsSeverity, string>> = { error: '8.0', warning: '5.0', info: '2.0' }

/** Returns one run with a rule for each kind of finding, and all findings as results. */
export function checkSarif ({ endpoints, unreachable, baseline }: CheckResults, version: string): string {
  const all = endpoints.flatMap(({ report }) => report.findings)
  const kinds = [...new Map(all.map(finding => [finding.id, worstOf(finding.id, all)])).values()]
  const numbers = new Map(kinds.map(({ id }, i) => [id, i]))
  const results = endpoints.flatMap(({ findings, known, ignored }) => [...findings, ...known, ...ignored]).map(finding => ({
    ...resultOf(finding, numbers),
    ...baseline !== undefined && { baselineState: baseline.has(fingerprintOf(finding)) ? 'unchanged' : 'new' },
    ...'reason' in finding && { suppressions: [{ kind: 'external', status: 'accepted', justification: finding.reason }] }
  }))
  const incomplete = endpoints.filter(({ report }) => !report.isComplete).map(({ report }) => ({ url: report.url, message: noResponseText(report) }))
  const failures = [...unreachable, ...incomplete].map(({ url, message }) => withoutLinks(escapeText(`${url}: ${message}`)))
  return sarifLog({ version, rules: kinds.map(ruleOf), results, failures })
}

/** The most severe finding of a kind, whose severity the rule gets. */
function worstOf (id: string, all: readonly CheckFinding[]): CheckFinding {
  const same = all.filter(finding => finding.id === id)
  return same.toSorted(worstFirst)[0]!
}

function ruleOf ({ id, severity, area, why, recommendation, reference: source }: CheckFinding): object {
  return {
    id,
    shortDescription: { text: id.replaceAll('-', ' ') },
    fullDescription: { text: why },
    help: helpOf([['Why', why], ['Recommendation', recommendation], ['Source', source]]),
    helpUri: source,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['cors', 'security', area], 'security-severity': SCORES[severity] }
  }
}

function resultOf (finding: CheckFinding, numbers: ReadonlyMap<string, number>): object {
  const { id, severity, url, message, actual, exchanges } = finding
  const explained = explainedTexts(finding)
  const consequences = explained.length === 0 ? '' : ` Explains: ${explained.join('; ')}.`
  return {
    ruleId: id,
    ruleIndex: numbers.get(id),
    level: LEVELS[severity],
    message: { text: withoutLinks(escapeText(`${message}${consequences} Actual: ${actual.join('; ')}. Try: ${exchanges.at(-1)!.curl}`)) },
    partialFingerprints: { 'findingHash/v1': fingerprintOf(finding) },
    locations: [{
      physicalLocation: { artifactLocation: { uri: uriOf(url) } },
      logicalLocations: [{ fullyQualifiedName: escapeText(`${url} ${titleOf(finding)}`), kind: 'resource' }]
    }],
    properties: { 'security-severity': SCORES[severity] }
  }
}

/** Percent-encodes characters that the URL standard allows and RFC 3986 does not: https://www.rfc-editor.org/rfc/rfc3986.html#section-2 */
function uriOf (url: string): string {
  return url.replaceAll(/%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/?#[\]%-]/gi, encodeURIComponent)
}
