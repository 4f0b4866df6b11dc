/** The store of a command: a URL or a path → a writer. */
import { resolve } from 'node:path'
import { fileWriter } from '../../sources/file.ts'
import { redisWriter } from '../../sources/redis.ts'
import type { CommandValues } from '../arguments.ts'
import { UsageError, type Io } from '../io.ts'
import { keysInFile, keysInRedis } from './keys.ts'
import type { OpenOrigins, StoreOptions } from './open-store.ts'
import { openPostgres } from './postgres-store.ts'
import { openRedis } from './redis-store.ts'
import { openSqlite } from './sqlite-store.ts'

/** Where a store is. */
export interface StoreLocation {
  readonly kind: 'file' | 'sqlite' | 'redis' | 'postgres'
  /** A path for a file or SQLite, otherwise a URL. */
  readonly at: string
  /** Its URL without secrets, or its path. */
  readonly label: string
  /** Removes the password from a message. */
  withoutSecrets (message: string): string
}

export interface Store<Opened = OpenOrigins> extends Pick<StoreLocation, 'label' | 'withoutSecrets'> {
  open (options: StoreOptions, io: Io): Promise<Opened>
}

/** @throws UsageError for options that do not fit together */
export function storeOf (values: CommandValues, io: Io): Store {
  const location = storeLocationOf(values, io)
  const { kind, at } = location
  const { set, table } = values
  if (set !== undefined && kind !== 'redis') throw new UsageError('--set is for Redis only.')
  if (table !== undefined && kind !== 'sqlite' && kind !== 'postgres') throw new UsageError('--table is for SQLite and PostgreSQL only.')
  if (kind === 'redis') {
    if (set === undefined) throw new UsageError('Redis needs --set, the name of the set of origins.')
    return { ...location, open: (_options, io) => openRedis(at, (client) => ({ writer: redisWriter(client, { set }), keys: () => keysInRedis(client, set) }), io) }
  }
  if (kind === 'postgres') return { ...location, open: (options, io) => openPostgres(at, table, options, io) }
  if (kind === 'sqlite') return { ...location, open: (options, io) => openSqlite(resolve(io.cwd(), at), table, options, io) }
  return {
    ...location,
    open: async (_options, io) => {
      const path = resolve(io.cwd(), at)
      return { writer: fileWriter(path), keys: () => keysInFile(path), close () {} }
    }
  }
}

/** @throws UsageError for a store that is missing or of an unknown kind */
export function storeLocationOf (values: CommandValues, io: Io): StoreLocation {
  const given = storeText(values, io)
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(given)?.[1]?.toLowerCase()
  if (scheme === 'redis' || scheme === 'rediss') return { kind: 'redis', at: given, ...labelOf(given) }
  if (scheme === 'postgres' || scheme === 'postgresql') return { kind: 'postgres', at: given, ...labelOf(given) }
  const local = { label: given, withoutSecrets: (message: string) => message }
  if (scheme === 'sqlite') {
    const path = given.slice('sqlite:'.length)
    if (path === '') throw new UsageError('The path of the database is missing. Use sqlite:<path>.')
    return { kind: 'sqlite', at: path, ...local }
  }
  if (given.includes('://')) {
    // The URL can have a password, so it is not shown.
    throw new UsageError(`The kind of the store${scheme === undefined ? '' : `, ${scheme},`} is unknown. Use a path, sqlite:<path>, redis://… or postgres://….`)
  }
  return { kind: 'file', at: given, ...local }
}

function storeText ({ store, 'store-env': variable }: CommandValues, { env }: Io): string {
  if (store !== undefined && variable !== undefined) throw new UsageError('--store and --store-env must not be used together.')
  if (store === undefined && variable === undefined) throw new UsageError('The option --store is missing. It is a path, sqlite:<path>, redis://… or postgres://….')
  const given = store ?? env[variable!] ?? ''
  if (given === '') throw new UsageError(variable === undefined ? '--store must not be empty.' : `The environment variable ${variable} is missing or empty.`)
  return given
}

function labelOf (given: string): Pick<Store, 'label' | 'withoutSecrets'> {
  let url: URL
  try {
    url = new URL(given)
  } catch {
    throw new UsageError('The URL of the store is invalid.')
  }
  const secrets = [url.password, decoded(url.password)].filter((secret) => secret !== '')
  return {
    label: `${url.protocol}//${url.host}${url.pathname}`,
    withoutSecrets: (message) => secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message)
  }
}

function decoded (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
