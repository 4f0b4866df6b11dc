#!/usr/bin/env bash
# The loader of ts-node 10.9.2 for ES modules cannot import NestJS 12, which is one of ES modules.
#
# @nestjs/common 12 has the `exports` patterns "./*.js" and "./*", both with the target "./*.js". Of two patterns that are equally long
# up to the star, Node chooses the longer one, "./*.js": https://nodejs.org/api/esm.html#resolution-algorithm-specification. The loader
# chooses "./*", and looks for a file whose name ends in ".js.js". NestJS imports its own files with ".js", so nothing of it loads. The
# loader of @tapjs/typescript 3.5.12, which has the same resolver, does the same.
#
# Expected: the file that Node finds.
# Seen: "node: function", and "ts-node: Cannot find module … validation.pipe.js.js".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --save-exact @nestjs/common@12.5.1 reflect-metadata@0.2.2 rxjs@7.8.2 ts-node@10.9.2 typescript@5.9.3 @types/node@20.19.43
cat > main.js <<'JS'
import 'reflect-metadata'
import { ValidationPipe } from '@nestjs/common/pipes/validation.pipe.js'
console.log(typeof ValidationPipe)
JS
seen="node: $(node main.js)
ts-node: $(node --no-warnings --loader ts-node/esm main.js 2>&1 | grep -o 'Cannot find module\|validation\.pipe\.js\.js' | head -2 | tr '\n' ' ' || true)"
echo "$seen"
[ "$seen" = 'node: function
ts-node: Cannot find module validation.pipe.js.js ' ] || { echo 'The behavior has changed.'; exit 1; }
