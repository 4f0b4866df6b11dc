/** Opens the file or module that a command processes. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError } from '../errors.ts'
import type { LoadedApplication } from '../loaded-application.ts'
import type { PlacedIssue } from '../reporters/issues.ts'
import { attempt, closed, isInstance, loadModule, systemMessageOf, type LoadedModule } from './load-module.ts'
import { CommandError, type Io } from './io.ts'
import { locatedJson, type LocatedJson } from '../json/located-json.ts'
import { parseJson, placed } from './json-file.ts'

/** The input of a command. A document in a JSON file also has its text. */
export type Subject =
  | { readonly kind: 'document', readonly document: unknown, readonly source?: LocatedJson }
  /** The application is ready. It is closed after the work. */
  | { readonly kind: 'application', readonly application: LoadedApplication }

/** The policy is invalid: its JSON syntax or its content. */
export class InvalidPolicyError extends Error {
  readonly issues: readonly PlacedIssue[]

  constructor (issues: readonly PlacedIssue[]) {
    super('The policy is invalid.')
    this.issues = issues
  }
}

/**
 * Opens a JSON file, or loads a module and waits until its application is ready. Then calls the function.
 *
 * @param exportName  the export of a module to use. Default: the default export.
 * @throws            CommandError if the file cannot be opened; InvalidPolicyError if the policy is invalid
 */
export async function withSubject<T> (name: string, io: Io, work: (subject: Subject) => T | Promise<T>, exportName?: string): Promise<T> {
  const path = resolve(io.cwd(), name)
  try {
    if (isStdin(name, io)) return await withText(await readable(io.stdin()), true, work)
    if (!isJson(path)) return await withModule(path, io, work, exportName)
    if (exportName !== undefined) throw new CommandError('A JSON file has no exports. Remove --export.')
    return await withText(await readable(files.readFile(path, 'utf8')), /\.jsonc$/i.test(path), work)
  } catch (error) {
    throw isInstance(error, CommandError) ? new CommandError(`${name}: ${error.message}`) : error
  }
}

/** The export to use of one of several files. It is about the modules among them, and a mistake without any. */
export function exportIn (files: readonly string[], file: string, exportName: string | undefined): string | undefined {
  return isJson(file) && !files.every(isJson) ? undefined : exportName
}

/** The name that stands for the standard input: a policy in JSON, with comments or without. */
export const STDIN = '-'

function isStdin (name: string, io: Io): io is Io & Required<Pick<Io, 'stdin'>> {
  return name === STDIN && io.stdin !== undefined
}

/** Reads a file, or the standard input. @throws CommandError if it cannot be read */
export async function inputText (name: string, io: Io): Promise<string> {
  return isStdin(name, io) ? await readable(io.stdin(), name) : await fileText(name, io)
}

/** Reads a file that is not the standard input. @throws CommandError if it cannot be read */
export async function fileText (name: string, io: Io): Promise<string> {
  return await readable(files.readFile(resolve(io.cwd(), name), 'utf8'), name)
}

/** Reads a file, or the standard input, without decoding it. @throws CommandError if it cannot be read */
export async function inputBytes (name: string, io: Io): Promise<Buffer> {
  return isStdin(name, io) ? Buffer.from(await readable(io.stdin(), name)) : await readable(files.readFile(resolve(io.cwd(), name)), name)
}

/** Whether the name of a file is that of a JSON file. All other files are modules. */
export function isJson (path: string): boolean {
  return path === STDIN || /\.jsonc?$/i.test(path)
}

async function withText<T> (text: string, hasComments: boolean, work: (subject: Subject) => T | Promise<T>): Promise<T> {
  const source = locatedJson(text, hasComments)
  const parsed = parseJson(source)
  if ('issue' in parsed) throw new InvalidPolicyError([parsed.issue])
  return withRefusal(() => work({ kind: 'document', document: parsed.value, source }), issues => placed(issues, source))
}

/** The output of the module does not belong to the output of the command, so it is redirected. */
async function withModule<T> (path: string, io: Io, work: (subject: Subject) => T | Promise<T>, exportName: string | undefined): Promise<T> {
  await readable(files.access(path))
  const undo = io.divert?.()
  try {
    return await withLoaded(await withRefusal(() => loadModule(path, exportName)), work)
  } finally {
    undo?.()
  }
}

async function withLoaded<T> (loaded: LoadedModule, work: (subject: Subject) => T | Promise<T>): Promise<T> {
  if (loaded.kind === 'document') return withRefusal(() => work(loaded))
  const { application } = loaded
  try {
    await withRefusal(() => attempt('The application does not start', () => application.ready()))
    return await work(loaded)
  } finally {
    await closed(application)
  }
}

/**
 * Waits until a file is read.
 *
 * @param subject  what the message begins with, such as the name of the file. Default: nothing.
 * @throws         CommandError if it cannot be read
 */
export async function readable<T> (reading: Promise<T>, subject?: string): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw new CommandError(`${subject === undefined ? '' : `${subject}: `}The file cannot be read: ${systemMessageOf(error)}`)
  }
}

/** Turns a policy error, also that of another copy of this package, into an InvalidPolicyError. */
async function withRefusal<T> (
  work: () => T | Promise<T>, place: (issues: readonly CorsPolicyIssue[]) => readonly PlacedIssue[] = issues => issues
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isInstance(error, CorsPolicyError)) throw error
    // The policy can be valid.
    if (error.code === 'FST_CORS_SOURCE_FAILED') {
      const advice = error.issues.some(({ id }) => id === 'document-unavailable') ? ' With --document <file>, the command needs no store.' : ''
      throw new CommandError(`The application does not start: ${error.issues.map(({ message }) => message).join(' ')}${advice}`)
    }
    throw new InvalidPolicyError(place(error.issues))
  }
}
