/** `lint <file>`: finds problems in valid policies. */
import { relative, resolve, sep } from 'node:path'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { sortedFindingsOf, type LintOptions } from '../lint.ts'
import type { AcceptedFinding } from '../lint/ignores.ts'
import { withoutPluginLint } from '../lint/plugin-lint.ts'
import { withoutSources } from '../lookup/disabled.ts'
import type { JsonSource } from '../json/source.ts'
import { decoratorOf } from '../decorator.ts'
import { fixedText, type LintReport } from '../reporters/findings.ts'
import { escapeText } from '../text/escape.ts'
import type { CommandValues } from './arguments.ts'
import { failingOf } from './fail-on.ts'
import { withoutIgnored } from './ignore-argument.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { placed } from './json-file.ts'
import { explainRule } from './lint/explain-rule.ts'
import { fixFile, type FixOptions } from './lint/fix-file.ts'
import { ignoreOf, readIgnore, type Ignore } from './lint/ignores.ts'
import { issuesText, lintReportText } from './lint/report-text.ts'
import { styleFor } from './style.ts'
import { isJson, InvalidPolicyError, STDIN, withSubject, type Subject } from './load-input.ts'

/** The findings and what to ignore. */
interface Found {
  readonly findings: readonly CorsLintFinding[]
  readonly ignores: readonly Ignore[]
  /** Findings that the document accepts. */
  readonly accepted: readonly AcceptedFinding[]
  readonly source?: JsonSource | undefined
}

/** Prints the findings, after applying fixes if requested. The exit status is 1 if a finding is as severe as `--fail-on`. */
export async function lintCommand (file: string, values: CommandValues, io: Io): Promise<number> {
  if (values.explain !== undefined) return explainRule(values.explain, file, values, io)
  if (file === '') throw new UsageError('The command lint needs a file.')
  const given = (values.ignore ?? []).map(argument => readIgnore(argument, !isJson(file)))
  const failing = failingOf(values['fail-on'])
  if (values.fix === true && file === STDIN) throw new UsageError('--fix needs a file, not the standard input.')
  if (values.fix === true && !isJson(file)) throw new UsageError('--fix supports only JSON files, not modules.')
  const names = { file, path: relative(io.cwd(), resolve(io.cwd(), file)).split(sep).join('/') }
  try {
    const { report, used } = await withoutPluginLint(() => withoutSources(() => lintFile(names, values, given, io)))
    io.stdout.write(lintReportText(report, values.format, io))
    for (const { argument } of given.filter(({ argument }) => !used.has(argument))) {
      io.stderr.write(`fastify-cors-policy: ${escapeText(`--ignore ${argument}`)}: No finding matches this option.\n`)
    }
    return report.findings.some(({ severity }) => failing.includes(severity)) ? EXIT.refused : EXIT.fine
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error
    io.stdout.write(issuesText(names, error.issues, values.format, io))
    return EXIT.refused
  }
}

interface LintResult {
  readonly report: LintReport
  /** The arguments of `--ignore` that match a finding. */
  readonly used: ReadonlySet<string>
}

function lintFile (names: Pick<LintReport, 'file' | 'path'>, values: CommandValues, given: readonly Ignore[], io: Io): Promise<LintResult> {
  const options = { production: io.env['NODE_ENV'] === 'production', isVerbose: values.verbose === true }
  return withSubject(names.file, io, async subject => {
    const found: Found = { ...await findingsOf(subject, options), ignores: given, source: sourceOf(subject) }
    const rest = values.fix === true ? await fixed(found, names.file, options, io) : found
    const used = new Set<string>()
    for (const { findings, ignores } of [found, rest]) {
      for (const finding of findings) used.add(ignoreOf(finding, ignores)?.argument ?? '')
    }
    const isApplication = subject.kind === 'application'
    return { report: { ...names, isApplication, source: rest.source, isVerbose: options.isVerbose, ...sorted(rest) }, used }
  }, values.export)
}

async function fixed ({ ignores, source }: Found, file: string, options: FixOptions, io: Io): Promise<Found> {
  const result = await fixFile(resolve(io.cwd(), file), source!, ignores, options)
  const lines = fixedText(file, result.fixed, styleFor({ stdout: io.stderr, env: io.env }))
  io.stderr.write(`${lines}fastify-cors-policy: ${result.fixed.length} fixed\n`)
  return { ...result, ...documentFindings(JSON.parse(result.source.plain), options) }
}

async function findingsOf (subject: Subject, options: LintOptions): Promise<Pick<Found, 'findings' | 'accepted'>> {
  if (subject.kind === 'document') return documentFindings(subject.document, options)
  const decorator = decoratorOf(subject.application)
  if (decorator?.lint !== undefined) return { findings: await decorator.lint(), accepted: [] }
  throw new CommandError('The application has not registered fastify-cors-policy, or its version does not support lint.')
}

function documentFindings (document: unknown, options: LintOptions): Pick<Found, 'findings' | 'accepted'> {
  const { findings, ignored } = sortedFindingsOf(document as CorsPolicyDocument, options)
  return { findings, accepted: ignored }
}

function sourceOf (subject: Subject): JsonSource | undefined {
  return subject.kind === 'document' ? subject.source : undefined
}

/** Separates ignored findings and adds locations. */
function sorted ({ findings, accepted, ignores, source }: Found): Pick<LintReport, 'findings' | 'ignored'> {
  const place = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] => source === undefined ? all : placed(all, source)
  const { findings: others, ignored } = withoutIgnored(place(findings), finding => ignoreOf(finding, ignores))
  return { findings: others, ignored: [...place(accepted), ...ignored] }
}
