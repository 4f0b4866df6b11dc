/** What an application holds on to: bytes that survive garbage collection, listeners, hooks. */
import type { FastifyInstance } from 'fastify'
import type { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The bytes in use after garbage collection: the lowest of several readings. */
export async function heldBytes (): Promise<number> {
  let least = Infinity
  for (let reading = 0; reading < 5; reading++) {
    // Sockets let go of what they hold in turns of their own.
    await pause(20)
    collect()
    least = Math.min(least, process.memoryUsage().heapUsed)
  }
  return least
}

/**
 * The least that something leaves behind in some rounds: code that is compiled meanwhile is in the first of them only, and what is
 * remembered of each request in all of them. No further round where it is little.
 */
export async function leastLeft (little: number, round: () => Promise<number>): Promise<number> {
  let least = Infinity
  for (let rounds = 0; rounds < 3 && least >= little; rounds++) least = Math.min(least, await round())
  return least
}

/** Listeners of the server and the process, and hooks of the application and its scopes, by name. */
export function attached (app: FastifyInstance): Record<string, number> {
  const counts: Record<string, number> = {}
  const emitters: Record<string, EventEmitter> = { server: app.server, process }
  for (const [owner, emitter] of Object.entries(emitters)) {
    for (const event of emitter.eventNames()) counts[`${owner} ${String(event)}`] = emitter.listenerCount(event)
  }
  const internal = (instance: object, description: string) => Object.getOwnPropertySymbols(instance)
    .filter((symbol) => symbol.description === description)
    .map((symbol) => (instance as Record<symbol, unknown>)[symbol])[0]
  const visit = (instance: object, name: string) => {
    for (const [hook, list] of Object.entries(internal(instance, 'fastify.hooks') ?? {})) {
      if (Array.isArray(list)) counts[`${name} ${hook}`] = list.length
    }
    for (const [i, child] of ((internal(instance, 'fastify.children') ?? []) as object[]).entries()) visit(child, `${name}/${i}`)
  }
  visit(app, 'hooks')
  return counts
}
