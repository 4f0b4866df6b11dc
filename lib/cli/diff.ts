/** `diff <before> <after>`: shows what pages gain and lose by a change of a policy. */
import type { CorsPolicyDiff } from '../../types/diff.ts'
import { diffPolicies } from '../diff.ts'
import { diffMarkdown } from '../reporters/diff-markdown.ts'
import { diffText } from '../reporters/diff-text.ts'
import { jsonText } from '../text/json.ts'
import { unstyled } from '../text/style.ts'
import type { CommandValues } from './arguments.ts'
import { readPolicy, invalidFilesOf, type DiffResult, type ValidFile } from './diff/files.ts'
import { diffRoutes } from './diff/routes.ts'
import { invalidFilesText } from './diff/invalid-files.ts'
import { EXIT, UsageError, type Io } from './io.ts'
import { exportIn } from './load-input.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'
import { styleFor } from './style.ts'

const FAIL_ON = ['widened', 'any', 'never']

/** Prints the difference. The exit status is 1 if it is one of `--fail-on`, or if a policy is invalid. */
export async function diffCommand (files: readonly string[], values: CommandValues, io: Io): Promise<number> {
  const { app, out, 'fail-on': failOn = 'widened' } = values
  const [before, after, ...others] = files
  if (before === undefined || after === undefined || others.length > 0) throw new UsageError(`The command diff needs two files, but got ${files.length}.`)
  if (!FAIL_ON.includes(failOn)) throw new UsageError(`--fail-on must be widened, any or never, not ${JSON.stringify(failOn)}.`)
  if (out !== undefined) await assertDifferentFile([...files, ...app === undefined ? [] : [app]], out, io)
  const result = await compared(before, after, values, io)
  await writeOutput('invalid' in result ? invalidFilesText(result.invalid, values.format, io) : diffOutput(result.diff, values, io), out, io)
  if ('invalid' in result) return EXIT.problems
  return isFailure(result.diff, failOn) ? EXIT.problems : EXIT.fine
}

async function compared (before: string, after: string, { app, export: exportName }: CommandValues, io: Io): Promise<DiffResult> {
  const read = (file: string) => readPolicy(file, app === undefined ? exportIn([before, after], file, exportName) : undefined, io)
  const files = [await read(before), await read(after)] as const
  const invalid = invalidFilesOf(files)
  if (invalid !== undefined) return { invalid }
  const [first, second] = files as readonly [ValidFile, ValidFile]
  return app === undefined ? { diff: diffPolicies(first.document, second.document) } : diffRoutes(first, second, app, exportName, io)
}

function diffOutput (diff: CorsPolicyDiff, { format, out }: CommandValues, io: Io): string {
  switch (format) {
    case 'json': return jsonText(diff)
    case 'markdown': return diffMarkdown(diff)
    // A file has no colors.
    default: return diffText(diff, out === undefined ? styleFor(io) : unstyled)
  }
}

function isFailure ({ widens, changes, policyNames: { added, removed } }: CorsPolicyDiff, failOn: string): boolean {
  if (failOn === 'never') return false
  return widens || (failOn === 'any' && changes.length + added.length + removed.length > 0)
}
