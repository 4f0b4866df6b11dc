/** The store of the command `origins`: a URL or a path → a writer. */
import { resolve } from 'node:path'
import { fileWriter } from '../../sources/file.ts'
import type { CommandValues } from '../arguments.ts'
import { UsageError, type Io } from '../io.ts'
import type { OpenStore, StoreOptions } from './open-store.ts'
import { openPostgres } from './postgres-store.ts'
import { openRedis } from './redis-store.ts'
import { openSqlite } from './sqlite-store.ts'

export interface Store {
  /** Its URL without secrets, or its path. */
  readonly label: string
  /** Removes the password from a message. */
  withoutSecrets (message: string): string
  open (options: StoreOptions, io: Io): Promise<OpenStore>
}

/** @throws UsageError for options that do not fit together */
export function storeOf (values: CommandValues, io: Io): Store {
  const given = storeText(values, io)
  const { set, table } = values
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(given)?.[1]?.toLowerCase()
  const isRedis = scheme === 'redis' || scheme === 'rediss'
  const isPostgres = scheme === 'postgres' || scheme === 'postgresql'
  if (set !== undefined && !isRedis) throw new UsageError('--set is for Redis only.')
  if (table !== undefined && scheme !== 'sqlite' && !isPostgres) throw new UsageError('--table is for SQLite and PostgreSQL only.')
  if (isRedis) {
    if (set === undefined) throw new UsageError('Redis needs --set, the name of the set of origins.')
    return { ...labelOf(given), open: (_options, io) => openRedis(given, set, io) }
  }
  if (isPostgres) return { ...labelOf(given), open: (options, io) => openPostgres(given, table, options, io) }
  if (scheme === 'sqlite') {
    const path = given.slice('sqlite:'.length)
    if (path === '') throw new UsageError('The path of the database is missing. Use sqlite:<path>.')
    return { label: given, withoutSecrets: (message) => message, open: (options, io) => openSqlite(resolve(io.cwd(), path), table, options, io) }
  }
  if (given.includes('://')) {
    // The URL can have a password, so it is not shown.
    throw new UsageError(`The kind of the store${scheme === undefined ? '' : `, ${scheme},`} is unknown. Use a path, sqlite:<path>, redis://… or postgres://….`)
  }
  return {
    label: given,
    withoutSecrets: (message) => message,
    open: async (_options, io) => ({ writer: fileWriter(resolve(io.cwd(), given)), close () {} })
  }
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
