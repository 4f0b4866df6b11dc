#!/usr/bin/env bash
# WebKitGTK 2.50.6 turns a DELETE into a GET at a 307 or 308 to another origin, and sends no preflight for it.
#
# A page sends `fetch(url, { method: 'DELETE' })` to its own origin, which redirects to another origin with 307. The Fetch standard
# (#http-redirect-fetch) changes the method only for 301 and 302 of POST, and for 303. So the second request should be a DELETE, after a
# preflight. Chromium and Firefox do this, and WebKitGTK does it for PUT, PATCH and unknown methods.
#
# Needs Debian's webkit2gtk-driver 2.50.6, xvfb, and Node. Nothing else is installed.
# Seen: "PUT: PUT, OPTIONS, PUT" and "DELETE: DELETE, GET".
set -euo pipefail
for program in WebKitWebDriver Xvfb node; do command -v "$program" >/dev/null || { echo "Install $program: Debian's webkit2gtk-driver, xvfb, nodejs."; exit 1; }; done
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
Xvfb -displayfd 3 -nolisten tcp 3>screen 2>/dev/null &
until [ -s screen ]; do sleep 0.1; done
port=$((20000 + RANDOM % 20000))
HOME=$folder DISPLAY=:$(cat screen) LIBGL_ALWAYS_SOFTWARE=1 WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 WebKitWebDriver --port=$port 2>/dev/null &
cat > main.mjs <<'JS'
import { createServer } from 'node:http'
import { readdirSync } from 'node:fs'
const received = []
const server = createServer(({ method, url, headers }, response) => {
  if (url === '/first' || url === '/second') received.push(method)
  const port = server.address().port
  response.setHeader('Access-Control-Allow-Origin', `http://127.0.0.1:${port}`)
  response.setHeader('Access-Control-Allow-Methods', 'PUT, DELETE')
  if (url === '/first') return response.writeHead(307, { Location: `http://127.0.0.2:${port}/second` }).end()
  response.writeHead(200, { 'Content-Type': 'text/html' }).end()
}).listen(0, '0.0.0.0')
const driver = `http://127.0.0.1:${process.argv[2]}`
const send = async (method, path, body) => {
  const { value } = await (await fetch(driver + path, { method, body: body && JSON.stringify(body) })).json()
  return value
}
for (;;) if (await send('GET', '/status').catch(() => undefined)) break
const folder = readdirSync('/usr/lib').find(name => name.endsWith('-linux-gnu'))
const options = { binary: `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`, args: ['--automation'] }
const { sessionId, capabilities } = await send('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } })
console.log('WebKitGTK', capabilities.browserVersion)
await send('POST', `/session/${sessionId}/url`, { url: `http://127.0.0.1:${server.address().port}/page` })
for (const method of ['PUT', 'DELETE']) {
  received.length = 0
  const script = 'const [method, done] = arguments; fetch("/first", { method }).then(done, () => done())'
  await send('POST', `/session/${sessionId}/execute/async`, { script, args: [method] })
  console.log(`${method}: ${received.join(', ')}`)
}
await send('DELETE', `/session/${sessionId}`)
process.exit()
JS
node main.mjs "$port" | tee output
grep -qx 'PUT: PUT, OPTIONS, PUT' output && grep -qx 'DELETE: DELETE, GET' output || { echo 'The behavior has changed.'; exit 1; }
