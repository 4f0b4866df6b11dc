/** A pgbouncer of its own for a test. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Program, program } from './postgres-program.ts'
import type { Address, PostgresServer, Teardown } from './postgres-server.ts'

/** Starts pgbouncer before a server. In transaction mode, a session of the server belongs to a client only while a transaction lasts. */
export async function startPgbouncer (t: Teardown, server: PostgresServer): Promise<Address> {
  const bouncer = new Program()
  t.teardown(async () => {
    await bouncer.end('SIGKILL')
    bouncer.remove()
  })
  const address = { host: bouncer.folder, port: 6432 }
  const file = join(bouncer.folder, 'pgbouncer.ini')
  writeFileSync(file, [
    '[databases]',
    `postgres = host=${server.address.host} port=${server.address.port} user=postgres`,
    '[pgbouncer]',
    'listen_addr =',
    `listen_port = ${address.port}`,
    `unix_socket_dir = ${address.host}`,
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 3'
  ].join('\n'))
  await bouncer.run(program('pgbouncer'), [file], async () => {
    const client = new pg.Client({ ...address, user: 'postgres', database: 'postgres' })
    client.on('error', () => undefined)
    await client.connect()
    await client.end()
  })
  return address
}
