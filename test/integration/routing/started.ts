/** For properties with random routes: applications that start with those that the router accepts, and end. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { CorsPolicyError } from '../../../lib/index.ts'

/**
 * Starts an application with the routes that the router accepts.
 *
 * @param refusal  the codes of errors with which the plugin may stop the start
 * @returns whether it has started; if not, it is closed
 */
export async function starts (app: FastifyInstance, routes: readonly RouteOptions[], refusal: RegExp): Promise<boolean> {
  for (const route of routes) {
    try {
      app.route(route)
    } catch {
      // The router has an equal route, or does not accept the expression. Of an optional parameter it keeps one half, at which Fastify fails.
      if (!route.url.endsWith('?')) continue
      await app.close()
      return false
    }
  }
  try {
    await app.ready()
    return true
  } catch (error) {
    await app.close()
    if (error instanceof CorsPolicyError && refusal.test(error.code)) return false
    throw error
  }
}

/** Closes an application, and takes a turn of the event loop. Without it, what `inject` leaves for the next turn fills the memory. */
export async function end (app: FastifyInstance): Promise<void> {
  await app.close()
  await nextTurn()
}
