#!/usr/bin/env bash
# postgres 3.4.9 (postgres.js) ends the process when the server ends a connection on which it reads the types of the database.
#
# With the default `fetch_types: true`, each new connection first runs a query for the types of lists. `fetchArrayTypes` in
# src/connection.js awaits it, and nothing awaits `fetchArrayTypes`. If the server ends the session meanwhile, as it does at a
# restart, that promise rejects without a handler, and Node ends the process. `sql.end({ timeout: 0 })` at that moment does the same.
# The application handles the rejection of its own query, and has no other promise that it could handle.
#
# Here a relay between the client and the server keeps the first statement back until an administrator has ended the session.
#
# Expected: the query of the application rejects, and the process continues.
# Seen with `fetch_types: true`: the process ends with exit code 1 because of the error 57P01. With `false`, it continues.
set -euo pipefail
initdb=$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1 || true)
[ -n "$initdb" ] || { echo 'PostgreSQL is not installed, so nothing was run. Install it: apt-get install postgresql'; exit 0; }
bin=$(dirname "$initdb")
folder=$(mktemp -d)
server=$folder/server
mkdir "$server"
# PostgreSQL does not run as root.
as=()
[ "$(id -u)" != 0 ] || { chmod 755 "$folder"; chown postgres "$server"; as=(setpriv --reuid=postgres --regid=postgres --clear-groups); }
trap '"${as[@]}" "$bin/pg_ctl" -D "$server/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$server/data" -U postgres -A trust --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$server/data" -w -l "$server/log" -o "-c listen_addresses='' -c unix_socket_directories=$server -c fsync=off" start >/dev/null
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --save-exact postgres@3.4.9
cat > main.js <<'JS'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'

const [folder, fetchTypes] = process.argv.slice(2)
const settings = { username: 'postgres', database: 'postgres', fetch_types: false }
const admin = postgres({ ...settings, host: folder })
const relay = createServer(client => {
  const server = connect(`${folder}/.s.PGSQL.5432`)
  client.on('data', data => {
    if (!/typarray|SELECT 1/.test(data)) server.write(data)
    else admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`.then(() => {})
  })
  server.on('data', data => client.write(data))
  for (const [one, other] of [[client, server], [server, client]]) one.on('error', () => {}).on('close', () => other.destroy())
})
await new Promise(resolve => relay.listen(0, '127.0.0.1', resolve))
const sql = postgres({ ...settings, host: '127.0.0.1', port: relay.address().port, fetch_types: fetchTypes === 'true' })
const result = await sql`SELECT 1`.then(() => 'succeeds', () => 'rejects')
console.log(`the query ${result}`)
await pause(100)
console.log('the process continues')
process.exit(0)
JS
run () {
  local status=0
  node main.js "$server" "$1" >output 2>&1 || status=$?
  { grep -oE "^the .*|code: '57P01'" output || true; echo "exit code $status"; } | paste -sd ';'
}
for fetch_types in true false; do echo "fetch_types: $fetch_types: $(run "$fetch_types")"; done | tee seen
diff seen - <<'TEXT' || { echo 'The behavior has changed.'; exit 1; }
fetch_types: true: the query rejects;code: '57P01';exit code 1
fetch_types: false: the query rejects;the process continues;exit code 0
TEXT
