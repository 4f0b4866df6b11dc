/** An application and what it logs at level info and above, without the lines about requests and listening. */
import Fastify, { type FastifyInstance } from 'fastify'

export interface Entry {
  readonly level: number
  readonly msg: string
  readonly plugin?: string
  readonly hooks?: string[]
  readonly routes?: string[]
  readonly [key: string]: unknown
}

export const INFO = 30
export const WARN = 40

export function logged (): { app: FastifyInstance, log: Entry[] } {
  const log: Entry[] = []
  const stream = { write: (line: string) => { log.push(JSON.parse(line)) } }
  const app = Fastify({ logger: { level: 'info', stream }, disableRequestLogging: true, forceCloseConnections: true })
  return { app, log }
}
