#!/usr/bin/env bash
# Fastify 5.12.8: the body of the 414 for a parameter that is too long says "Bad Request".
#
# Fastify writes this response itself, without hooks. Its status line is "414 URI Too Long", but `error` in the JSON body is the phrase of
# another status. In every other error of Fastify, `error` is the phrase of `statusCode`, so code that shows or compares it is misled.
# Without an option `frameworkErrors` no application can correct it.
#
# Expected: "error": "URI Too Long", as for the same error sent with `reply.send(error)`.
# Seen: "error": "Bad Request" with "statusCode": 414.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact fastify@5.12.8
cat > main.cjs <<'JS'
const fastify = require('fastify')

async function bodyWith (options) {
  const app = fastify(options)
  app.get('/:name', async () => '')
  const { statusCode, body } = await app.inject(`/${'n'.repeat(101)}`)
  return `${statusCode} ${JSON.parse(body).error}`
}

(async () => {
  console.log(`own response: ${await bodyWith({})}`)
  console.log(`reply.send: ${await bodyWith({ frameworkErrors: (error, request, reply) => { reply.send(error) } })}`)
})()
JS
seen=$(node main.cjs)
echo "$seen"
expected='own response: 414 Bad Request
reply.send: 414 URI Too Long'
[ "$seen" = "$expected" ] || { echo 'The behavior has changed.'; exit 1; }
