/** An application that follows a document, as tests look at it. */
import Fastify, { type FastifyInstance } from 'fastify'
import { corsPlugin, type CorsPluginOptions } from '../../../lib/index.ts'
import type { CorsDocumentStore, CorsDocumentStoreOptions, CorsDocumentStoreStatus } from '../../../types/document-store.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { until } from './waiting.ts'

export const A = 'https://a.example'
export const B = 'https://b.example'

/** The version is read at the start and after messages only. Nothing depends on the times: tests wait for conditions. */
export const PUSHED: CorsDocumentStoreOptions = { pollInterval: 1_000_000, deadline: 60_000, startDeadline: 60_000 }

/** The version is read often. */
export const POLLED: CorsDocumentStoreOptions = { ...PUSHED, pollInterval: 10 }

/** Short times, for what fails. */
export const IMPATIENT: CorsDocumentStoreOptions = { pollInterval: 20, deadline: 300, startDeadline: 60_000 }

export const documentOf = (origin: string): CorsPolicyDocument => ({ origins: [origin], maxAge: 60 })

interface Test {
  teardown (end: () => unknown): unknown
}

export interface FollowingApplication {
  readonly app: FastifyInstance
  readonly log: string[]
  status (): CorsDocumentStoreStatus
  /** Waits until the application has the document with this origin only. */
  has (origin: string): Promise<void>
}

export async function application (t: Test, store: CorsDocumentStore): Promise<FollowingApplication> {
  const log: string[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write (line: string) { log.push(line) } } } })
  app.register(corsPlugin, { policy: store, lint: 'off' } satisfies CorsPluginOptions)
  app.get('/', async () => '')
  t.teardown(() => app.close())
  await app.ready()
  const allows = async (origin: string): Promise<boolean> => (await app.inject({ url: '/', headers: { origin } })).headers['access-control-allow-origin'] === origin
  return {
    app,
    log,
    status: () => app.cors.status().registrations[0]!.store!,
    has: async (origin) => {
      await until(() => allows(origin))
      if (await allows(origin === A ? B : A)) throw new Error(`The policy of ${origin} is not the only one.`)
    }
  }
}

/** The same store without messages. */
export function withoutMessages (store: CorsDocumentStore): CorsDocumentStore {
  return {
    ...store,
    async connect () {
      const connection = await store.connect()
      return { version: () => connection.version(), read: () => connection.read(), close: () => { connection.close() } }
    }
  }
}
