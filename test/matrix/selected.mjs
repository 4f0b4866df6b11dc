/** Which test files the matrix runs: by what they load, so that it does not matter where they are. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Folders and test files that take minutes, start browsers or measure time. */
const LEFT_OUT = ['browser', 'slow', 'integration/advisories', 'integration/loaders', 'integration/readme', 'integration/types']

/** Tests of texts of the repository, and of other programs and libraries with what we make for them. They find the same on each Node. */
const SAME_ON_EACH_NODE = [
  'unit/architecture', 'unit/browser/engines-page', 'unit/check/probes-page', 'unit/explain/one-browser', 'unit/lint/rules-page', 'unit/plain-english', 'unit/public-names',
  'unit/readability', 'unit/repository', 'integration/comparison', 'integration/docs', 'integration/migrate', 'integration/monitoring', 'integration/proxies', 'integration/repository'
]

/** What no Node runs but the one of `npm test`, as paths below `test/`. */
export const ON_ONE_NODE = [...LEFT_OUT, ...SAME_ON_EACH_NODE]

/** What loads Fastify only for something to be checked, converted or allowed, and so is the same on each Fastify. */
const SAME_ON_EACH_FASTIFY = /\/(?:check|migrate|sources)\/(?!.*(?:application|fastify))|\/cli\/migrate/

/** What is loaded by tests that need more than the sources: a browser, a build, a tool of the build, or servers that are checked. */
const NEEDS_MORE = /^(playwright-core|typescript|@swc\/core|eslint.*|typescript-eslint|esbuild|@stryker-mutator\/.*|fastify-cors-policy.*|.*\/dist\.ts|.*\/(servers\/[^/]+|server-with-faults)\.ts)$/

/** The last line of a declaration, or an `import()`. */
const SPECIFIER = /^(?:import|export|\}).* from '(.+)'$|^import '(.+)'$|\bimport\('(.+?)'\)/gm

/** Everything that a file loads, by relative path or by the name of the package. @type {(file: string, seen?: Set<string>) => Set<string>} */
function loadedBy (file, seen = new Set()) {
  if (seen.has(file)) return seen
  seen.add(file)
  if (!/\.(?:ts|mjs)$/.test(file) || !existsSync(join(root, file))) return seen
  for (const match of readFileSync(join(root, file), 'utf8').matchAll(SPECIFIER)) {
    const name = String(match.slice(1).find(name => name !== undefined))
    if (name.startsWith('.')) loadedBy(join(dirname(file), name), seen)
    else seen.add(name)
  }
  return seen
}

/** Whether it is a test file, or in a folder, of that name. @type {(file: string, name: string) => boolean} */
export function isIn (file, name) {
  return file === join('test', `${name}.test.ts`) || file.startsWith(join('test', name, sep))
}

/** Unit and property tests; for a cell of Fastify those that load it. @type {(loads?: 'fastify') => string[]} */
export function testFiles (loads) {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map(file => join('test', file))
    .filter(file => file.endsWith('.test.ts') && !ON_ONE_NODE.some(name => isIn(file, name)) && !(loads === 'fastify' && SAME_ON_EACH_FASTIFY.test(file)))
    .filter(file => {
      const loaded = [...loadedBy(file)]
      return !loaded.some(name => NEEDS_MORE.test(name)) && (loads === undefined || loaded.includes(loads))
    })
    .sort()
}
