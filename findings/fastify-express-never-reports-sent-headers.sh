#!/usr/bin/env bash
# @fastify/express 4.0.7: `response.headersSent` is false even after Fastify has sent the whole response.
#
# The plugin defines `headersSent` on each raw response, as a getter that is true only after the middleware itself has called
# `response.send()`. After a response of Fastify it stays false, and after `response.send()` it is true before the head is written. Code
# that reads it before it sets a header, as the documentation of Node and Express recommends, does the wrong thing. `compression`
# 1.8.2, for example, then writes the head a second time, and no client gets a response.
#
# Expected: true in `onResponse`, as without the plugin and with @fastify/middie 9.3.6.
# Seen: "@fastify/express: headersSent false" with the whole response "hello"; "@fastify/middie: headersSent true".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact fastify@5.12.8 @fastify/express@4.0.7 @fastify/middie@9.3.6
cat > main.cjs <<'JS'
const fastify = require('fastify')

async function seenWith (plugin) {
  const app = fastify({ forceCloseConnections: true })
  const sent = new Promise(resolve => { app.addHook('onResponse', async (_request, { raw }) => { resolve(raw.headersSent) }) })
  await app.register(require(plugin))
  app.use((_request, _response, next) => next())
  app.get('/', async () => 'hello')
  const body = await (await fetch(await app.listen({ port: 0, host: '127.0.0.1' }))).text()
  const line = `${plugin}: headersSent ${await sent}, body ${body}`
  await app.close()
  return line
}

(async () => {
  for (const plugin of ['@fastify/express', '@fastify/middie']) console.log(await seenWith(plugin))
})()
JS
seen=$(node main.cjs)
echo "$seen"
expected='@fastify/express: headersSent false, body hello
@fastify/middie: headersSent true, body hello'
[ "$seen" = "$expected" ] || { echo 'The behavior has changed.'; exit 1; }
