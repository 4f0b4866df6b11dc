#!/usr/bin/env bash
# `modify` of jsonc-parser 3.3.1 leaves the last character of an entry, when it removes the last entry of a list on one line.
#
# The edit ends one character before the bracket that closes the list, whether or not a space stands there. Without a space, the last
# digit or the closing quote stays, and runs together with the entry before. `[ 1, 2 ]`, entries that are not the last, and members of
# objects are removed well. A tool that removes the last origin of a list with it writes text that is not JSON.
#
# Expected: `[1, 2]` without its entry 1 is `[1]`.
# Seen: it is `[12]`, and `["a", "b"]` becomes `["a""]`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact jsonc-parser@3.3.1
cat > main.js <<'JS'
const { applyEdits, modify } = require('jsonc-parser')
const removed = (text, path) => applyEdits(text, modify(text, path, undefined, {}))
console.log([removed('[1, 2]', [1]), removed('[ 1, 2 ]', [1]), removed('[1, 2, 3]', [1]), removed('["a", "b"]', [1]), removed('{"a": 1, "b": 2}', ['b'])].join(' '))
JS
seen=$(node main.js)
echo "$seen"
[ "$seen" = '[12] [ 1 ] [1, 3] ["a""] {"a": 1}' ] || { echo 'The behavior has changed.'; exit 1; }
