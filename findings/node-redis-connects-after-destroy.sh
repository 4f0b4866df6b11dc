#!/usr/bin/env bash
# A client of redis 5.12.1 and 6.3.1 that is destroyed while it connects connects anyway, and stays connected.
#
# `destroy()` closes the socket that the client has. Between `connect()` and the end of the TCP handshake it has none yet, so nothing is
# closed. The handshake ends, the client says `ready`, and the promise of `connect()` resolves, while `isOpen` is false. In 5.12.1, a
# second `destroy()` throws ClientClosedError, so that the connection cannot be closed and keeps the process alive. In 6.3.1 it closes it.
# An application that gives up a connection attempt after a time limit of its own can meet this.
#
# Expected: after `destroy()`, the promise of `connect()` is rejected, and no connection is left.
# Seen: see the line `expected` below; the server counts one connection of the client.
set -euo pipefail
command -v redis-server >/dev/null || { echo 'Skipped: redis-server is missing. Install it: apt-get install redis-server'; exit 0; }
folder=$(mktemp -d)
redis-server --port 0 --unixsocket "$folder/redis.sock" --save '' --dir "$folder" >/dev/null &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
cd "$folder"
until [ -S redis.sock ]; do sleep 0.05; done
echo '{ "private": true }' > package.json
cat > main.cjs <<'JS'
const { createClient } = require('redis')
const { setTimeout: pause } = require('node:timers/promises')

const socket = { path: 'redis.sock' }

async function main () {
  const admin = await createClient({ socket }).connect()
  const connections = async () => (await admin.sendCommand(['CLIENT', 'LIST'])).trim().split('\n').length - 1
  const client = createClient({ socket })
  client.on('error', () => {})
  const connected = client.connect()
  client.destroy()
  const outcome = await connected.then(() => 'resolved', error => `rejected: ${error.message}`)
  const before = await connections()
  const { isOpen, isReady } = client
  let again = 'returns'
  try { client.destroy() } catch (error) { again = `throws ${error.constructor.name}` }
  await pause(500)
  console.log(`connect() ${outcome}, isOpen ${isOpen}, isReady ${isReady}, ${before} connection; a second destroy() ${again}, ${await connections()} connection`)
  process.exit()
}

main()
JS
for row in '5.12.1|throws ClientClosedError, 1' '6.3.1|returns, 0'; do
  version=${row%%|*}
  npm install --silent --no-audit --no-fund --save-exact "redis@$version"
  seen=$(node main.cjs)
  expected="connect() resolved, isOpen false, isReady true, 1 connection; a second destroy() ${row#*|} connection"
  echo "redis $version: $seen"
  [ "$seen" = "$expected" ] || { echo 'The behavior has changed.'; exit 1; }
done
