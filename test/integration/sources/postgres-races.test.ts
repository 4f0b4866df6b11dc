/** A look-up and the removal of its origin at the same time: whatever the look-up says, the removal counts from its message on. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import pg from 'pg'
import { postgresOrigins, postgresWriter, type CorsPgClient, type CorsPostgresJsClient } from '../../../lib/sources.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS, PUSHED, createStore, follow } from './postgres-store.ts'
import { until } from './waiting.ts'

const ROUNDS = isLong ? 10_000 : 100
/** Which comes first depends on the machine: there are more rounds until both have happened. */
const MOST_ROUNDS = 10 * ROUNDS

const server = await PostgresServer.start(t)

for (const [client, create] of CLIENTS) {
  for (const where of ['the connection of the look-ups', 'another connection'] as const) {
    t.test(`${client}: origins that are removed on ${where} during a look-up do not stay listed`, async (t) => {
      const store = await createStore(server)
      await store.replace(Array.from({ length: MOST_ROUNDS }, (_, i) => `https://${i}.example`))
      const clients: (CorsPgClient | CorsPostgresJsClient)[] = []
      const createClient = () => {
        const made = create(server.address)
        clients.push(made)
        return made
      }
      const { lookup } = await follow(t, postgresOrigins(createClient, { ...PUSHED, ...store.names, mode: 'lookup' }))
      await until(() => lookup.status().push === 'working')
      const other = new pg.Client({ ...server.address, user: 'postgres', database: 'postgres' })
      await other.connect()
      t.teardown(() => other.end())
      const writer = postgresWriter(where === 'another connection' ? other : clients[0]!, store.names)
      const seen = { listed: 0, 'not-listed': 0 }
      const stale: string[] = []
      for (let i = 0; i < ROUNDS || (i < MOST_ROUNDS && (seen.listed === 0 || seen['not-listed'] === 0)); i++) {
        const origin = `https://${i}.example`
        const { version } = lookup.status()
        // The removal first, both in one turn, or the look-up first.
        const lookUp = async () => {
          if (i % 3 === 0) await nextTurn()
          return await lookup.find(origin, undefined)
        }
        const remove = async () => {
          if (i % 3 === 2) await nextTurn()
          return await writer.disallow(origin)
        }
        const [result] = await Promise.all([lookUp(), remove()])
        seen[result === 'listed' ? result : 'not-listed']++
        await until(() => lookup.status().version !== version)
        if (await lookup.find(origin, undefined) !== 'not-listed') stale.push(origin)
      }
      t.strictSame(stale, [])
      t.comment(`${JSON.stringify(seen)} during the removal`)
      t.ok(seen.listed > 0 && seen['not-listed'] > 0, 'some look-ups came before the removal, and some after it')
    })
  }
}
