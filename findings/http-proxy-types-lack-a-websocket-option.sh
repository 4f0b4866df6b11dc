#!/usr/bin/env bash
# @fastify/http-proxy 11.6.3: its types reject the documented option `wsClientOptions.rewriteRequestHeaders`.
#
# The README documents the function, with which a gateway writes the headers of the WebSocket that it opens. Without it, the gateway
# forwards only `cookie`, so the server behind it receives no `Origin` and cannot check which page a WebSocket comes from. The
# function works in JavaScript. In TypeScript, a literal with it does not compile.
#
# Expected: it compiles.
# Seen: TS2353, 'rewriteRequestHeaders' does not exist in type 'ClientOptions & …'.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --save-exact fastify@5.12.8 @fastify/http-proxy@11.6.3 typescript@6.0.3 \
  @types/node@20.19.43 @types/ws@8.18.2
cat > main.ts <<'TS'
import type { FastifyHttpProxyOptions } from '@fastify/http-proxy'

export const wsClientOptions: FastifyHttpProxyOptions['wsClientOptions'] = { rewriteRequestHeaders: (headers: object) => headers }
TS
seen=$(npx tsc --noEmit --strict --module nodenext --target es2022 --skipLibCheck main.ts || true)
echo "$seen"
documentation=node_modules/@fastify/http-proxy/README.md
grep -q 'rewriteRequestHeaders(headers, request)' "$documentation" || { echo 'The documentation has changed.'; exit 1; }
case "$seen" in
  "main.ts(3,"*"error TS2353"*"'rewriteRequestHeaders' does not exist"*) ;;
  *) echo 'The behavior has changed.'; exit 1 ;;
esac
