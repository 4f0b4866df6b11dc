#!/usr/bin/env bash
# libsql 0.5.29 ignores the options `readonly` and `fileMustExist`; better-sqlite3, whose interface it has, does not.
#
# The package describes itself as compatible with better-sqlite3, and its types have both options. `new Database(path, { readonly: true })`
# opens the database for writing, and `fileMustExist` creates a file that does not exist. A program that opens a database only to read it
# can change it, and one with a mistyped path reads an empty database instead of failing.
#
# Expected: an INSERT on the first database throws, and the second call of the constructor throws.
# Seen: the row is inserted, and the file is created. The property `readonly` of the database is false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact libsql@0.5.29
cat > main.js <<'JS'
const { existsSync } = require('node:fs')
const Database = require('libsql')
const writer = new Database('a.db')
writer.exec('CREATE TABLE names (name TEXT)')
writer.close()
const reader = new Database('a.db', { readonly: true })
const { changes } = reader.prepare('INSERT INTO names VALUES (?)').run('x')
new Database('b.db', { fileMustExist: true }).close()
console.log(`${reader.readonly} ${changes} ${existsSync('b.db')}`)
JS
seen=$(node main.js)
echo "readonly, inserted rows, created file: $seen"
[ "$seen" = 'false 1 true' ] || { echo 'The behavior has changed.'; exit 1; }
