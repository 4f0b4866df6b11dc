/** A module → the application or the policy document that it exports. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { CorsPolicyError } from '../errors.ts'
import { decoratorOf, type LoadedApplication } from '../decorator.ts'
import { CommandError } from './io.ts'

export type LoadedModule =
  | { readonly kind: 'document', readonly document: object }
  | { readonly kind: 'application', readonly application: LoadedApplication }

/** fastify-plugin marks what it wraps: https://github.com/fastify/fastify-plugin */
const SKIP_OVERRIDE = Symbol.for('skip-override')

/**
 * Loads a module whose default export is a Fastify instance, a policy document, a function that returns an instance, or
 * a plugin `(fastify, opts)` as fastify-cli takes it. A function with two parameters is a plugin; one with fewer, if it makes
 * no instance. The instance may not be ready yet.
 *
 * @param path  absolute
 * @throws      CommandError where there is none of these, or the module throws; a CorsPolicyError that the module throws
 */
export async function loadModule (path: string): Promise<LoadedModule> {
  const exported = defaultOf(await attempt('cannot be loaded', () => import(pathToFileURL(path).href)))
  if (isApplication(exported)) return { kind: 'application', application: exported }
  if (typeof exported === 'function') return { kind: 'application', application: await applicationOf(exported, path) }
  if (typeof exported === 'object' && exported !== null) return { kind: 'document', document: exported }
  throw new CommandError(`has no default export that is ${USABLE}`)
}

const USABLE = 'a Fastify instance, a policy document, a function that returns an instance, or a plugin (fastify, opts)'

/** CommonJS made from an ES module has its default export one level deeper. */
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
    if (!(error instanceof CommandError)) throw error
    return pluginOr(error, exported, path)
  }
}

function registered (exported: object & { readonly length?: number }, path: string): Promise<LoadedApplication> {
  const isWhole = exported.length === 3 || SKIP_OVERRIDE in exported
  const plugin = exported as (app: unknown, options: unknown) => unknown
  return attempt('cannot be registered', () => {
    // The application's own Fastify, wherever this package is.
    const requireThere = createRequire(path)
    const application = (requireThere('fastify') as () => LoadedApplication)()
    // Fastify lets what a function throws, and not rejects with, end the process.
    application.register(isWhole ? exported : async (app: unknown, options: unknown) => plugin(app, options))
    return application
  })
}

async function madeBy (make: (options?: object) => unknown): Promise<LoadedApplication> {
  const made = await attempt('throws', () => make.length === 0 ? make() : make({}), HINT)
  if (isApplication(made)) return made
  throw new CommandError(`exports a function that returns no Fastify instance${HINT}`)
}

const HINT = '; a plugin takes (fastify, opts)'

/** A function that makes no instance may be a plugin without options: it is, if it registers what this is all about. */
async function pluginOr (failure: CommandError, exported: object, path: string): Promise<LoadedApplication> {
  let application: LoadedApplication | undefined
  try {
    application = await registered(exported, path)
    await application.ready()
    if (decoratorOf(application) !== undefined) return application
  } catch (error) {
    if (error instanceof CorsPolicyError) throw error
  }
  await Promise.resolve(application?.close()).catch(() => {})
  throw failure
}

async function attempt<T> (what: string, action: () => T | Promise<T>, hint = ''): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw error instanceof CorsPolicyError ? error : new CommandError(`${what}: ${messageOf(error)}${hint}`)
  }
}

/** Anything can be thrown. */
export function messageOf (error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Of a failed system call, without its name and the path: both are known. */
export function systemMessageOf (error: unknown): string {
  return messageOf(error).replace(/, \w+(?: '.*)?$/s, '')
}
