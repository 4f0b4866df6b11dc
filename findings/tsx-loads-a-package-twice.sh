#!/usr/bin/env bash
# tsx 4.23.15 loads one ES module twice where a package is reached by `require` and, from inside, by `import()`.
#
# In a project without `"type": "module"`, tsx transforms what `require` loads, and leaves `import()` to Node's own loader. An ES
# module that a `require`d module imports, and that another module of the same package imports by way of `import()`, is then
# evaluated twice: its symbols, classes and WeakMaps exist twice, and `instanceof` and look-ups by symbol fail across the two.
# Node itself evaluates it once. Nothing is reported.
#
# Expected of a loader: one module instance for one file, as Node has it.
# Seen: "plain node: 1", "tsx: 2" evaluations.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --save-exact tsx@4.23.15
mkdir -p node_modules/counted
echo '{ "name": "counted", "version": "1.0.0", "type": "module", "exports": "./index.js" }' > node_modules/counted/package.json
echo 'globalThis.evaluations = (globalThis.evaluations ?? 0) + 1; export const identity = Symbol("one")' > node_modules/counted/state.js
echo 'export { identity } from "./state.js"' > node_modules/counted/late.js
echo 'export { identity } from "./state.js"; export const late = () => import("./late.js")' > node_modules/counted/index.js
cat > main.js <<'JS'
const { identity, late } = require('counted')
late().then(other => console.log(globalThis.evaluations, other.identity === identity))
JS
plain=$(node main.js)
under_tsx=$(npx tsx main.js)
echo "node $(node --version): $plain"
echo "tsx 4.23.15: $under_tsx"
[ "$plain" = '1 true' ] && [ "$under_tsx" = '2 false' ] || { echo 'The behavior has changed.'; exit 1; }
