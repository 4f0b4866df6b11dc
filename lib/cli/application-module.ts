/** Loads the application or the policy document that a module exports. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { CorsPolicyError } from '../errors.ts'
import { decoratorOf, type LoadedApplication } from '../decorator.ts'
import { CommandError } from './io.ts'

export type LoadedModule =
  | { readonly kind: 'document', readonly document: object }
  | { readonly kind: 'application', readonly application: LoadedApplication }

/** fastify-plugin sets this on plugins that it wraps: https://github.com/fastify/fastify-plugin */
const SKIP_OVERRIDE = Symbol.for('skip-override')

/**
 * Loads a module. Its default export is a Fastify instance, a policy document, a function that returns an instance, or a
 * plugin `(fastify, opts)` as for fastify-cli. A function with two parameters is a plugin. A function with fewer parameters is
 * a plugin if it returns no instance. The instance may not be ready yet.
 *
 * @param path  absolute path
 * @throws      CommandError if the default export is something else or the module throws; a CorsPolicyError of the module
 */
export async function loadModule (path: string): Promise<LoadedModule> {
  const namespace: unknown = await attempt('The module cannot be loaded', () => import(pathToFileURL(path).href))
  // Accessors and traps of the default export can throw too.
  return attempt('The default export cannot be used', () => useOf(defaultOf(namespace), path))
}

async function useOf (exported: unknown, path: string): Promise<LoadedModule> {
  if (isApplication(exported)) return { kind: 'application', application: exported }
  if (typeof exported === 'function') return { kind: 'application', application: await applicationOf(exported, path) }
  if (typeof exported === 'object' && exported !== null) return { kind: 'document', document: exported }
  throw new CommandError(`The module has no default export that is ${USABLE}.`)
}

const USABLE = 'a Fastify instance, a policy document, a function that returns an instance, or a plugin (fastify, opts)'

/** CommonJS that is compiled from an ES module has its default export one level deeper. */
function defaultOf (namespace: unknown): unknown {
  const { default: exported } = namespace as { readonly default?: unknown }
  const inner = exported as { readonly __esModule?: boolean, readonly default?: unknown } | undefined | null
  return inner?.__esModule === true ? inner.default : exported
}

function isApplication (value: unknown): value is LoadedApplication {
  const { ready, inject, close } = (value ?? {}) as Readonly<Record<string, unknown>>
  return [ready, inject, close].every(member => typeof member === 'function')
}

async function applicationOf (exported: object & { readonly length?: number }, path: string): Promise<LoadedApplication> {
  if (exported.length === 2 || exported.length === 3 || SKIP_OVERRIDE in exported) return registered(exported, path)
  try {
    return await madeBy(exported as (options?: object) => unknown)
  } catch (error) {
    if (!isInstance(error, CommandError)) throw error
    return pluginOr(error, exported, path)
  }
}

function registered (exported: object & { readonly length?: number }, path: string): Promise<LoadedApplication> {
  const isWhole = exported.length === 3 || SKIP_OVERRIDE in exported
  const plugin = exported as (app: unknown, options: unknown) => unknown
  return attempt('The plugin cannot be registered', () => {
    // Uses the Fastify of the application, which may differ from that of this package.
    const requireThere = createRequire(path)
    const application = (requireThere('fastify') as () => LoadedApplication)()
    // An error that a plugin throws synchronously ends the process, so the async function turns it into a rejection.
    application.register(isWhole ? exported : async (app: unknown, options: unknown) => plugin(app, options))
    return application
  })
}

async function madeBy (make: (options?: object) => unknown): Promise<LoadedApplication> {
  const made = await attempt('The exported function throws an error', () => make.length === 0 ? make() : make({}), HINT)
  if (isApplication(made)) return made
  throw new CommandError(`The exported function does not return a Fastify instance${HINT}`)
}

const HINT = '. A plugin needs the parameters (fastify, opts).'

/** A function that returns no instance may be a plugin without options. It is a plugin if it registers this package. */
async function pluginOr (failure: CommandError, exported: object, path: string): Promise<LoadedApplication> {
  let application: LoadedApplication | undefined
  try {
    application = await registered(exported, path)
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
export async function attempt<T> (what: string, action: () => T | PromiseLike<T>, hint = ''): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (isInstance(error, CommandError) || isInstance(error, CorsPolicyError)) throw error
    throw new CommandError(`${what}: ${messageOf(error)}${hint}`)
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

/** The message of a failed system call, without the name of the call and the path. */
export function systemMessageOf (error: unknown): string {
  return messageOf(error).replace(/, \w+(?: '.*)?$/s, '')
}
