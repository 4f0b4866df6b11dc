/** The file or module that a command is about. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError, issuesOrThrow } from '../errors.ts'
import type { LoadedApplication } from '../decorator.ts'
import type { PlacedIssue } from '../reporters/issues.ts'
import { loadModule, messageOf, systemMessageOf, type LoadedModule } from './application-module.ts'
import { CommandError, type Io } from './io.ts'
import { jsonSource, type JsonSource } from '../json/source.ts'
import { parseJson, placed } from './json-file.ts'

/** What a command works on; of a document in a file of JSON also the text. */
export type Subject =
  | { readonly kind: 'document', readonly document: unknown, readonly source?: JsonSource }
  /** Ready; closed when the work is done. */
  | { readonly kind: 'application', readonly application: LoadedApplication }

/** The policy is refused, by the file's syntax or by its content. */
export class RefusedError extends Error {
  readonly issues: readonly PlacedIssue[]

  constructor (issues: readonly PlacedIssue[]) {
    super('refused')
    this.issues = issues
  }
}

/**
 * Opens a JSON file, or loads a module and makes its application ready; then does the work.
 *
 * @throws CommandError for what cannot be opened, RefusedError for a policy that is refused
 */
export async function withSubject<T> (name: string, io: Io, work: (subject: Subject) => T | Promise<T>): Promise<T> {
  const path = resolve(io.cwd(), name)
  try {
    return isJson(path) ? await withFile(path, work) : await withModule(path, io, work)
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`${name}: ${error.message}`) : error
  }
}

/** Whether a file is JSON, by its name; all others are modules. */
export function isJson (path: string): boolean {
  return /\.jsonc?$/.test(path)
}

async function withFile<T> (path: string, work: (subject: Subject) => T | Promise<T>): Promise<T> {
  const source = jsonSource(await readable(files.readFile(path, 'utf8')), path.endsWith('.jsonc'))
  const parsed = parseJson(source)
  if ('issue' in parsed) throw new RefusedError([parsed.issue])
  return refusing(() => work({ kind: 'document', document: parsed.value, source }), issues => placed(issues, source))
}

/** What the module prints is nothing that anybody asked for. */
async function withModule<T> (path: string, io: Io, work: (subject: Subject) => T | Promise<T>): Promise<T> {
  await readable(files.access(path))
  const undo = io.divert?.()
  try {
    return await withLoaded(await refusing(() => loadModule(path)), work)
  } finally {
    undo?.()
  }
}

async function withLoaded<T> (loaded: LoadedModule, work: (subject: Subject) => T | Promise<T>): Promise<T> {
  if (loaded.kind === 'document') return refusing(() => work(loaded))
  const { application } = loaded
  try {
    await refusing(async () => {
      try {
        await application.ready()
      } catch (error) {
        throw error instanceof CorsPolicyError ? error : new CommandError(`does not start: ${messageOf(error)}`)
      }
    })
    return await work(loaded)
  } finally {
    // What fails now has nothing to do with the question.
    await Promise.resolve(application.close()).catch(() => {})
  }
}

async function readable<T> (reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw new CommandError(`cannot be read: ${systemMessageOf(error)}`)
  }
}

/** Turns the error of this package, or of another copy of it, into a refusal. */
async function refusing<T> (
  work: () => T | Promise<T>, place: (issues: readonly CorsPolicyIssue[]) => readonly PlacedIssue[] = issues => issues
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new RefusedError(place(issuesOrThrow(error)))
  }
}
