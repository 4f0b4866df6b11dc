#!/usr/bin/env bash
# Jest 30.5.2 with Fastify 5.12.8: `app.inject()` throws in every test, on Node 20 and 22.
#
# light-my-request 6.8.1 requires cookie 2, which is an ES module only. Node 20.19 and newer can require it, and so plain Node runs the same
# code. Jest has its own `require`, which loads ES modules only on Node 24.9 and newer, also with `--experimental-vm-modules`. With
# light-my-request 6.6.0, which has cookie 1, the test passes.
#
# Expected: the test passes, as the same code does without Jest.
# Seen: "Must use import to load ES Module: …/cookie/dist/index.js" on Node before 24.9.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --save-exact fastify@5.12.8 light-my-request@6.8.1 jest@30.5.2
cat > app.js <<'JS'
import fastify from 'fastify'

const app = fastify()
app.get('/', async () => 'fine')
export const send = async () => (await app.inject('/')).body
JS
cat > app.test.js <<'JS'
import { expect, test } from '@jest/globals'
import { send } from './app.js'

test('inject', async () => { expect(await send()).toBe('fine') })
JS
plain=$(node -e "import('./app.js').then(async ({ send }) => console.log(await send()))")
jest=$(node --experimental-vm-modules node_modules/jest/bin/jest.js --watchman=false 2>&1 | grep -oE 'Must use import to load ES Module|Tests: +1 passed' | head -1 || true)
echo "plain: $plain"
echo "jest: $jest"
case "$(node -p 'const [major, minor] = process.versions.node.split(".").map(Number); major > 24 || (major === 24 && minor >= 9)')" in
  true) expected='Tests:       1 passed' ;;
  *) expected='Must use import to load ES Module' ;;
esac
[ "$plain" = fine ] && [ "$jest" = "$expected" ] || { echo 'The behavior has changed.'; exit 1; }
