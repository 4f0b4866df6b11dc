/** The keys in a store whose lists have origins, sorted. Writers have no method for this, because only people need all keys at once. */
import { promises as files } from 'node:fs'
import { isJsonFile, parseOriginsByKey } from '../../sources/file/format.ts'
import type { CorsPgQueryable, CorsPostgresJsQueryable, CorsPostgresTable } from '../../sources/postgres.ts'
import { postgresNames } from '../../sources/postgres/names.ts'
import { runOn } from '../../sources/postgres/session.ts'
import type { CorsRedisClient } from '../../sources/redis.ts'
import { sendCommand } from '../../sources/redis/client.ts'
import { redisKeys } from '../../sources/redis/keys.ts'
import type { CorsSqliteDatabase, CorsSqliteTable } from '../../sources/sqlite.ts'
import { sqliteNames } from '../../sources/sqlite/create-tables.ts'

/** The approximate number of keys that Redis looks at for one reply. KEYS would block it until it has looked at all. */
const BATCH = '1000'

export async function keysInRedis (client: CorsRedisClient, set: string): Promise<string[]> {
  const prefix = redisKeys(set).setOf('')
  const pattern = `${prefix.replaceAll(/[\\*?[\]]/g, '\\$&')}*`
  const found = new Set<string>()
  let cursor = '0'
  do {
    const [next, names] = await sendCommand(client, ['SCAN', cursor, 'MATCH', pattern, 'COUNT', BATCH]) as [unknown, readonly unknown[]]
    for (const name of names) found.add(String(name).slice(prefix.length))
    cursor = String(next)
  } while (cursor !== '0')
  return [...found].sort()
}

export async function keysInPostgres (client: CorsPgQueryable | CorsPostgresJsQueryable, options: CorsPostgresTable): Promise<string[]> {
  const rows = await runOn(client, `SELECT DISTINCT key FROM ${postgresNames(options).table} WHERE key <> ''`, [])
  return rows.map(([key]) => key as string).sort()
}

export function keysInSqlite (database: CorsSqliteDatabase, options: CorsSqliteTable): string[] {
  const rows = database.prepare(`SELECT DISTINCT key FROM ${sqliteNames(options).table} WHERE key <> ''`).all()
  return rows.map((row) => (row as { readonly key: string }).key).sort()
}

export async function keysInFile (path: string): Promise<string[]> {
  if (!isJsonFile(path)) return []
  return [...parseOriginsByKey(await files.readFile(path))].filter(([key, origins]) => key !== '' && origins.length > 0).map(([key]) => key).sort()
}
