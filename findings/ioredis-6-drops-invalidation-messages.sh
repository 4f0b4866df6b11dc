#!/usr/bin/env bash
# ioredis 6.0.0 with its defaults drops the messages of CLIENT TRACKING, which a subscriber of ioredis 5.11.1 receives.
#
# ioredis 6 uses RESP3, where Redis sends an invalidated key as a push of the type `invalidate`. The client knows only the pushes of
# subscriptions, and ignores others without an event or a message. Code that caches values in memory, and forgets them when the channel
# `__redis__:invalidate` names a key, keeps outdated values after the update of the library. All commands still reply OK.
#
# Expected: the event `message` on the channel `__redis__:invalidate`, or an error of CLIENT TRACKING.
# Seen: ioredis 5.11.1 and ioredis 6.0.0 with `protocol: 2` receive the key; ioredis 6.0.0 with its defaults receives nothing in 3 seconds.
set -euo pipefail
command -v redis-server >/dev/null || { echo 'Skipped: redis-server is missing. Install it: apt-get install redis-server'; exit 0; }
folder=$(mktemp -d)
redis-server --port 0 --unixsocket "$folder/redis.sock" --save '' --dir "$folder" >/dev/null &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
cd "$folder"
until [ -S redis.sock ]; do sleep 0.05; done
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact ioredis@6.0.0 ioredis-5@npm:ioredis@5.11.1
cat > main.cjs <<'JS'
const { once } = require('node:events')
const { setTimeout: pause } = require('node:timers/promises')

async function main (name, options) {
  const { Redis } = require(name)
  const [data, subscriber, writer] = [1, 2, 3].map(() => new Redis({ path: 'redis.sock', ...options }))
  await once(subscriber, 'ready')
  const id = await subscriber.client('ID')
  const message = new Promise(resolve => subscriber.on('message', (channel, key) => { resolve(`${channel} ${key}`) }))
  await subscriber.subscribe('__redis__:invalidate')
  const tracking = await data.client('TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST')
  await writer.set('key', 'value')
  console.log(`CLIENT TRACKING ${tracking}, message ${await Promise.race([message, pause(3000, 'missing')])}`)
  process.exit()
}

main(process.argv[2], JSON.parse(process.argv[3]))
JS
while read -r name options expected; do
  seen=$(node main.cjs "$name" "$options")
  echo "$name $options: $seen"
  [ "$seen" = "CLIENT TRACKING OK, message $expected" ] || { echo 'The behavior has changed.'; exit 1; }
done <<'ROWS'
ioredis-5 {} __redis__:invalidate key
ioredis {"protocol":2} __redis__:invalidate key
ioredis {} missing
ROWS
