#!/usr/bin/env bash
# `sql.end({ timeout: 0 })` of postgres 3.4.9 (postgres.js) resolves while its socket is still open, if the server does not respond.
#
# Its README says: "any pending queries will be rejected once the timeout (in seconds) is reached and the connections will be
# destroyed". But `terminate` in src/connection.js calls `socket.end()`, which closes only the own side. A server that hangs, or a
# path that is cut without a sign, never closes the other side. The socket stays open and keeps the process alive, and the client
# has no method that closes it.
#
# Here the server is stopped with SIGSTOP, as a machine that hangs.
#
# Expected: after `end({ timeout: 0 })` the client has no open socket, and the process ends.
# Seen: `end` resolves at once, and three seconds later the process still has its socket. It ends when the server continues.
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
import postgres from 'postgres'

const sql = postgres({ host: process.argv[2], username: 'postgres', database: 'postgres', max: 1 })
const [{ pid }] = await sql`SELECT pg_backend_pid() AS pid`
process.kill(pid, 'SIGSTOP')
const query = sql`SELECT 1`.then(() => 'succeeds', () => 'rejects')
await new Promise(resolve => setTimeout(resolve, 100))
await sql.end({ timeout: 0 })
console.log(`end has resolved, the query ${await query}`)
setTimeout(() => {
  console.log('the process still runs after three seconds')
  process.kill(pid, 'SIGCONT')
}, 3000).unref()
process.on('exit', () => console.log('the process ends'))
JS
node main.js "$server" | tee seen
diff seen - <<'TEXT' || { echo 'The behavior has changed.'; exit 1; }
end has resolved, the query rejects
the process still runs after three seconds
the process ends
TEXT
