/** What the log says about the connection to a store. */
import type { FastifyBaseLogger } from 'fastify'
import type { ConnectionEvent } from '../lookup/events.ts'

/**
 * Writes what an operator must know. Routine changes are not logged.
 *
 * @param store  the subject of the sentences
 * @param then   what a store that cannot be read leads to, as a whole sentence
 */
export function logConnectionEvent (log: FastifyBaseLogger, event: ConnectionEvent, store: string, then: string): void {
  switch (event.kind) {
    case 'failed':
      log.warn({ err: event.error }, `${store} cannot be read. ${then}`)
      break
    case 'recovered':
      log.info(`${store} can be read again.`)
      break
    case 'push-failed':
      log.warn({ err: event.error }, `${store} has no subscription. Changes are seen at the next read of its version.`)
      break
    case 'push-silent':
      log.warn(`${store} sends no messages, although the subscription was accepted. Changes are seen at the next read of its version. ` +
        'Check for pgbouncer in transaction mode, and the spelling of the channel.')
  }
}

/** Returns the message of an error as a whole sentence. */
export function sentenceOf (error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /[.!?]$/.test(message) ? message : `${message}.`
}
