/** Loads the application or the policy document that a module exports. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { CorsPolicyError } from '../errors.ts'
import { decoratorOf, type LoadedApplication } from '../loaded-application.ts'
import { CommandError } from './io.ts'

export type LoadedModule =
  | { readonly kind: 'document', readonly document: object }
  | { readonly kind: 'application', readonly application: LoadedApplication }

/** fastify-plugin sets this on plugins that it wraps: https://github.com/fastify/fastify-plugin */
const SKIP_OVERRIDE = Symbol.for('skip-override')

/**
 * Loads a module. Its default export is a Fastify instance, a policy document, a function that returns one of them, a
 * plugin `(fastify, opts)` as for fastify-cli, or a promise of one of them. A function with two parameters is a plugin. A function
 * with fewer parameters is a plugin if it returns no object. The instance may not be ready yet.
 *
 * A plugin is registered with an instance that has the export `options`, as fastify-cli does with --options.
 *
 * @param path  absolute path
 * @param name  the name of another export to use
 * @throws      CommandError if the export is something else or the module throws; a CorsPolicyError of the module
 */
export async function loadModule (path: string, name?: string): Promise<LoadedModule> {
  const namespace: unknown = await attempt('The module cannot be loaded', () => import(pathToFileURL(path).href), error => typeScriptHint(error, path))
  // Accessors and traps of the exports can throw too.
  return attempt(`The ${name === undefined ? 'default export' : `export ${name}`} cannot be used`, () => useOf(exportOf(namespace, name), namespace, path, name))
}

async function useOf (exported: unknown, namespace: unknown, path: string, name: string | undefined): Promise<LoadedModule> {
  if (isApplication(exported)) return { kind: 'application', application: exported }
  if (typeof exported === 'function') return useOfFunction(exported, path, exportOf(namespace, 'options'))
  if (exported instanceof Promise) return useOf(await exported, namespace, path, name)
  if (typeof exported === 'object' && exported !== null) return { kind: 'document', document: exported }
  const what = name === undefined ? 'default export' : `export ${name}`
  throw new CommandError(`The module has no ${what} that is ${USABLE}.${name === undefined ? exportHint(namespace) : ''}`)
}

/** What to do if a module has no usable default export. */
function exportHint (namespace: unknown): string {
  const [other] = Object.entries(namespace as object).find(([, value]) => typeof value === 'function' || isApplication(value)) ?? []
  return other === undefined
    ? ' Export the application with "export default app", or with "module.exports = app" in CommonJS.'
    : ` Use --export ${other}.`
}

/** What Node reports about TypeScript that it cannot run: an unknown extension, or syntax that it cannot remove. */
const TYPESCRIPT_ERROR = /unknown file extension "?\.[cm]?tsx?|typescript|type stripping/i

/** TypeScript can import "./orders.js", which is then "./orders.ts". */
const MISSING_SCRIPT = /cannot find module '[^']*\.js/i

/** What to do if Node cannot load TypeScript; '' for other errors. */
function typeScriptHint (error: unknown, path: string): string {
  const mistakes = /\.[cm]?tsx?$/.test(path) ? [TYPESCRIPT_ERROR, MISSING_SCRIPT] : [TYPESCRIPT_ERROR]
  return mistakes.some(mistake => mistake.test(messageOf(error))) ? ' Node 22.18 and newer run TypeScript whose types can be removed. For other TypeScript, install a loader with "npm install --save-dev tsx", and use it: NODE_OPTIONS="--import tsx" npx fastify-cors-policy …' : ''
}

const USABLE = 'a Fastify instance, a policy document, a function that returns one of them, or a plugin (fastify, opts)'

/** CommonJS that is compiled from an ES module has its default export one level deeper. */
function exportOf (namespace: unknown, name = 'default'): unknown {
  const exports = namespace as Readonly<Record<string, unknown>>
  const inner = exports['default'] as Readonly<Record<string, unknown>> | undefined | null
  if (inner?.['__esModule'] === true) return inner[name]
  return exports[name]
}

function isApplication (value: unknown): value is LoadedApplication {
  const { ready, inject, close } = (value ?? {}) as Readonly<Record<string, unknown>>
  return [ready, inject, close].every(member => typeof member === 'function')
}

async function useOfFunction (exported: object & { readonly length?: number }, path: string, options: unknown): Promise<LoadedModule> {
  if (exported.length === 2 || exported.length === 3 || SKIP_OVERRIDE in exported) return { kind: 'application', application: await registered(exported, path, options) }
  let made: object
  try {
    made = await madeBy(exported as (options?: object) => unknown)
  } catch (error) {
    if (!isInstance(error, CommandError)) throw error
    return { kind: 'application', application: await pluginOr(error, exported, path, options) }
  }
  if (isApplication(made)) return { kind: 'application', application: made }
  const [member] = Object.entries(made).find(([, value]) => isApplication(value)) ?? []
  if (member === undefined) return { kind: 'document', document: made }
  throw new CommandError(`The exported function returns an object whose ${JSON.stringify(member)} is the Fastify instance. Return the instance itself.`)
}

function registered (exported: object & { readonly length?: number }, path: string, options: unknown): Promise<LoadedApplication> {
  const isWhole = exported.length === 3 || SKIP_OVERRIDE in exported
  const plugin = exported as (app: unknown, options: unknown) => unknown
  return attempt('The plugin cannot be registered', () => {
    // Uses the Fastify of the application, which may differ from that of this package.
    const requireThere = createRequire(path)
    const application = (requireThere('fastify') as (options: unknown) => LoadedApplication)(typeof options === 'object' ? options : undefined)
    // An error that a plugin throws synchronously ends the process, so the async function turns it into a rejection.
    application.register(isWhole ? exported : async (app: unknown, options: unknown) => plugin(app, options))
    return application
  })
}

/** @throws CommandError if the function throws, or returns no object */
async function madeBy (make: (options?: object) => unknown): Promise<object> {
  const made = await attempt('The exported function throws an error', () => make.length === 0 ? make() : make({}), () => make.length === 1 ? PLUGIN_HINT : '')
  if (typeof made === 'object' && made !== null) return made
  throw new CommandError(`The exported function does not return a Fastify instance or a policy.${PLUGIN_HINT}`)
}

const PLUGIN_HINT = ' A plugin needs the parameters (fastify, opts).'

/** A function that throws or returns no object may be a plugin without options. It is a plugin if it registers this package. */
async function pluginOr (failure: CommandError, exported: object, path: string, options: unknown): Promise<LoadedApplication> {
  let application: LoadedApplication | undefined
  try {
    application = await registered(exported, path, options)
    await application.ready()
    if (decoratorOf(application) !== undefined) return application
  } catch (error) {
    if (isInstance(error, CorsPolicyError)) throw error
  }
  if (application !== undefined) await closed(application)
  throw failure
}

/** Closes an application. Errors of closing do not affect the result. */
export async function closed (application: LoadedApplication): Promise<void> {
  try {
    await application.close()
  } catch {}
}

/**
 * Runs code of the module.
 *
 * @throws CommandError if the code throws anything; a CorsPolicyError of the code
 */
export async function attempt<T> (what: string, action: () => T | PromiseLike<T>, hintOf: (error: unknown) => string = () => ''): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (isInstance(error, CommandError) || isInstance(error, CorsPolicyError)) throw error
    const hint = hintOf(error)
    throw new CommandError(`${what}: ${messageOf(error)}${hint === '' ? '' : `.${hint}`}`)
  }
}

/** Whether a thrown value is an instance of a class. Any value can be thrown, also a proxy that throws at every access. */
export function isInstance<T> (thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type
  } catch {
    return false
  }
}

/** The message of any thrown value. */
export function messageOf (thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return 'The thrown value has no message.'
  }
}

/** Whether a file is missing. */
export function isMissing (error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

/** The message of a failed system call, without the name of the call and the path. */
export function systemMessageOf (error: unknown): string {
  return messageOf(error).replace(/, \w+(?: '.*)?$/s, '')
}
