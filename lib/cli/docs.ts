/** `docs <file>`: documents all policies. */
import type { CorsDocumentation } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { documentPolicies } from '../docs.ts'
import { decoratorOf, type LoadedApplication } from '../loaded-application.ts'
import { renderHtml } from '../docs/html.ts'
import { withoutSources } from '../lookup/sources-disabled.ts'
import { issueLines } from '../reporters/issues.ts'
import { renderMarkdown } from '../docs/markdown.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'
import { styleFor } from './style.ts'
import { InvalidPolicyError, withSubject } from './load-input.ts'

/** Prints the documentation or writes it to a file. Issues of an invalid policy go to stderr, because they are not documentation. */
export async function docsCommand (file: string, values: CommandValues, io: Io): Promise<number> {
  try {
    return await document(file, values, io)
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error
    io.stderr.write(issueLines(file, error.issues, styleFor({ stdout: io.stderr, env: io.env })))
    return EXIT.problems
  }
}

async function document (file: string, { format, out, export: name }: CommandValues, io: Io): Promise<number> {
  if (out !== undefined) await assertDifferentFile([file], out, io)
  const documentation = await withoutSources(() => withSubject(file, io, subject => subject.kind === 'document'
    ? documentPolicies(subject.document as CorsPolicy)
    : loadedDocumentation(subject.application), name))
  const text = format === 'html' ? renderHtml(documentation) : renderMarkdown(documentation)
  await writeOutput(text, out, io)
  return EXIT.fine
}

/** @throws CommandError if the application has no documentation that this version reads */
export async function loadedDocumentation (application: LoadedApplication): Promise<CorsDocumentation> {
  const decorator = decoratorOf(application)
  if (decorator?.documentation !== undefined) {
    const documentation = await decorator.documentation()
    if (documentation.version === 1) return documentation
  }
  throw new CommandError('The application has not registered fastify-cors-policy, or its version does not support docs.')
}
