#!/usr/bin/env bash
# @sinclair/typebox 0.34.52 ignores `if`/`then` and `dependentRequired` in a schema; typebox 1.4.3 checks both.
#
# `Value.Check` and the compiled check of 0.34 look at the kinds that TypeBox builds and pass over other keywords of the same schema
# without a word, so that a document which Ajv refuses by the very same object is valid. A project that ships such a schema has to
# check it by another validator.
#
# Expected: a keyword that is not understood is reported, or checked.
# Seen: 0.34 says true for a document that breaks the condition, 1.4.3 and Ajv say false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --save-exact @sinclair/typebox@0.34.52 typebox@1.4.3 ajv@8.20.0
cat > main.js <<'JS'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import * as One from 'typebox/value'
import Ajv2020 from 'ajv/dist/2020.js'
const schema = Type.Object({ a: Type.Optional(Type.Boolean()), b: Type.Optional(Type.Boolean()) }, {
  dependentRequired: { a: ['b'] }
})
const document = { a: true }
const newer = One.Value?.Check ?? One.Check
console.log([Value.Check(schema, document), TypeCompiler.Compile(schema).Check(document), newer(JSON.parse(JSON.stringify(schema)), document),
  new Ajv2020({ strict: false }).compile(JSON.parse(JSON.stringify(schema)))(document)].join(' '))
JS
seen=$(node main.js)
echo "0.34 Value, 0.34 compiled, 1.4.3, Ajv: $seen"
[ "$seen" = 'true true false false' ] || { echo 'The behavior has changed.'; exit 1; }
