/** Lints one file, and applies the fixes if they are wanted. */
import { resolve } from 'node:path'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { decoratorOf } from '../../loaded-application.ts'
import type { LocatedJson } from '../../json/located-json.ts'
import { sortedFindingsOf, type LintOptions } from '../../lint.ts'
import type { AcceptedFinding } from '../../lint/ignores.ts'
import { fixedText, type LintReport } from '../../reporters/findings.ts'
import type { CommandValues } from '../arguments.ts'
import { withoutIgnored } from '../ignore-argument.ts'
import { CommandError, type Io } from '../io.ts'
import { placed } from '../json-file.ts'
import { withSubject, type Subject } from '../load-input.ts'
import { styleFor } from '../style.ts'
import { fixFile, type FixOptions } from './fix-file.ts'
import { ignoreOf, type Ignore } from './ignores.ts'
import type { FileResult } from './report-text.ts'

/** The findings and what to ignore. */
interface Found {
  readonly findings: readonly CorsLintFinding[]
  readonly ignores: readonly Ignore[]
  /** Findings that the document accepts. */
  readonly accepted: readonly AcceptedFinding[]
  readonly source?: LocatedJson | undefined
}

export interface LintedFile {
  readonly result: FileResult
  /** The arguments of `--ignore`, and the entries of files, that match a finding. */
  readonly used: ReadonlySet<string>
}

/** @throws InvalidPolicyError if the policy is invalid, CommandError if the file cannot be read */
export function lintFile (
  names: Pick<LintReport, 'file' | 'path'>, values: CommandValues, options: FixOptions, ignores: readonly Ignore[], io: Io
): Promise<LintedFile> {
  return withSubject(names.file, io, async subject => {
    const found: Found = { ...await findingsOf(subject, options), ignores, source: sourceOf(subject) }
    const rest = values.fix === true ? await fixed(found, names.file, options, io) : found
    const used = new Set<string>()
    for (const { findings, ignores } of [found, rest]) {
      for (const finding of findings) used.add(ignoreOf(finding, ignores)?.argument ?? '')
    }
    const isApplication = subject.kind === 'application'
    return { result: { ...names, isApplication, source: rest.source, isVerbose: options.isVerbose, ...sorted(rest) }, used }
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

function sourceOf (subject: Subject): LocatedJson | undefined {
  return subject.kind === 'document' ? subject.source : undefined
}

/** Separates ignored findings and adds locations. */
function sorted ({ findings, accepted, ignores, source }: Found): Pick<LintReport, 'findings' | 'ignored'> {
  const place = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] => source === undefined ? all : placed(all, source)
  const { findings: others, ignored } = withoutIgnored(place(findings), finding => ignoreOf(finding, ignores))
  return { findings: others, ignored: [...place(accepted), ...ignored] }
}
