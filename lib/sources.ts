/** The entry point `fastify-cors-policy/sources`: stores of origins outside the policy. None of their clients is a dependency. */
export type { CorsOriginSource, CorsOriginWriter, CorsSourceConnection, CorsSourceOptions } from '../types/source.ts'
export { fileOrigins, fileWriter } from './sources/file.ts'
export { memoryOrigins, type CorsMemoryOrigins } from './sources/memory.ts'
export {
  postgresOrigins, postgresSchema, postgresWriter, type CorsPgClient, type CorsPgQueryable, type CorsPostgresJsClient, type CorsPostgresJsQuery,
  type CorsPostgresJsQueryable, type CorsPostgresTable
} from './sources/postgres.ts'
export { redisOrigins, redisWriter, type CorsRedisClient, type CorsRedisOptions } from './sources/redis.ts'
export {
  sqliteOrigins, sqliteSchema, sqliteWriter, type CorsSqliteDatabase, type CorsSqliteStatement, type CorsSqliteTable
} from './sources/sqlite.ts'
