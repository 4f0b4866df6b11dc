/** Reads the configuration of another library: from a file with options, or by loading a module and recording what it uses. */
import { promises as files } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { listRoutes } from '../../fastify/route-list.ts'
import type { LoadedApplication } from '../../decorator.ts'
import type { ProofRoute } from '../../migrate/proof/battery.ts'
import type { ProofPart } from '../../migrate/proof/prove.ts'
import { attempt, closed, isInstance, loadModule, systemMessageOf, type LoadedModule } from '../application-module.ts'
import { CommandError, UsageError, type Io } from '../io.ts'
import { isJson } from '../load-input.ts'
import { jsonSource } from '../../json/source.ts'
import { parseJson } from '../json-file.ts'
import { libraryOf, LIBRARY_NAMES, type Library } from './libraries.ts'
import { record, versionOf, type RecordedUse } from './recording.ts'

/** A use of another library. */
export interface ConfigurationPart extends ProofPart {
  readonly library: Library
  readonly version: string | undefined
  /** Whether these are the options of one route, in its `config.cors`. */
  readonly isRoute: boolean
}

/** The configuration of an application. */
export interface Configuration {
  /** At least one. */
  readonly parts: readonly ConfigurationPart[]
  /** The routes of the application; empty if they are not known. */
  readonly routes: readonly ProofRoute[]
  /** The paths of routes without CORS. */
  readonly off: readonly string[]
  /** False if the library did not cover URLs without a route. */
  readonly notFound?: false
  /** Absolute path of a file in the project, from where packages are found. */
  readonly path: string
  /** The text of the module. */
  readonly sourceCode: string | undefined
}

/** @throws CommandError if the file cannot be read, or has no configuration; UsageError for an invalid `--from` */
export async function readConfiguration (name: string, from: string | undefined, io: Io): Promise<Configuration> {
  const path = resolve(io.cwd(), name)
  try {
    if (isJson(path) || from?.startsWith('nginx') === true) return await ofFile(path, from, io)
    return await ofModule(path, from, io)
  } catch (error) {
    const isUsage: boolean = isInstance(error, UsageError)
    throw isInstance(error, CommandError) && !isUsage ? new CommandError(`${name}: ${error.message}`) : error
  }
}

async function ofFile (path: string, from: string | undefined, io: Io): Promise<Configuration> {
  if (from === undefined) throw new UsageError(`A file with options needs --from with one of ${LIBRARY_NAMES.join(', ')}.`)
  const text = await readText(path)
  const { library, version } = libraryOf(from)
  return { parts: [partOf(library, version, library.name === 'nginx' ? text : valueOf(text, path), io)], routes: [], off: [], path: join(io.cwd(), 'package.json'), sourceCode: undefined }
}

async function readText (path: string): Promise<string> {
  try {
    return await files.readFile(path, 'utf8')
  } catch (error) {
    throw new CommandError(`The file cannot be read: ${systemMessageOf(error)}`)
  }
}

function valueOf (text: string, path: string): unknown {
  const parsed = parseJson(jsonSource(text, /\.jsonc$/i.test(path)))
  if ('issue' in parsed) throw new CommandError(parsed.issue.message)
  return parsed.value
}

function partOf (library: Library, version: string | undefined, given: unknown, io: Io): ConfigurationPart {
  const installed = installedVersion(library.package, io)
  const isInstalled = library.package === undefined || majorOf(version ?? installed) === majorOf(installed)
  return { library, version: version ?? installed, isInstalled, given, isRoute: false, place: null }
}

function majorOf (version: string | undefined): string | undefined {
  return version?.split('.')[0]
}

function installedVersion (name: string | undefined, io: Io): string | undefined {
  if (name === undefined) return undefined
  try {
    return versionOf(createRequire(join(io.cwd(), 'package.json')).resolve(name))
  } catch {
    return undefined
  }
}

async function ofModule (path: string, from: string | undefined, io: Io): Promise<Configuration> {
  const sourceCode = await readText(path)
  const uses: RecordedUse[] = []
  const undo = record(path, uses)
  const restoreOutput = io.divert?.()
  let loaded: LoadedModule | undefined
  try {
    await attempt('The module cannot be loaded', () => import(pathToFileURL(path).href))
    // An application of Express has no instance of Fastify, but what it used is recorded.
    if (!uses.some(({ library }) => library === 'cors')) loaded = await loadModule(path)
    if (loaded?.kind === 'document' && from !== undefined) {
      const { library, version } = libraryOf(from)
      return { parts: [partOf(library, version, loaded.document, io)], routes: [], off: [], path, sourceCode }
    }
    const application = loaded?.kind === 'application' ? loaded.application : undefined
    await application?.ready()
    if (uses.length === 0) {
      throw new CommandError('The module uses neither @fastify/cors nor cors. Export the options of another library, and name it with --from.')
    }
    return { ...routesOf(application, uses), path, sourceCode }
  } finally {
    undo()
    if (loaded?.kind === 'application') await closed(loaded.application)
    restoreOutput?.()
  }
}

function routesOf (application: LoadedApplication | undefined, uses: readonly RecordedUse[]): Pick<Configuration, 'parts' | 'routes' | 'off' | 'notFound'> {
  const parts: ConfigurationPart[] = uses.map(({ library, version, options, instance, original }) => (
    { library: libraryOf(library).library, version, isInstalled: true, given: options, original, isRoute: false, place: instance === undefined || instance.prefix === '' ? null : `${instance.prefix}/*` }))
  const [first] = parts
  const listed = application === undefined ? undefined : listRoutes(application as never)
  const routes = new Map<string, { readonly methods: string[], readonly cors: unknown }>()
  const off = new Set<string>()
  for (const { method, pattern, config, server } of listed ?? []) {
    if (pattern.includes('*') || method === 'OPTIONS') continue
    const { cors } = config as { readonly cors?: unknown }
    routes.set(pattern, { methods: [...routes.get(pattern)?.methods ?? [], method], cors })
    if (cors === false || !uses.some(({ instance }) => instance === undefined || covers(instance, server))) off.add(pattern)
    else if (typeof cors === 'object' && cors !== null && !parts.some(({ place }) => place === pattern)) parts.push({ ...first!, given: { ...first!.given as object, ...cors }, isRoute: true, place: pattern })
  }
  const isScoped = application !== undefined && uses.every(({ instance }) => instance !== undefined && (instance as object) !== application)
  return { parts, routes: [...routes].map(([url, route]) => ({ url, ...route })), off: [...off], ...isScoped && { notFound: false } }
}

/** Whether a hook of an instance runs for the routes of another one. Each instance is the prototype of its children. */
function covers (instance: object, other: object): boolean {
  return instance === other || Object.prototype.isPrototypeOf.call(instance, other)
}
