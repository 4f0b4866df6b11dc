/** An application that follows a document in a store, and its log. */
import Fastify, { type FastifyInstance } from 'fastify'
import { corsPlugin, type CorsPluginOptions } from '../../../lib/index.ts'

export const A = 'https://a.test'
export const B = 'https://b.test'
export const C = 'https://c.test'

interface Line { readonly level: number, readonly msg: string, readonly err?: { readonly message: string }, readonly store?: string, readonly version?: string }

/** An application that follows a store, and its log. */
export function application (store: unknown, options: object = {}, routes: (app: FastifyInstance) => unknown = () => {}): { app: FastifyInstance, log: Line[] } {
  const log: Line[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { if (!line.includes('"reqId"')) log.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, { policy: store, lint: 'off', ...options } as CorsPluginOptions)
  app.get('/', async () => 'fine')
  app.get('/own', { config: { cors: 'named' } as object }, async () => 'own')
  app.register(async (app) => { await routes(app) })
  return { app, log }
}

export function failureOf (app: FastifyInstance): Promise<unknown> {
  return new Promise((resolve) => { app.ready().then(() => { resolve(undefined) }, resolve) })
}

export async function allows (app: FastifyInstance, origin: string, url = '/'): Promise<boolean> {
  const { headers } = await app.inject({ url, headers: { origin } })
  return headers['access-control-allow-origin'] === origin
}

export const documentOf = (origin: string): object => ({ origins: [origin], policies: { named: { origins: [origin], maxAge: 7 } } })
