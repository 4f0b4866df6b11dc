/** The configuration file: defaults for the files and options of commands. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import { preview } from '../errors.ts'
import { locatedJson, type LocatedJson } from '../json/located-json.ts'
import { nearest } from '../validate/nearest.ts'
import { pointer } from '../validate/issue.ts'
import { isMissing } from './load-module.ts'
import type { CommandArguments } from './arguments.ts'
import { CommandError, UsageError, type Io } from './io.ts'
import { parseJson } from './json-file.ts'
import { isJson, readable } from './load-input.ts'
import { ignoreFileOf, readIgnoreFile, type IgnoreFile } from './lint/ignore-file.ts'

const NAME = 'fastify-cors-policy'

const FILE = `${NAME}.config.json`

/** The files that can have a configuration. */
export const CONFIGURATION_FILES: readonly string[] = [FILE, 'package.json']

export const CONFIGURATION_FIELDS: readonly string[] = ['file', 'app', 'export', 'environment', 'ignore']

/** What the configuration file of the current directory says. */
export interface CommandDefaults {
  /** The files of validate, lint, docs and explain, if there are none on the command line. */
  readonly files: readonly string[]
  /** The application for diff and check, and for commands that take one file if there are several files. */
  readonly app?: string | undefined
  /** The export of their modules, instead of the default export. */
  readonly export?: string | undefined
  /** The value of NODE_ENV, if the environment does not set it. */
  readonly environment?: string | undefined
  /** What lint ignores. */
  readonly ignore?: IgnoreFile | undefined
}

/** A value in a file, and where it is. */
interface Located {
  readonly file: string
  readonly source: LocatedJson
  /** A JSON Pointer. */
  readonly path: string
  readonly value: unknown
}

/**
 * Reads fastify-cors-policy.config.json, or the field "fastify-cors-policy" of package.json, in the current directory.
 *
 * @throws CommandError if it is invalid, or if there are both
 */
export async function readDefaults (io: Io): Promise<CommandDefaults> {
  const [own, inPackage] = [await ownFile(io), await fieldOfPackage(io)]
  const found = own ?? inPackage
  if (found === undefined) return { files: [] }
  if (own !== undefined && inPackage !== undefined) throw new CommandError(`${FILE} and the field "${NAME}" of package.json are both there. Remove one of them.`)
  const { value } = found
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw problem(found, '', 'The configuration must be an object.')
  for (const key of Object.keys(value)) {
    if (CONFIGURATION_FIELDS.includes(key)) continue
    const near = nearest(key, CONFIGURATION_FIELDS)
    throw problem(found, pointer('', key), `The field ${preview(key)} is unknown. ${near === undefined ? 'Remove it.' : `Use "${near}".`}`)
  }
  const { file = [], app, export: exportName, environment, ignore } = value as Readonly<Record<string, unknown>>
  return {
    files: (Array.isArray(file) ? file : [file]).map((name, i) => text(found, Array.isArray(file) ? `/file/${i}` : '/file', name)),
    app: app === undefined ? undefined : text(found, '/app', app),
    export: exportName === undefined ? undefined : text(found, '/export', exportName),
    environment: environment === undefined ? undefined : text(found, '/environment', environment),
    ignore: await ignoreOf(found, ignore, io)
  }
}

/** The options with which `check` has its own policy. */
const EXPECTATIONS = ['allow', 'credentials', 'method', 'request-header', 'policy', 'route', 'all-routes']

/** Adds the defaults to the arguments of a command, and to the environment. */
export function withDefaults (
  command: string, { positionals, values }: CommandArguments, { files, app, export: exportName, environment }: CommandDefaults, io: Io
): CommandArguments {
  if (environment !== undefined && io.env['NODE_ENV'] === undefined) Object.assign(io.env, { NODE_ENV: environment })
  if (command === 'diff' || command === 'check') {
    const isOwn = values.app !== undefined || (command === 'check' && EXPECTATIONS.some(name => name in values))
    return { positionals, values: app === undefined || isOwn ? values : { export: exportName, ...values, app } }
  }
  const needsNone = 'explain' in values || 'from-console' in values || 'from-curl' in values
  if (positionals.length > 0 || needsNone) return { positionals, values }
  const chosen = files.length > 1 && TAKES_ONE.has(command) ? [app ?? severalFiles(command, files)] : files
  return { positionals: chosen, values: chosen.every(isJson) ? values : { export: exportName, ...values } }
}

/** The commands that take one file. */
const TAKES_ONE: ReadonlySet<string> = new Set(['docs', 'explain'])

function severalFiles (command: string, files: readonly string[]): never {
  throw new UsageError(`The command ${command} takes one file, but the configuration lists ${files.length}. Name one on the command line, or add "app" to the configuration.`)
}

function ignoreOf (found: Located, ignore: unknown, io: Io): Promise<IgnoreFile> | IgnoreFile | undefined {
  if (ignore === undefined) return undefined
  return Array.isArray(ignore)
    ? ignoreFileOf({ ...found, path: `${found.path}/ignore`, value: ignore })
    : readIgnoreFile(text(found, '/ignore', ignore), io)
}

function text (found: Located, path: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw problem(found, path, `The value must be ${path === '/ignore' ? 'a list, or the name of a file' : 'a text that is not empty'}, but ${preview(value)} is not.`)
}

function problem ({ file, source, path: base }: Located, path: string, message: string): CommandError {
  const { line, column } = source.placeOf(source.nodeAt(base + path).offset)
  return new CommandError(`${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`)
}

async function ownFile (io: Io): Promise<Located | undefined> {
  const source = await sourceOf(FILE, io)
  if (source === undefined) return undefined
  const parsed = parseJson(source)
  if ('value' in parsed) return { file: FILE, source, path: '', value: parsed.value }
  const { line, column, message } = parsed.issue
  throw new CommandError(`${FILE}:${line}:${column}: ${message}`)
}

/** Other programs say what is wrong with a package.json. */
async function fieldOfPackage (io: Io): Promise<Located | undefined> {
  const file = 'package.json'
  const source = await sourceOf(file, io)
  try {
    const value = (JSON.parse(source?.plain ?? '{}') as Readonly<Record<string, unknown>> | null)?.[NAME]
    return value === undefined ? undefined : { file, source: source!, path: pointer('', NAME), value }
  } catch {
    return undefined
  }
}

async function sourceOf (file: string, io: Io): Promise<LocatedJson | undefined> {
  const text = await readable(files.readFile(resolve(io.cwd(), file), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  }), file)
  return text === undefined ? undefined : locatedJson(text, false)
}
