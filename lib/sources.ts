/**
 * The entry point `fastify-cors-policy/sources`: stores of origins and of documents. None of their clients is a dependency.
 *
 * @module fastify-cors-policy/sources
 */
export type {
  CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions, CorsDocumentVersion, CorsDocumentWriter, CorsPublication, CorsStoredDocument,
  CorsVersionedDocumentWriter
} from '../types/document-store.ts'
export type { CorsOriginSource, CorsOriginWriter, CorsSourceChange, CorsSourceConnection, CorsSourceOptions } from '../types/source.ts'
export { fileDocument, fileDocumentWriter } from './sources/document/file.ts'
export { postgresDocument, postgresDocumentWriter } from './sources/document/postgres.ts'
export { postgresDocumentSchema } from './sources/document/create-postgres-table.ts'
export { redisDocument, type CorsRedisDocumentOptions } from './sources/document/redis.ts'
export { redisDocumentWriter } from './sources/document/redis-writer.ts'
export { fileOrigins, fileWriter } from './sources/file.ts'
export { memoryOrigins, memoryWriter, type CorsMemoryOrigins } from './sources/memory.ts'
export {
  postgresOrigins, postgresSchema, postgresWriter, type CorsPgClient, type CorsPgQueryable, type CorsPostgresJsClient, type CorsPostgresJsQuery,
  type CorsPostgresJsQueryable, type CorsPostgresTable
} from './sources/postgres.ts'
export { redisOrigins, redisWriter, type CorsRedisClient, type CorsRedisOptions } from './sources/redis.ts'
export {
  sqliteOrigins, sqliteSchema, sqliteWriter, type CorsSqliteDatabase, type CorsSqliteStatement, type CorsSqliteTable
} from './sources/sqlite.ts'
