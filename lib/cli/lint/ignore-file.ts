/** `--ignore-file <file>`, and "ignore" in the configuration file: findings that were reviewed, apart from the policy. */
import type { CorsLintIgnore } from '../../../types/policy.ts'
import type { CorsPolicyError } from '../../errors.ts'
import { locatedJson, type LocatedJson } from '../../json/located-json.ts'
import { IDLE_MESSAGE, IGNORE_RULE, isAboutDocument } from '../../lint/ignores.ts'
import { RULES } from '../../lint/rules/index.ts'
import type { LintReport } from '../../reporters/findings.ts'
import { locationPrefix } from '../../text/json-pointer.ts'
import { validatePolicy } from '../../validate.ts'
import { CommandError, type Io } from '../io.ts'
import { parseJson, placed } from '../json-file.ts'
import { fileText } from '../load-input.ts'
import type { Ignore } from './ignores.ts'

/** The entries of a file. */
export interface IgnoreFile {
  /** The name of the file. */
  readonly file: string
  readonly source: LocatedJson
  /** The JSON Pointer to the list in the file. */
  readonly path: string
  readonly entries: readonly CorsLintIgnore[]
}

/** @throws CommandError if the file cannot be read or is invalid */
export async function readIgnoreFile (file: string, io: Io): Promise<IgnoreFile> {
  const source = locatedJson(await fileText(file, io), /\.jsonc$/i.test(file))
  const parsed = parseJson(source)
  if ('value' in parsed) return ignoreFileOf({ file, source, path: '', value: parsed.value })
  throw new CommandError(`${file}:${parsed.issue.line}:${parsed.issue.column}: ${parsed.issue.message}`)
}

/** Validates the list as the field `lint.ignore` of a policy. */
export function ignoreFileOf ({ file, source, path, value }: Pick<IgnoreFile, 'file' | 'source' | 'path'> & { readonly value: unknown }): IgnoreFile {
  const inPolicy = '/lint/ignore'
  try {
    validatePolicy({ origins: '*', lint: { ignore: value } })
  } catch (error) {
    const [issue] = placed((error as CorsPolicyError).issues.map(issue => ({ ...issue, path: path + issue.path.slice(inPolicy.length) })), source)
    const where = locationPrefix(issue!.path)
    throw new CommandError(`${file}:${issue!.line}:${issue!.column}: ${where}${issue!.message}`)
  }
  return { file, source, path, entries: value as readonly CorsLintIgnore[] }
}

/** The entries, in the form of arguments. */
export function ignoresIn ({ file, entries }: IgnoreFile): Ignore[] {
  return entries.map(({ id, path = '', reason }, i) => ({ argument: entryName(file, i), id, path, reason }))
}

function entryName (file: string, index: number): string {
  return `${file}#${index}`
}

/**
 * The findings about entries that accept nothing.
 *
 * @param used         the arguments that accept a finding
 * @param application  whether lint has seen an application. Otherwise, entries about routes may be about another file.
 */
export function idleEntries (
  { file, source, path, entries }: IgnoreFile, used: ReadonlySet<string>, application: boolean, isProduction: boolean
): LintReport {
  const canFind = (entry: CorsLintIgnore): boolean => application
    ? isProduction || RULES.find(({ id }) => id === entry.id)?.onlyInProduction !== true
    : isAboutDocument(entry, RULES, isProduction)
  const findings = entries.flatMap((entry, i) => used.has(entryName(file, i)) || !canFind(entry)
    ? []
    : [{
        id: IGNORE_RULE,
        severity: 'warning' as const,
        place: null,
        path: `${path}/${i}`,
        value: entry.id,
        message: IDLE_MESSAGE,
        fix: null
      }])
  return { file, path: file, isApplication: false, source, findings: placed(findings, source), ignored: [], isVerbose: false }
}
