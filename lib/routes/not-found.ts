/** Lists the not-found handlers of an application. */
import type { FastifyInstance } from 'fastify'
import { levelsOf, notFoundContextOf } from '../fastify/instances.ts'
import type { RouteContext } from '../fastify/route-list.ts'

/** A not-found handler of the application or the default one of Fastify. */
export interface NotFoundHandler {
  /** The prefix that it handles; '' for the whole application. */
  readonly prefix: string
  /** The instance whose hooks run. */
  readonly server: FastifyInstance
  /** The `config.cors` of the handler. */
  readonly cors: unknown
  /** The object `request.routeOptions.config` of its requests. */
  readonly config: object | undefined
  readonly context: RouteContext
}

/**
 * Lists the not-found handlers of the given instances and their parents. Fastify has no public list.
 *
 * @returns outermost first; empty if this version of Fastify stores them in another way
 */
export function listNotFoundHandlers (instances: Iterable<FastifyInstance>): NotFoundHandler[] {
  const seen = new Set<object>()
  const handlers: NotFoundHandler[] = []
  for (const instance of instances) {
    for (const level of levelsOf(instance)) {
      if (seen.has(level)) break
      seen.add(level)
      const context = notFoundContextOf(level)
      if (context === undefined) continue
      const { server, config } = context
      handlers.push({ prefix: level.prefix, server, cors: (config as { readonly cors?: unknown } | undefined)?.cors, config, context })
    }
  }
  return handlers.sort((a, b) => a.prefix.length - b.prefix.length)
}
