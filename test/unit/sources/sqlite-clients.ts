/** The packages for SQLite that this Node has. libsql has the interface of better-sqlite3, whose programs for Node 20 npm does not have. */
import Database from 'libsql'
import type { CorsSqliteDatabase } from '../../../lib/sources.ts'

/** Opens a database, for reading only if it must exist. */
export type OpenSqlite = (path: string, isReadonly?: boolean) => CorsSqliteDatabase

interface NodeSqlite { readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => CorsSqliteDatabase }

const nodeSqlite = (process.getBuiltinModule as (id: string) => NodeSqlite | undefined)('node:sqlite')

export const SQLITE_CLIENTS: ReadonlyMap<string, OpenSqlite> = new Map<string, OpenSqlite>([
  ['libsql', (path, readonly = false) => new Database(path, { readonly }) as unknown as CorsSqliteDatabase],
  ...(nodeSqlite === undefined ? [] : [['node:sqlite', (path: string, readOnly = false) => new nodeSqlite.DatabaseSync(path, { readOnly })] as const])
])
