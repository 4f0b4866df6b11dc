/** Writes findings of lint as SARIF. */
import { createHash } from 'node:crypto'
import type { CorsLintFinding } from '../../types/report.ts'
import { preview } from '../errors.ts'
import { editsOf, type TextEdit } from '../json/edits.ts'
import type { LocatedJson } from '../json/located-json.ts'
import { subjectOf, type LintReport, type PlacedFinding } from './findings.ts'
import { issuePageOf, pageOf, type ExplainedRule } from './rule.ts'
import { helpOf, LEVELS, sarifLog } from './sarif-log.ts'
import { escapeText } from '../text/escape.ts'

/** Writes one run with all findings, all rules, and the kinds of issues of an invalid policy, with a line break at the end. */
export function findingsSarif (reports: readonly LintReport[], rules: readonly ExplainedRule[], version: string): string {
  const descriptors = rules.map(rule => descriptorOf(rule, version))
  const numbers = new Map(rules.map(({ rule }, i) => [rule.id, i]))
  for (const { id } of reports.flatMap(({ isRefused, findings }) => isRefused === true ? findings : [])) {
    if (!numbers.has(id)) numbers.set(id, descriptors.push(issueDescriptorOf(id, version)) - 1)
  }
  const results = reports.flatMap(report => resultsOf(report, numbers))
  return sarifLog({ version, rules: descriptors, results })
}

function resultsOf (report: LintReport, numbers: ReadonlyMap<string, number>): object[] {
  const fingerprint = fingerprints()
  const fixesOf = disjointFixes(report)
  return [...report.findings, ...report.ignored].map(finding => ({
    ruleId: finding.id,
    // An application may use another version of this package, with other rules.
    ...numbers.has(finding.id) && { ruleIndex: numbers.get(finding.id) },
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding, report) },
    partialFingerprints: { 'findingHash/v2': fingerprint(finding) },
    locations: [locationOf(finding, report)],
    ...fixesOf(finding),
    ...'reason' in finding && { suppressions: [{ kind: 'external', status: 'accepted', justification: finding.reason }] }
  }))
}

function descriptorOf ({ rule: { id, severity, about }, page }: ExplainedRule, version: string): object {
  const { title, why, fix, whenToIgnore, source } = page
  return {
    id,
    shortDescription: { text: sentence(title) },
    fullDescription: { text: why },
    help: helpOf([['Why', why], ['Fix', fix], ['When to ignore', whenToIgnore], ['Source', source]]),
    helpUri: pageOf(id, version),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['cors', 'security', about] }
  }
}

/** The description is made from the id, which is a statement. */
function issueDescriptorOf (id: string, version: string): object {
  const page = issuePageOf(id, version)
  return {
    id,
    shortDescription: { text: sentence(id.replaceAll('-', ' ')) },
    fullDescription: { text: 'The policy is invalid. The message contains the fix.' },
    help: { text: `See ${page}` },
    helpUri: page,
    defaultConfiguration: { level: LEVELS.error },
    properties: { tags: ['cors', 'security', 'policy'] }
  }
}

function sentence (text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function messageOf (finding: PlacedFinding, report: LintReport): string {
  const subject = subjectOf(finding, report)
  return escapeText(subject === '' ? finding.message : `${subject}: ${finding.message}`)
}

/** Fingerprints that do not change when lines or entries before a finding change. Equal findings are numbered. */
function fingerprints (): (finding: CorsLintFinding) => string {
  const counts = new Map<string, number>()
  return ({ id, place, path, value }) => {
    const text = JSON.stringify([id, place, path.replace(/\/\d+$/, ''), wholeText(value)])
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    return `${createHash('sha256').update(text).digest('hex')}:${count}`
  }
}

/** The whole value, as JSON if possible: values can begin with the same characters. */
function wholeText (value: unknown): string {
  try {
    return `${preview(value)} ${JSON.stringify(value)}`
  } catch {
    return preview(value)
  }
}

function locationOf ({ place, line, column }: PlacedFinding, { path }: LintReport): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path) },
      ...line !== undefined && { region: { startLine: line, startColumn: column } }
    },
    ...place !== null && { logicalLocations: [{ fullyQualifiedName: escapeText(place), kind: 'resource' }] }
  }
}

function uriOf (path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** Fixes of adjacent entries may remove the same comma. Only the first finding gets a fix, so that all fixes can be applied together. */
function disjointFixes ({ path, source }: LintReport): (finding: PlacedFinding) => object {
  const taken = new Set<number>()
  return ({ fix }) => {
    if (fix === null || source === undefined) return {}
    const edits = editsOf([fix], source)
    const offsets = edits.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i))
    if (offsets.some(offset => taken.has(offset))) return {}
    for (const offset of offsets) taken.add(offset)
    const artifactLocation = { uri: uriOf(path) }
    const replacements = edits.map(edit => replacementOf(edit, source))
    return { fixes: [{ description: { text: FIXES[fix.op] }, artifactChanges: [{ artifactLocation, replacements }] }] }
  }
}

const FIXES: Readonly<Record<NonNullable<CorsLintFinding['fix']>['op'], string>> = { remove: 'Remove it.', replace: 'Replace the value.' }

function replacementOf ({ start, end, text }: TextEdit, { placeOf }: LocatedJson): object {
  const from = placeOf(start)
  const to = placeOf(end)
  return {
    deletedRegion: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    ...text !== '' && { insertedContent: { text } }
  }
}
