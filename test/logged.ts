/**
 * An application and what it logs at level info and above, without the lines about requests and listening, and those about
 * findings of rules that are not named.
 */
import Fastify, { type FastifyInstance } from 'fastify'

export interface Entry {
  readonly level: number
  readonly msg: string
  readonly plugin?: string
  readonly rule?: string
  readonly [key: string]: unknown
}

export const INFO = 30
export const WARN = 40
export const ERROR = 50

/** Request logs of Fastify. The options to disable them differ between 5.0 and 6. */
const OF_REQUESTS = /^(?:incoming request|request completed|Route \S+ not found)$/

export function logged (...rules: string[]): { app: FastifyInstance, log: Entry[] } {
  const log: Entry[] = []
  const stream = {
    write (line: string) {
      const entry = JSON.parse(line) as Entry
      if (OF_REQUESTS.test(entry.msg)) return
      if (entry.rule === undefined || rules.includes(entry.rule)) log.push(entry)
    }
  }
  const app = Fastify({ logger: { level: 'info', stream }, forceCloseConnections: true })
  return { app, log }
}
