/** Encapsulated instances: a child inherits from its parent. */
import type { FastifyInstance } from 'fastify'

/** An instance and all that it is encapsulated in, innermost first. */
export function * levelsOf (instance: FastifyInstance): Generator<FastifyInstance> {
  for (let level = instance; 'register' in level; level = Object.getPrototypeOf(level)) yield level
}

/** What Fastify keeps on this very instance under a symbol with this description; undefined where it keeps none. */
export function ownInternal (instance: FastifyInstance, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(instance).find((own) => own.description === description)
  return symbol === undefined ? undefined : (instance as unknown as Record<symbol, unknown>)[symbol]
}
