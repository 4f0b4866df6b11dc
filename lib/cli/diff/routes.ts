/** Compares the routes of an application under two documents. */
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { decoratorOf, type LoadedDecorator } from '../../loaded-application.ts'
import { diffApplication } from '../../diff/application.ts'
import { CorsPolicyError } from '../../errors.ts'
import { withoutPluginLint } from '../../lint/boot-lint.ts'
import { withGivenDocument } from '../../lookup/given-document.ts'
import { withoutSources } from '../../lookup/sources-disabled.ts'
import { escapeText } from '../../text/escape.ts'
import { isInstance } from '../load-module.ts'
import { CommandError, type Io } from '../io.ts'
import { placed } from '../json-file.ts'
import { withSubject } from '../load-input.ts'
import { invalidFilesOf, type DiffResult, type InvalidFile, type ValidFile } from './files.ts'

/** Starts the application without its stores, puts each document in place of its own one, and compares its routes. */
export async function diffRoutes (before: ValidFile, after: ValidFile, app: string, exportName: string | undefined, io: Io): Promise<DiffResult> {
  const { result } = await withGivenDocument(before.document, () => startedAndCompared(before, after, app, exportName, io))
  return result
}

function startedAndCompared (before: ValidFile, after: ValidFile, app: string, exportName: string | undefined, io: Io): Promise<DiffResult> {
  return withoutPluginLint(() => withoutSources(() => withSubject(app, io, async (subject): Promise<DiffResult> => {
    const decorator = subject.kind === 'application' ? decoratorOf(subject.application) : undefined
    if (decorator?.replace === undefined || decorator.documentation === undefined || decorator.status === undefined) {
      throw new CommandError('The module has no application with fastify-cors-policy, or its version does not support diff.')
    }
    const { registrations } = decorator.status()
    if (registrations.length > 1) {
      const prefix = escapeText(JSON.stringify(registrations[0]!.prefix))
      io.stderr.write(`fastify-cors-policy: The application has ${registrations.length} registrations. The documents replace that of the first one, with the prefix ${prefix}.\n`)
    }
    const [first, second] = [await documented(decorator, before), await documented(decorator, after)]
    const invalid = invalidFilesOf([first, second])
    return invalid === undefined ? { diff: diffApplication(first as CorsDocumentation, second as CorsDocumentation) } : { invalid }
  }, exportName)))
}

async function documented (decorator: LoadedDecorator, { file, document, source }: ValidFile): Promise<CorsDocumentation | InvalidFile> {
  try {
    await decorator.replace!(document)
    return await decorator.documentation!()
  } catch (error) {
    // The policy is valid, but the routes of the application cannot have it.
    if (!isInstance(error, CorsPolicyError)) throw error
    return { file, issues: source === undefined ? error.issues : placed(error.issues, source) }
  }
}
