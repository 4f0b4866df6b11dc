/** The not-found handlers of an application: which instance answers for a URL that has no route. */
import type { FastifyInstance } from 'fastify'
import { levelsOf, ownInternal } from './ancestors.ts'

/** A not-found handler, its own or Fastify's. */
export interface NotFoundHandler {
  /** The prefix that it answers under; '' for the whole application. */
  readonly prefix: string
  /** The instance whose hooks run. */
  readonly server: FastifyInstance
  /** The `config.cors` that it was set with. */
  readonly cors: unknown
}

/** Fastify's context of a not-found handler, on the instance at whose prefix it answers. */
interface NotFoundContext {
  readonly server: FastifyInstance
  readonly config?: { readonly cors?: unknown }
}

/** The description of the symbol under which Fastify keeps it. */
const CONTEXT = 'fastify.404ContextKey'

/**
 * Lists the not-found handlers that the given instances and their parents know of. Fastify has no public list of them.
 *
 * @returns the outermost first; empty where this Fastify keeps them elsewhere
 */
export function listNotFoundHandlers (instances: Iterable<FastifyInstance>): NotFoundHandler[] {
  const seen = new Set<object>()
  const handlers: NotFoundHandler[] = []
  for (const instance of instances) {
    for (const level of levelsOf(instance)) {
      if (seen.has(level)) break
      seen.add(level)
      const context = ownInternal(level, CONTEXT) as NotFoundContext | null | undefined
      if (context?.server !== undefined) {
        handlers.push({ prefix: level.prefix, server: context.server, cors: context.config?.cors })
      }
    }
  }
  return handlers.sort((a, b) => a.prefix.length - b.prefix.length)
}
