/** Every route of an application, with the instance and the configuration that it was declared with. */
import type { FastifyInstance, HTTPMethods } from 'fastify'

/** A route as the router holds it. */
export interface ListedRoute {
  readonly method: string
  /** The full pattern, prefix included. */
  readonly pattern: string
  readonly constraints: Readonly<Record<string, unknown>>
  /** The object that `request.routeOptions.config` gives for this route. */
  readonly config: object
  /** The encapsulated instance that declared the route. */
  readonly server: FastifyInstance
  /** What Fastify knows of it besides; undefined where it does not say. */
  readonly context: RouteContext | undefined
}

/** The parts of Fastify's route context that are read. */
export interface RouteContext {
  readonly config?: object
  readonly server?: FastifyInstance
  readonly schema?: unknown
  /** Hooks in the order in which they run, those of the instance first. */
  readonly onRequest?: Hooks
  readonly preParsing?: Hooks
  readonly preValidation?: Hooks
  readonly preHandler?: Hooks
}

type Hooks = ReadonlyArray<{ readonly name: string }> | null

/** What find-my-way passes to `buildPrettyMeta`; `store` is Fastify's route context. */
interface RouterRecord {
  readonly method: string
  readonly path: string
  readonly opts: { readonly constraints: Record<string, unknown> }
  readonly store: RouteContext | null
}

/**
 * Lists the routes, those declared before any plugin could listen included. Call it once the application is booted.
 *
 * Fastify has no public list. `printRoutes` hands its options to the router, which stores a callback there and calls it
 * for each route: an accessor in the callback's place sees every record with its context.
 *
 * @returns undefined where this Fastify does not do so
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
    const options = { method: method as HTTPMethods, includeMeta: true }
    Object.defineProperty(options, 'buildPrettyMeta', { get: () => collect, set () {} })
    app.printRoutes(options)
  }
  return isComplete ? routes : undefined
}

/** Names of hooks of a kind, in the order in which they run; '' for those without one. */
export function hookNames (context: RouteContext | undefined, kind: 'onRequest' | 'preParsing' | 'preValidation' | 'preHandler'): string[] {
  // Fastify binds hooks to their instance, which shows in their names.
  return (context?.[kind] ?? []).map(({ name }) => name.replace(/^bound /, ''))
}
