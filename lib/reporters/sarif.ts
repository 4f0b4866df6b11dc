/** What lint found → SARIF. */
import { createHash } from 'node:crypto'
import type { CorsLintFix, CorsLintFinding } from '../../types/report.ts'
import { preview } from '../errors.ts'
import { editsOf, type TextEdit } from '../json/edits.ts'
import type { JsonSource } from '../json/source.ts'
import type { Rule } from '../lint/rule.ts'
import { subjectOf, type LintReport, type PlacedFinding } from './findings.ts'
import { issuePageOf, pageOf } from './rule.ts'
import { helpOf, LEVELS, sarifLog } from './sarif-log.ts'
import { escapeText } from '../text/escape.ts'

/** Writes one run, with all that was found, all rules, and the kinds of issue for which the policy is refused; ends with a line break. */
export function findingsSarif (report: LintReport, rules: readonly Rule[], version: string): string {
  const descriptors = rules.map(rule => descriptorOf(rule, version))
  const numbers = new Map(rules.map(({ id }, i) => [id, i]))
  for (const { id } of report.isInvalid === true ? report.findings : []) {
    if (!numbers.has(id)) numbers.set(id, descriptors.push(issueDescriptorOf(id, version)) - 1)
  }
  const fingerprint = fingerprints()
  const fixesOf = disjointFixes(report)
  const results = [...report.findings, ...report.ignored].map(finding => ({
    ruleId: finding.id,
    // An application may have another version of this package.
    ...numbers.has(finding.id) && { ruleIndex: numbers.get(finding.id) },
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding, report) },
    partialFingerprints: { 'findingHash/v1': fingerprint(finding) },
    locations: [locationOf(finding, report)],
    ...fixesOf(finding),
    ...'reason' in finding && { suppressions: [{ kind: 'external', status: 'accepted', justification: finding.reason }] }
  }))
  return sarifLog({ version, rules: descriptors, results })
}

function descriptorOf ({ id, severity, about, summary, why, recommendation, exceptions, source }: Rule, version: string): object {
  return {
    id,
    shortDescription: { text: sentence(summary) },
    fullDescription: { text: why },
    help: helpOf([['Why', why], ['What to do', recommendation], ['When to ignore it', exceptions], ['Source', source]]),
    helpUri: pageOf(id, version),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['cors', 'security', about] }
  }
}

/** An id reads as a statement. */
function issueDescriptorOf (id: string, version: string): object {
  const page = issuePageOf(id, version)
  return {
    id,
    shortDescription: { text: sentence(id.replaceAll('-', ' ')) },
    fullDescription: { text: 'The policy is refused; the message says what to write instead.' },
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

/** The same finding has the same one after lines and entries before it have come or gone; equal ones are counted. */
function fingerprints (): (finding: CorsLintFinding) => string {
  const counts = new Map<string, number>()
  return ({ id, place, path, value }) => {
    const text = JSON.stringify([id, place, path.replace(/\/\d+$/, ''), preview(value)])
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    return `${createHash('sha256').update(text).digest('hex')}:${count}`
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

/** Neighbours in a list may need the same comma: who takes all fixes takes it once, so that only the first of them has one. */
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

const FIXES: Readonly<Record<CorsLintFix['op'], string>> = { remove: 'Take it out.', replace: 'Put another value in its place.' }

function replacementOf ({ start, end, text }: TextEdit, { placeOf }: JsonSource): object {
  const from = placeOf(start)
  const to = placeOf(end)
  return {
    deletedRegion: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    ...text !== '' && { insertedContent: { text } }
  }
}
