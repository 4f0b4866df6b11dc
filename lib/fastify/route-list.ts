/** Lists the routes of an application, each with its instance and its configuration, which Fastify does not document. */
import type { FastifyInstance, HTTPMethods } from 'fastify'

/** A route of the router. */
export interface ListedRoute {
  readonly method: string
  /** The full pattern, including the prefix. */
  readonly pattern: string
  readonly constraints: Readonly<Record<string, unknown>>
  /** The object `request.routeOptions.config` of this route. */
  readonly config: object
  /** The encapsulated instance that declared the route. */
  readonly server: FastifyInstance
  /** Fastify's context of the route; undefined if it is not available. */
  readonly context: RouteContext | undefined
}

/** The used parts of Fastify's route context. */
export interface RouteContext {
  readonly config?: object
  readonly server?: FastifyInstance
  readonly schema?: unknown
  /** The time limit of a request in milliseconds; 0 without one. Versions of Fastify before 5.7 have no such limit. */
  readonly handlerTimeout?: number
  readonly onTimeout?: Hooks
  /** Hooks in the order in which they run, hooks of the instance first. */
  readonly onRequest?: Hooks
  readonly preParsing?: Hooks
  readonly preValidation?: Hooks
  readonly preHandler?: Hooks
  /** Fastify reads it for each response; null without hooks. */
  onSend?: Hooks
}

type Hooks = ReadonlyArray<{ readonly name: string }> | null

/** The argument that find-my-way passes to `buildPrettyMeta`. `store` is Fastify's route context. */
interface RouterRecord {
  readonly method: string
  readonly path: string
  readonly opts: { readonly constraints: Record<string, unknown> }
  readonly store: RouteContext | null
}

/**
 * Lists the routes, including those declared before the plugin was registered. Requires a booted application.
 *
 * Fastify has no public list. `printRoutes` passes its options to the router, which stores a callback there and calls it for each
 * route. An accessor instead of the callback receives every record with its context. The text itself is not used, so it is kept short.
 *
 * @returns undefined if this version of Fastify works in another way
 */
export function listRoutes (app: FastifyInstance): ListedRoute[] | undefined {
  const routes: ListedRoute[] = []
  let isComplete = true
  const collect = (record: RouterRecord): object => {
    const context = record.store ?? undefined
    const { config, server } = context ?? {}
    if (config === undefined || server === undefined) {
      isComplete = false
    } else {
      routes.push({
        method: record.method,
        pattern: record.path,
        constraints: record.opts.constraints,
        config,
        server,
        context
      })
    }
    return {}
  }
  for (const method of app.supportedMethods) {
    const options = { method: method as HTTPMethods, includeMeta: [], commonPrefix: false }
    Object.defineProperty(options, 'buildPrettyMeta', { get: () => collect, set () {} })
    app.printRoutes(options)
  }
  return isComplete ? routes : undefined
}

/** Fastify binds hooks to their instance, which adds this to their names: twice for `preHandler` and `preValidation` of a not-found handler. */
const BOUND = /^(?:bound )+/

/** Whether the only hook of a kind has this name. Most routes have only one. */
export function hasOnlyHook (context: RouteContext, kind: 'onRequest' | 'onSend', name: string): boolean {
  const hooks = context[kind]
  return hooks?.length === 1 && nameOf(hooks[0]!) === name
}

/** Returns the names of hooks of a kind, in the order in which they run; '' for a hook without a name. */
export function hookNames (context: RouteContext | undefined, kind: 'onRequest' | 'preParsing' | 'preValidation' | 'preHandler'): string[] {
  return (context?.[kind] ?? []).map(nameOf)
}

const BEFORE_HANDLER = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

/** Returns the names of the hooks that run before the handler, in order; '' for a hook without a name. */
export function hooksBeforeHandler (context: RouteContext | undefined): string[] {
  return BEFORE_HANDLER.flatMap((kind) => hookNames(context, kind))
}

/** Returns a text that differs if these names differ. It is faster to make, and applications have many routes. */
export function keyOfHooks (context: RouteContext | undefined): string {
  let key = ''
  for (const kind of BEFORE_HANDLER) {
    const hooks = context?.[kind] ?? []
    for (const { name } of hooks) key += `${name.length}:${name}`
    key += ','
  }
  return key
}

/** Removes the `onSend` hooks of this name from a route. Without any `onSend` hook, Fastify sends a response in a shorter way. */
export function removeOnSendHooks (context: RouteContext, name: string): void {
  const others = hasOnlyHook(context, 'onSend', name) ? [] : (context.onSend ?? []).filter((hook) => nameOf(hook) !== name)
  context.onSend = others.length === 0 ? null : others
}

/**
 * Whether a response to a request of this route can be sent after a time, whichever hook the request waits for: by Fastify, or by an
 * `onTimeout` hook, if the server keeps sockets that time out.
 */
export function hasTimeLimit ({ handlerTimeout = 0, onTimeout }: RouteContext): boolean {
  return handlerTimeout > 0 || (onTimeout ?? []).length > 0
}

function nameOf ({ name }: { readonly name: string }): string {
  return name.replace(BOUND, '')
}
