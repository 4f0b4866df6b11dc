/** Clients of the application → sessions. Clients are recognized by their methods. */
import { preview } from '../../errors.ts'
import type { CorsPgClient, CorsPgQueryable, CorsPostgresJsClient, CorsPostgresJsQueryable, PostgresSession, Rows } from './client.ts'
import { PgSession, runOnPg } from './pg.ts'
import { PostgresJsSession, runOnPostgresJs } from './postgres-js.ts'

/** Clients that have been used. They belong to one session, which closes them. */
const used = new WeakSet<object>()

/**
 * Returns the session of a new client.
 *
 * @param onLost  called when the connection has ended, if the client does not connect again by itself
 * @throws        TypeError for anything else than a new client
 */
export function sessionOf (client: unknown, onLost: () => void): PostgresSession {
  const isPool = isPg(client) && 'totalCount' in client
  if (isPool || !(isPostgresJs(client) || isPg(client))) {
    throw new TypeError(`\`createClient\` must return \`new pg.Client(…)\` or \`postgres(…)\`, but it has returned ${isPool ? 'a pool' : preview(client)}.`)
  }
  if (used.has(client)) throw new TypeError('`createClient` must return a new client each time, because a source closes its clients.')
  used.add(client)
  if (!isPostgresJs(client)) return new PgSession(client as CorsPgClient, onLost)
  // Its query for types has no handler for errors, so a connection that is lost meanwhile would end the process.
  if ((client as CorsPostgresJsClient).options?.fetch_types !== false) throw new TypeError('The client must not fetch types. Use postgres(…, { fetch_types: false }).')
  return new PostgresJsSession(client as CorsPostgresJsClient)
}

/** @throws TypeError for anything that cannot run statements */
export function assertQueryable (client: unknown): void {
  if (isPostgresJs(client) || isPg(client)) return
  throw new TypeError(`The client must be a client or a pool of pg, or \`postgres(…)\`, but it is ${preview(client)}.`)
}

/** Runs a statement on any client or pool of the application. */
export function runOn (client: CorsPgQueryable | CorsPostgresJsQueryable, text: string, values: readonly string[]): Promise<Rows> {
  return isPostgresJs(client) ? runOnPostgresJs(client, text, values) : runOnPg(client as CorsPgQueryable, text, values)
}

function isPostgresJs (client: unknown): client is CorsPostgresJsQueryable {
  return typeof client === 'function' && typeof (client as Partial<CorsPostgresJsQueryable>).unsafe === 'function'
}

function isPg (client: unknown): client is CorsPgQueryable {
  return typeof client === 'object' && client !== null && typeof (client as Partial<CorsPgQueryable>).query === 'function'
}
