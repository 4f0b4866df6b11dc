/** Reads the configuration of another library: from a file with options, or by loading a module and recording what it uses. */
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { requestHeaderNames } from '../../lint/route-schema.ts'
import { levelsOf } from '../../fastify/instances.ts'
import { listRoutes } from '../../fastify/route-list.ts'
import type { LoadedApplication } from '../../decorator.ts'
import type { ProofRoute } from '../../migrate/proof/battery.ts'
import type { ProofPart } from '../../migrate/proof/prove.ts'
import { attempt, closed, isInstance, loadModule, systemMessageOf, type LoadedModule } from '../application-module.ts'
import { CommandError, UsageError, type Io } from '../io.ts'
import { STDIN, inputText, isJson } from '../load-input.ts'
import { jsonSource } from '../../json/source.ts'
import { parseJson } from '../json-file.ts'
import { recordEnvironment } from './environment-reads.ts'
import type { SchemaHeader } from './header-names.ts'
import { libraryOf, LIBRARY_NAMES, type Library } from './libraries.ts'
import { readYaml, springConfigurations } from './spring-file.ts'
import { record, versionOf, type RecordedUse } from './recording.ts'

/** A use of another library. */
export interface ConfigurationPart extends ProofPart {
  readonly library: Library
  readonly version: string | undefined
  /** Whether these are the options of one route, in its `config.cors`. */
  readonly isRoute: boolean
  /** The environment that it is for, such as a profile of Spring; undefined for all. */
  readonly environment?: string | undefined
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
  /** Headers in the schemas of routes. */
  readonly schemaHeaders: readonly SchemaHeader[]
  /** The variables of the environment that the application has read when it was loaded. */
  readonly reads: ReadonlySet<string>
  /** Absolute path of a file in the project, from where packages are found. */
  readonly path: string
  /** The text of the module. */
  readonly sourceCode: string | undefined
}

/** @throws CommandError if the file cannot be read, or has no configuration; UsageError for an invalid `--from` */
export async function readConfiguration (name: string, from: string | undefined, io: Io): Promise<Configuration> {
  const path = resolve(io.cwd(), name)
  try {
    if (name === STDIN || isJson(path) || isYaml(path) || from?.startsWith('nginx') === true) return await ofFile(name, from, io)
    return await ofModule(path, from, io)
  } catch (error) {
    const isUsage: boolean = isInstance(error, UsageError)
    throw isInstance(error, CommandError) && !isUsage ? new CommandError(`${name}: ${error.message}`) : error
  }
}

async function ofFile (name: string, from: string | undefined, io: Io): Promise<Configuration> {
  if (from === undefined) throw new UsageError(`A file with options needs --from with one of ${LIBRARY_NAMES.join(', ')}.`)
  const text = await readText(name, io)
  const { library, version } = libraryOf(from)
  const values = library.name === 'nginx' ? [text] : isYaml(name) || (name === STDIN && library.name === 'spring') ? readYaml(text) : [valueOf(text, name)]
  return { ...NOTHING, parts: partsOf(library, version, values, io), path: join(io.cwd(), 'package.json'), sourceCode: undefined }
}

/** What is known of an application that is not loaded. */
const NOTHING = { routes: [], off: [], schemaHeaders: [], reads: new Set<string>() }

function isYaml (path: string): boolean {
  return /\.ya?ml$/i.test(path)
}

/** A file of Spring can have several configurations, and a document for each profile. */
function partsOf (library: Library, version: string | undefined, values: readonly unknown[], io: Io): ConfigurationPart[] {
  const found = library.name === 'spring' ? springConfigurations(values) : []
  if (found.length === 0) return [partOf(library, version, values[0], io)]
  return found.map(({ given, place, profile }) => ({ ...partOf(library, version, given, io), place, environment: profile }))
}

async function readText (name: string, io: Io): Promise<string> {
  try {
    return await inputText(name, io)
  } catch (error) {
    throw new CommandError(`The file cannot be read: ${systemMessageOf(error)}`)
  }
}

function valueOf (text: string, name: string): unknown {
  const parsed = parseJson(jsonSource(text, name === STDIN || /\.jsonc$/i.test(name)))
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
  const sourceCode = await readText(path, io)
  const uses: RecordedUse[] = []
  const reads = new Set<string>()
  const undo = record(path, uses)
  const forget = recordEnvironment(reads)
  const restoreOutput = io.divert?.()
  let loaded: LoadedModule | undefined
  try {
    await attempt('The module cannot be loaded', () => import(pathToFileURL(path).href))
    // An application of Express has no instance of Fastify, but what it used is recorded.
    if (!uses.some(({ library }) => library === 'cors')) loaded = await loadModule(path)
    if (loaded?.kind === 'document' && from !== undefined) {
      const { library, version } = libraryOf(from)
      return { ...NOTHING, parts: [partOf(library, version, loaded.document, io)], reads, path, sourceCode }
    }
    const application = loaded?.kind === 'application' ? loaded.application : undefined
    await application?.ready()
    if (uses.length === 0) {
      throw new CommandError('The module uses neither @fastify/cors nor cors. Export the options of another library, and name it with --from.')
    }
    return { ...routesOf(application, uses), reads, path, sourceCode }
  } finally {
    undo()
    forget()
    if (loaded?.kind === 'application') await closed(loaded.application)
    restoreOutput?.()
  }
}

function routesOf (application: LoadedApplication | undefined, uses: readonly RecordedUse[]): Pick<Configuration, 'parts' | 'routes' | 'off' | 'notFound' | 'schemaHeaders'> {
  const parts: ConfigurationPart[] = uses.map(({ library, version, options, instance, original }) => (
    { library: libraryOf(library).library, version, isInstalled: true, given: options, original, isRoute: false, place: instance === undefined || instance.prefix === '' ? null : `${instance.prefix}/*` }))
  const [first] = parts
  const listed = application === undefined ? undefined : listRoutes(application as never)
  const routes = new Map<string, { readonly methods: string[], readonly cors: unknown }>()
  const off = new Set<string>()
  const schemaHeaders: SchemaHeader[] = []
  for (const { method, pattern, config, server, context } of listed ?? []) {
    schemaHeaders.push(...namesInSchema(context?.schema).map(name => ({ name, route: `${method} ${pattern}` })))
    if (pattern.includes('*') || method === 'OPTIONS') continue
    const { cors } = config as { readonly cors?: unknown }
    routes.set(pattern, { methods: [...routes.get(pattern)?.methods ?? [], method], cors })
    if (cors === false || !uses.some(({ instance }) => instance === undefined || covers(instance, server))) off.add(pattern)
    else if (typeof cors === 'object' && cors !== null && !parts.some(({ place }) => place === pattern)) parts.push({ ...first!, given: { ...first!.given as object, ...cors }, isRoute: true, place: pattern })
  }
  const isScoped = application !== undefined && uses.every(({ instance }) => instance !== undefined && !isRoot(instance))
  return { parts, schemaHeaders, routes: [...routes].map(([url, route]) => ({ url, ...route })), off: [...off], ...isScoped && { notFound: false } }
}

function namesInSchema (schema: unknown): readonly string[] {
  return requestHeaderNames({ schema: (schema ?? {}) as Readonly<Record<string, unknown>> })
}

type Instance = Parameters<typeof levelsOf>[0]

/** Whether an instance is that of the application. A promise of it and NestJS give proxies of it, which cannot be compared. */
function isRoot (instance: object): boolean {
  return [...levelsOf(instance as Instance)].length === 1
}

/** Whether a hook of an instance runs for the routes of another one. */
function covers (instance: object, other: Instance): boolean {
  return isRoot(instance) || [...levelsOf(other)].some(level => level === instance)
}
