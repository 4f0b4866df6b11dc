#!/usr/bin/env bash
# A client of ioredis 5.11.1 and 6.0.0 and iovalkey 0.4.0 that is disconnected while it waits to reconnect never ends, and its commands never settle.
#
# When a server goes away, the client keeps the commands without a reply, to send them again after it has reconnected. `disconnect()`
# in this state removes the timer of the next attempt, and nothing else: the status stays `reconnecting`, the event `end` is missing, and
# the promises of the commands stay pending. An `await` of such a command waits for as long as the process runs.
#
# Expected: as in other states, the event `end`, and a rejection of each command with "Connection is closed."
# Seen: status "reconnecting", no event, and a pending command, 3 seconds later.
set -euo pipefail
command -v redis-server >/dev/null || { echo 'Skipped: redis-server is missing. Install it: apt-get install redis-server'; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact ioredis@6.0.0 ioredis-5@npm:ioredis@5.11.1 iovalkey@0.4.0
cat > main.cjs <<'JS'
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { existsSync } = require('node:fs')
const { setTimeout: pause } = require('node:timers/promises')

async function main (name) {
  const { Redis } = require(name)
  const server = spawn('redis-server', ['--port', '0', '--unixsocket', 'redis.sock', '--save', ''], { stdio: 'ignore' })
  process.on('exit', () => { server.kill('SIGKILL') })
  while (!existsSync('redis.sock')) await pause(50)
  const client = new Redis({ path: 'redis.sock' })
  await once(client, 'ready')
  client.on('error', () => {})
  // Stopped, the server receives the command, and sends no reply.
  server.kill('SIGSTOP')
  let command = 'pending'
  client.get('key').then(() => { command = 'resolved' }, error => { command = `rejected: ${error.message}` })
  await pause(200)
  server.kill('SIGKILL')
  await new Promise(resolve => client.once('reconnecting', resolve))
  let end = false
  client.on('end', () => { end = true })
  client.disconnect()
  await pause(3000)
  console.log(`status ${client.status}, ${end ? 'an' : 'no'} event "end", command ${command}`)
  process.exit()
}

main(process.argv[2])
JS
for name in ioredis ioredis-5 iovalkey; do
  rm -f redis.sock
  seen=$(node main.cjs "$name")
  echo "$name: $seen"
  [ "$seen" = 'status reconnecting, no event "end", command pending' ] || { echo 'The behavior has changed.'; exit 1; }
done
