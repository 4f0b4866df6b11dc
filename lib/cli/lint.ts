/** `lint <file…>`: finds problems in valid policies. */
import { relative, resolve, sep } from 'node:path'
import { withoutPluginLint } from '../lint/boot-lint.ts'
import { withoutSources } from '../lookup/sources-disabled.ts'
import type { LintReport } from '../reporters/findings.ts'
import { escapeText } from '../text/escape.ts'
import type { CommandValues } from './arguments.ts'
import type { CommandDefaults } from './configuration-file.ts'
import { failingOf } from './fail-on.ts'
import { EXIT, UsageError, type Io } from './io.ts'
import { explainRule } from './lint/explain-rule.ts'
import { lintFile, type LintedFile } from './lint/file.ts'
import { idleEntries, ignoresIn, readIgnoreFile, type IgnoreFile } from './lint/ignore-file.ts'
import { readIgnore, type Ignore } from './lint/ignores.ts'
import { lintText, type FileResult } from './lint/report-text.ts'
import { exportIn, isJson, InvalidPolicyError, STDIN } from './load-input.ts'

/** Prints the findings, after applying fixes if requested. The exit status is 1 if a finding is as severe as `--fail-on`. */
export async function lintCommand (files: readonly string[], values: CommandValues, io: Io, configuration: CommandDefaults): Promise<number> {
  if (values.explain !== undefined) return explainRule(values.explain, files[0] ?? '', values, io)
  if (files.length === 0) throw new UsageError('The command lint needs a file.')
  const given = (values.ignore ?? []).map(argument => readIgnore(argument, files.some(file => !isJson(file))))
  const failing = failingOf(values['fail-on'])
  if (values.fix === true && files.includes(STDIN)) throw new UsageError('--fix needs a file, not the standard input.')
  if (values.fix === true && !files.every(isJson)) throw new UsageError('--fix supports only JSON files, not modules.')
  const lists = await ignoreFiles(values, configuration, io)
  const options = { production: io.env['NODE_ENV'] === 'production', isVerbose: values.verbose === true }
  const ignores = [...given, ...lists.flatMap(ignoresIn)]
  const linted: LintedFile[] = []
  for (const file of files) linted.push(await withoutPluginLint(() => withoutSources(() => lintOne(file, ignores, { ...values, export: exportIn(files, file, values.export) }, options, io))))
  const results = linted.map(({ result }) => result)
  const used = new Set(linted.flatMap(({ used }) => [...used]))
  const isComplete = results.every(result => !('issues' in result))
  const hasApplication = results.some(result => 'isApplication' in result && result.isApplication)
  // The entries may be about files that were not linted because they are invalid.
  const idle = isComplete ? lists.map(list => idleEntries(list, used, hasApplication, options.production)).filter(({ findings }) => findings.length > 0) : []
  io.stdout.write(lintText(results, idle, values.format, io))
  if (isComplete) reportUnused(given, used, io)
  return isComplete && ![...results as readonly LintReport[], ...idle].some(({ findings }) => findings.some(({ severity }) => failing.includes(severity)))
    ? EXIT.fine
    : EXIT.problems
}

async function ignoreFiles ({ 'ignore-file': file }: CommandValues, { ignore }: CommandDefaults, io: Io): Promise<readonly IgnoreFile[]> {
  return [...ignore === undefined ? [] : [ignore], ...file === undefined ? [] : [await readIgnoreFile(file, io)]]
}

/** Lints a file. An invalid policy is a result, too. */
async function lintOne (
  file: string, ignores: readonly Ignore[], values: CommandValues, options: { readonly production: boolean, readonly isVerbose: boolean }, io: Io
): Promise<LintedFile> {
  const names = { file, path: relative(io.cwd(), resolve(io.cwd(), file)).split(sep).join('/') }
  try {
    return await lintFile(names, values, options, ignores, io)
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error
    const result: FileResult = { ...names, issues: error.issues }
    return { result, used: new Set() }
  }
}

function reportUnused (given: readonly Ignore[], used: ReadonlySet<string>, io: Io): void {
  for (const { argument } of given.filter(({ argument }) => !used.has(argument))) {
    io.stderr.write(`fastify-cors-policy: ${escapeText(`--ignore ${argument}`)}: No finding matches this option.\n`)
  }
}
