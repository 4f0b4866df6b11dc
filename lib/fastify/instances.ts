/** Instances of Fastify, with the parts that it does not document: their ancestors, their children and their own records. */
import type { FastifyInstance } from 'fastify'
import type { RouteContext } from './route-list.ts'

/** Yields an instance and all enclosing instances, innermost first. Each instance is the prototype of its children. */
export function * levelsOf (instance: FastifyInstance): Generator<FastifyInstance> {
  for (let level = instance; 'register' in level; level = Object.getPrototypeOf(level)) yield level
}

/** Returns an object that the root instance and all its descendants share, and no other application has. */
export function applicationKey (instance: FastifyInstance): object {
  return instance.initialConfig
}

/**
 * Returns how many milliseconds a plugin or an `onReady` hook may wait for a store. Afterwards Fastify gives up, and its error does not say
 * what is wrong with the store.
 */
export function longestStart (instance: FastifyInstance): number {
  const { pluginTimeout = 0 } = instance.initialConfig
  // 0 means unlimited.
  return pluginTimeout === 0 ? Infinity : pluginTimeout * 0.8
}

/** Returns the child instances; none if this version of Fastify stores them in another way. */
export function childrenOf (instance: object): readonly object[] {
  return ownRecord(instance, 'fastify.children') as readonly object[] | undefined ?? []
}

/** A function that Fastify runs for each request. */
export type HookFunction = (...args: never[]) => unknown

/**
 * Returns the list of `onRequest` hooks of an instance, in the order in which they run. Fastify reads it after all plugins are loaded.
 *
 * @returns undefined if this version of Fastify stores them in another way
 */
export function onRequestHooksOf (instance: object): HookFunction[] | undefined {
  return (ownRecord(instance, 'fastify.hooks') as { readonly onRequest?: HookFunction[] } | undefined)?.onRequest
}

/** Returns the option `frameworkErrors` of the application; undefined if this version of Fastify stores it in another way. */
export function frameworkErrorHandlerOf (instance: FastifyInstance): unknown {
  const root = [...levelsOf(instance)].at(-1)!
  return (ownRecord(root, 'fastify.options') as { readonly frameworkErrors?: unknown } | undefined)?.frameworkErrors
}

/** Fastify's context of a not-found handler. */
export interface NotFoundContext extends RouteContext {
  /** The instance whose hooks run. */
  readonly server: FastifyInstance
}

/**
 * Returns the context of the not-found handler for the prefix of an instance.
 *
 * @returns undefined if the instance has no handler of its own, or this version of Fastify stores handlers in another way
 */
export function notFoundContextOf (instance: FastifyInstance): NotFoundContext | undefined {
  const context = ownRecord(instance, 'fastify.404ContextKey') as Partial<NotFoundContext> | null | undefined
  return context?.server === undefined ? undefined : context as NotFoundContext
}

/** Returns the value of Fastify's symbol with this description on the instance itself; undefined if it is absent. */
function ownRecord (instance: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(instance).find((own) => own.description === description)
  return symbol === undefined ? undefined : (instance as Record<symbol, unknown>)[symbol]
}
