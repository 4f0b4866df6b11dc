/** Encapsulated instances and their ancestors. */
import type { FastifyInstance } from 'fastify'

/** Yields an instance and all enclosing instances, innermost first. */
export function * levelsOf (instance: FastifyInstance): Generator<FastifyInstance> {
  for (let level = instance; 'register' in level; level = Object.getPrototypeOf(level)) yield level
}

/** Returns the value of Fastify's symbol with this description on the instance itself; undefined if it is absent. */
export function ownInternal (instance: FastifyInstance, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(instance).find((own) => own.description === description)
  return symbol === undefined ? undefined : (instance as unknown as Record<symbol, unknown>)[symbol]
}
