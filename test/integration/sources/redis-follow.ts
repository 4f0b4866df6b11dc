/** Follows a set of Redis as an application does, and waits for what it finds. */
import { SourceLookup, type SourceEvent } from '../../../lib/lookup.ts'
import { redisOrigins, redisWriter, type CorsRedisClient } from '../../../lib/sources.ts'
import type { CorsSourceResult } from '../../../types/decision.ts'
import type { CorsOriginSource, CorsOriginWriter, CorsSourceOptions } from '../../../types/source.ts'
import type { RedisLibrary, User } from './redis-clients.ts'
import { until } from './waiting.ts'

export const A = 'https://a.example'
export const B = 'https://b.example'
export const C = 'https://c.example'

/** The only read of the version comes at the start: what is seen later is seen by messages. */
export const BY_MESSAGES: CorsSourceOptions = { pollInterval: 1_000_000, deadline: 60_000, startDeadline: 60_000 }

/** Short times, for what fails. Nothing depends on them: tests wait for conditions. */
export const SHORT: CorsSourceOptions = { pollInterval: 20, deadline: 300, startDeadline: 60_000 }

export interface Test {
  teardown (end: () => unknown): unknown
}

/** A started lookup. */
export interface Followed {
  readonly lookup: SourceLookup
  readonly events: SourceEvent[]
  /** Waits for a result. A test that waits in vain ends by its own timeout. */
  gives (result: CorsSourceResult, origin: string, key?: string): Promise<void>
}

export async function follow ({ teardown }: Test, source: CorsOriginSource, keys = true): Promise<Followed> {
  const events: SourceEvent[] = []
  const lookup = new SourceLookup(source, () => false, (event) => { events.push(event) })
  teardown(() => { lookup.close() })
  lookup.use({ keys, withoutKey: true })
  await lookup.start()
  return {
    lookup,
    events,
    gives: (result, origin, key) => until(async () => await lookup.find(origin, key) === result)
  }
}

/** A source with a client of its own for each connection. */
export function sourceOf ({ create }: RedisLibrary, port: number, set: string, options: CorsSourceOptions, user?: User): CorsOriginSource {
  return redisOrigins(() => create(port, user), { set, ...options })
}

/** A client that a test uses as an application uses its own. */
export async function connected ({ teardown }: Test, library: RedisLibrary, port: number, options?: object): Promise<CorsRedisClient> {
  const client = library.create(port, undefined, options)
  client.on('error', () => undefined)
  teardown(() => { endClient(client) })
  if ('call' in client) {
    if (client.status === 'wait') await client.connect()
    await until(() => client.status === 'ready')
  } else {
    await client.connect()
  }
  return client
}

export function endClient (client: CorsRedisClient): void {
  if ('call' in client) client.disconnect()
  else if (client.isOpen) client.destroy()
}

/** A writer with its own client. */
export async function writerOf (t: Test, library: RedisLibrary, port: number, set: string): Promise<CorsOriginWriter> {
  return redisWriter(await connected(t, library, port), { set })
}
