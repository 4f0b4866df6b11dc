/** The commands `validate` and `schema`. */
import { decoratorOf } from '../loaded-application.ts'
import { policyJsonSchema } from '../json-schema.ts'
import { withoutSources } from '../lookup/sources-disabled.ts'
import { issueLines, issuesData, type PlacedIssue } from '../reporters/issues.ts'
import { jsonText } from '../text/json.ts'
import { escapeText } from '../text/escape.ts'
import { validatePolicy } from '../validate.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { exportIn, InvalidPolicyError, withSubject } from './load-input.ts'
import { styleFor } from './style.ts'

interface ValidatedFile {
  readonly file: string
  readonly issues: readonly PlacedIssue[]
}

/** Reports whether policies are valid. An application is valid if it has registered the plugin and starts, without its sources. */
export async function validateCommand (files: readonly string[], { format, export: name }: CommandValues, io: Io): Promise<number> {
  const results: ValidatedFile[] = []
  for (const file of files) results.push({ file, issues: await issuesOf(file, exportIn(files, file, name), io) })
  io.stdout.write(format === 'json' ? jsonText(dataOf(results)) : results.map(result => textOf(result, io)).join(''))
  return results.every(isValid) ? EXIT.fine : EXIT.problems
}

async function issuesOf (file: string, name: string | undefined, io: Io): Promise<readonly PlacedIssue[]> {
  try {
    await withoutSources(() => withSubject(file, io, subject => {
      if (subject.kind === 'document') validatePolicy(subject.document)
      else if (decoratorOf(subject.application) === undefined) throw new CommandError('The application has not registered fastify-cors-policy.')
    }, name))
    return []
  } catch (error) {
    if (error instanceof InvalidPolicyError) return error.issues
    throw error
  }
}

function isValid ({ issues }: ValidatedFile): boolean {
  return issues.length === 0
}

function textOf (result: ValidatedFile, io: Io): string {
  return isValid(result) ? `${escapeText(result.file)}: valid\n` : issueLines(result.file, result.issues, styleFor(io))
}

/** For one file, its issues alone. */
function dataOf (results: readonly ValidatedFile[]): object {
  const data = results.map(({ file, issues }) => ({ file, valid: issues.length === 0, issues: issuesData(issues) }))
  if (data.length > 1) return { version: 1, valid: results.every(isValid), files: data }
  const { valid, issues } = data[0]!
  return { version: 1, valid, issues }
}

/** Prints the schema. */
export async function schemaCommand (io: Io): Promise<number> {
  io.stdout.write(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
  return EXIT.fine
}
