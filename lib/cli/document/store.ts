/** The store of the command `document`. */
import { resolve } from 'node:path'
import { fileDocumentWriter } from '../../sources/document/file.ts'
import { postgresDocumentWriter } from '../../sources/document/postgres.ts'
import { postgresDocumentSchema } from '../../sources/document/create-postgres-table.ts'
import { redisDocumentWriter } from '../../sources/document/redis-writer.ts'
import type { CommandValues } from '../arguments.ts'
import { UsageError, type Io } from '../io.ts'
import type { OpenStore } from '../origins/open-store.ts'
import { openTables } from '../origins/postgres-store.ts'
import { openRedis } from '../origins/redis-store.ts'
import { storeLocationOf, type Store } from '../origins/store.ts'
import type { AnyDocumentWriter } from './actions.ts'

/** @throws UsageError for options that do not fit together */
export function documentStoreOf (values: CommandValues, io: Io): Store<OpenStore<AnyDocumentWriter>> {
  const location = storeLocationOf(values, io)
  const { kind, at } = location
  const { key, table } = values
  if (key !== undefined && kind !== 'redis') throw new UsageError('--key is for Redis only.')
  if (table !== undefined && kind !== 'postgres') throw new UsageError('--table is for PostgreSQL only.')
  switch (kind) {
    case 'sqlite':
      throw new UsageError('A document cannot be in SQLite. Use a path, redis://… or postgres://….')
    case 'redis':
      if (key === undefined) throw new UsageError('Redis needs --key, the name of the hash with the document.')
      return { ...location, open: (_options, io) => openRedis(at, (client) => ({ writer: redisDocumentWriter(client, { key }) }), io) }
    case 'postgres': {
      const names = { ...(table !== undefined && { table }) }
      return {
        ...location,
        open: (options, io) => openTables<AnyDocumentWriter>(at, {
          schema: postgresDocumentSchema(names),
          writerOf: (client) => postgresDocumentWriter(client, names),
          probe: async (writer) => await writer.history!()
        }, options, io)
      }
    }
    case 'file':
      return { ...location, open: async (_options, io) => ({ writer: fileDocumentWriter(resolve(io.cwd(), at)), close () {} }) }
  }
}
