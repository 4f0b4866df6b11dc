/** `docs <file | module>`: all policies, documented. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import type { Documentation } from '../../../types/documentation.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { documentPolicies } from '../docs.ts'
import { documentationHtml } from '../print/html.ts'
import { documentationMarkdown } from '../print/markdown.ts'
import { decoratorOf, messageOf, type LoadedApplication } from './application-module.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { withSubject } from './subject.ts'

/** Prints the documentation, or writes it to a file. */
export async function docsCommand (file: string, { format, out }: CommandValues, io: Io): Promise<number> {
  const documentation = await withSubject(file, io, subject => subject.kind === 'document'
    ? documentPolicies(subject.document as CorsPolicy)
    : documentationOf(subject.application))
  const text = format === 'html' ? documentationHtml(documentation) : documentationMarkdown(documentation)
  if (out === undefined) io.stdout.write(text)
  else await write(resolve(io.cwd(), out), text, out)
  return EXIT.fine
}

function documentationOf (application: LoadedApplication): Promise<Documentation> {
  const decorator = decoratorOf(application)
  if (decorator?.documentation !== undefined) return decorator.documentation()
  throw new CommandError('the application has not registered fastify-cors-policy, or a version that cannot document')
}

async function write (path: string, text: string, name: string): Promise<void> {
  try {
    await files.writeFile(path, text)
  } catch (error) {
    throw new CommandError(`${name}: cannot be written: ${messageOf(error).replace(/, \w+(?: '.*)?$/s, '')}`)
  }
}
