/** The modules: what each can import, what only one of them touches, the length of files, what is loaded with the plugin, and that it is loaded once. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { sourceFiles } from '../sources.mjs'
import { hasIdentity, importsOf } from './repository/declarations.ts'

const root = new URL('../..', import.meta.url)

/**
 * The first row that matches a file says what it can import: files by their path, packages by their name.
 * A module is a file and the folder of the same name.
 */
const mayImport: [files: RegExp, imports: RegExp][] = [
  [/^types\/(policy|entries|lint)\.ts$/, /^(@sinclair\/typebox|types\/(entries|lint|rules|source)\.ts)$/],
  [/^types\/(fastify|shadow|decision-event)\.ts$/, /^(types\/|fastify$)/],
  [/^types\//, /^types\//],
  [/^lib\/standard\//, /^(types|lib\/standard)\//],
  [/^lib\/text\//, /^(types\/|lib\/text\/|node:(util|crypto)$)/],
  [/^lib\/(version|deep-freeze|command-setting)\.ts$/, /^$/],
  [/^lib\/origin-entries\.ts$/, /^types\//],
  [/^lib\/digest\.ts$/, /^(types\/policy\.ts|node:crypto)$/],
  [/^lib\/remembered-policy\.ts$/, /^(types\/|lib\/browser\/(engines|preflight-cache)\.ts$)/],
  [/^lib\/severities\.ts$/, /^types\//],
  [/^lib\/loaded-application\.ts$/, /^(types\/|lib\/fastify\/instances\.ts$)/],
  [/^lib\/fastify\//, /^(lib\/fastify\/|(fastify|find-my-way)$)/],
  [/^lib\/json-schema\.ts$/, /^types\/policy\.schema\.json$/],
  [/^lib\/schema\.ts$/, /^types\/policy\.ts$/],
  [/^lib\/errors\.ts$/, /^(types|lib\/text)\//],
  [/^lib\/browser[./]/, /^(types|lib\/(standard|browser))\//],
  [/^lib\/validate[./]/, /^(types\/|lib\/(standard|text|errors|validate)[./])/],
  [/^lib\/cookies[./]/, /^(types\/|lib\/(standard|browser|deep-freeze|validate\/public-suffix-rules|cookies)[./])/],
  [/^lib\/clipboard\//, /^(types\/|lib\/(standard|browser|clipboard)\/)/],
  [/^lib\/parse-origins\.ts$/, /^(types\/|lib\/(standard|errors|validate)[./])/],
  [/^lib\/compile[./]/, /^(types\/|lib\/(standard|errors|origin-entries|validate|compile)[./])/],
  [/^lib\/lookup[./]/, /^(types\/|lib\/(standard|validate|compile|command-setting|lookup)[./]|node:timers\/promises$)/],
  [/^lib\/sources[./]/, /^(types\/|lib\/(standard|digest|errors|text|validate|lookup\/(deadline|options)|sources|json\/(plain|nesting|repeated-member))[./]|node:.*$)/],
  [/^lib\/opentelemetry[./]/, /^(types\/|lib\/(fastify\/instances|opentelemetry\/.+)\.ts$|node:diagnostics_channel$|@opentelemetry\/api$|fastify$)/],
  [/^lib\/testing[./]/, /^(types\/|lib\/(lookup|testing)[./]|node:timers\/promises$)/],
  [/^lib\/decide\.ts$/, /^(types\/|lib\/standard\/)/],
  [/^lib\/guard-rule\.ts$/, /^(types\/|lib\/decide\.ts$)/],
  [/^lib\/apply[./]/, /^(types\/|lib\/(standard|fastify|decide|apply)[./]|node:(http|stream)$|fastify$)/],
  [/^lib\/routes[./]/, /^(types\/|lib\/(standard|errors|origin-entries|fastify|validate|compile|decide|routes)[./]|(fastify|find-my-way)$)/],
  [/^lib\/json\//, /^(types\/|lib\/(text|validate|json)\/|(jsonc-parser|node:module)$)/],
  [/^lib\/lint[./]/, /^(types\/|lib\/(standard|browser|cookies|command-setting|errors|origin-entries|validate|severities|deep-freeze|loaded-application|json|lint|compile\/label-patterns)[./]|node:url$)/],
  [/^lib\/explain[./]/, /^(types\/|lib\/(standard|text|browser|cookies|errors|origin-entries|validate|compile|decide|guard-rule|deep-freeze|lint|explain)[./])/],
  [/^lib\/diff[./]/, /^(types\/|lib\/(standard|browser|origin-entries|validate|compile|deep-freeze|lint\/(covers|patterns|rule-input)|explain\/document-choice|diff)[./])/],
  // Runs in browsers: it loads only what it draws.
  [/^lib\/docs\/page\//, /^(types\/|lib\/(compile\/valid-policy|docs\/(page\/.+|rows|source-phrases)|explain\/(trace|trace-text|labels|responses|question|source-readings)|text\/escape)\.ts$)/],
  [/^lib\/docs[./]/, /^(types\/|lib\/(standard|text|errors|origin-entries|validate|compile|severities|deep-freeze|lint|explain|docs)[./]|node:fs$)/],
  [/^lib\/openapi[./]/, /^(types\/|lib\/(loaded-application|openapi)[./])/],
  [/^lib\/check[./]/,
    /^(types\/|lib\/(standard|browser|cookies|errors|origin-entries|validate|compile|decide|severities|deep-freeze|check)[./]|(undici|node:(crypto|dns|net|timers\/promises))$)/],
  [/^lib\/plugin\/last-good-document\.ts$/, /^(types\/policy\.ts|node:(crypto|fs)|fastify)$/],
  [/^lib\/plugin\/(introspection|explain-request)\.ts$/, /^(types\/|lib\/(digest|errors|routes|plugin|explain)[./]|fastify$)/],
  [/^lib\/plugin\/(documentation|refusal-report)\.ts$/, /^(types\/|lib\/(routes|plugin|docs)[./]|node:timers\/promises$|fastify$)/],
  [/^lib\/plugin\/lint\.ts$/, /^(types\/|lib\/(errors|fastify|routes|plugin|lint\/(application|application-facts|rules\/index|linted-route|rule-input)|docs\/example-path|validate\/steps)[./]|fastify$)/],
  [/^lib\/plugin\/lint-subjects\.ts$/, /^(lib\/(fastify|plugin|routes\/(constraints|scope)|lint\/(linted-route|rule-input))[./]|fastify$)/],
  [/^lib\/plugin\/(refusal-cause|unresolved-cause)\.ts$/, /^(types\/|lib\/(errors|validate\/public-suffix|decide|origin-entries|routes|plugin|lint\/framework-origins|text\/escape|explain\/(guard-texts|similar-names|nearby-patterns|origin-misses))[./])/],
  [/^lib\/plugin\/refusals\.ts$/, /^(types\/|lib\/(text\/escape|routes\/(policy-pool|scope))\.ts$|node:http$|fastify$)/],
  [/^lib\/plugin\/source-misses\.ts$/, /^(types\/|lib\/(explain\/neighbor-origins|lookup|standard\/origin)\.ts$)/],
  [/^lib\/plugin\/page-access\.ts$/, /^(types\/|lib\/(apply\/fields|browser|plugin)[./]|node:http$)/],
  [/^lib\/plugin\/application\.ts$/, /^(types\/source|lib\/(errors|fastify\/instances|lint\/boot-lint|lookup|routes\/scope|validate\/(cross-field|steps)|plugin\/.+))\.ts$|^fastify$/],
  [/^lib\/plugin[./]/, /^(types\/|lib\/(standard|digest|remembered-policy|errors|origin-entries|fastify|validate|compile|decide|guard-rule|lookup|apply|routes|version|plugin)[./]|node:(http|diagnostics_channel|crypto|timers\/promises)$|(fastify|fastify-plugin)$)/],
  [/^lib\/development-origins\.ts$/, /^(types\/|lib\/(errors|validate\/wrong-value)\.ts$|node:os$)/],
  [/^lib\/index\.ts$/, /^(types\/|lib\/(plugin|errors|validate|compile|decide|development-origins|parse-origins)[./])/],
  [/^lib\/migrate\/proof\//, /^(types\/|lib\/(standard|browser|plugin\.ts|migrate\/(affected-requests|origins\/candidates|proof\/.+))|node:(events|http|https|net|module|timers\/promises)$|fastify$)/],
  [/^lib\/migrate[./]/, /^(types\/|lib\/(standard|text|errors|validate|migrate)[./]|@eslint-community\/regexpp$)/],
  [/^lib\/reporters\//, /^(types\/|lib\/(text|errors|json|severities|version|lint|explain|docs|clipboard|reporters)[./]|lib\/migrate\/proof\/compare\.ts$|node:crypto$)/],
  [/^lib\/proxy[./]/, /^(types\/|lib\/(origin-entries|validate|proxy)[./])/],
  [/^lib\/tools\.ts$/, /^(types\/|lib\/(cookies|lint|explain|docs|diff|openapi|proxy)[./])/],
  // It loads the checker only for the command `check`, and no other module loads it.
  [/^lib\/cli[./]/, /^(types\/|lib\/(?!index|plugin|tools)|node:(stream\/consumers|timers\/promises)$|(?!fastify)[^./]+$)/]
]

/** Files that may exceed the limit of lines, each with the reason. */
const mayBeLong: Record<string, string> = {
  'lib/validate/public-suffix-list.ts': 'a list, which a test writes'
}

const files = sourceFiles()
const imports = new Map(files.map(file => [file, importsOf(file)]))

t.test('every source file is in a module, and imports only what the module can import', async t => {
  const wrong = [...imports].flatMap(([file, targets]) => {
    const row = mayImport.find(([module]) => module.test(file))
    if (row === undefined) return `${file} is in no module: add it to a row of this test`
    return targets.filter(({ target }) => !row[1].test(target)).map(({ target }) => `${file} imports ${target}, which its module cannot import: move the code, or allow it in the row of the module`)
  })
  t.strictSame(wrong, [])
})

t.test('modules import each other in one direction only', async t => {
  const moduleOf = (file: string): string => file.replace(/^(types|lib\/[^/.]+).*/, '$1')
  const below = new Map<string, Set<string>>()
  for (const [file, targets] of imports) {
    const modules = below.get(moduleOf(file)) ?? new Set()
    below.set(moduleOf(file), modules)
    for (const { target } of targets) {
      if (imports.has(target) && moduleOf(target) !== moduleOf(file)) modules.add(moduleOf(target))
    }
  }
  const reaches = (from: string, seen = new Set<string>()): Set<string> => {
    for (const module of below.get(from) ?? []) {
      if (!seen.has(module)) reaches(module, seen.add(module))
    }
    return seen
  }
  for (const module of below.keys()) t.notOk(reaches(module).has(module), `${module} is not imported by what it imports`)
  for (const [module, modules] of below) t.notOk(modules.has('lib/cli'), `${module} does not import the command line`)
})

t.test('files do not import each other in cycles', async t => {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const { target } of imports.get(from) ?? []) if (imports.has(target) && !seen.has(target)) reached(target, seen.add(target))
    return seen
  }
  t.strictSame(files.filter(file => reached(file).has(file)), [], 'no file is imported by what it imports')
})

t.test('only the modules that use Fastify import it', async t => {
  for (const [file, targets] of imports) {
    if (!targets.some(({ target }) => /^fastify(-plugin)?$/.test(target))) continue
    t.match(file, /^(types\/(fastify|shadow|decision-event)\.ts$|lib\/(fastify|apply|routes|plugin|opentelemetry|migrate\/proof)[./])/, `${file} imports fastify`)
  }
})

/** What Fastify does not document, each with the reason why only lib/fastify touches it. */
const undocumented: ReadonlyArray<readonly [code: RegExp, reason: string]> = [
  [/getOwnPropertySymbols|'fastify\.[\w.]+'/, 'Fastify can rename its symbols'],
  [/Object\.getPrototypeOf\((?!value\)|prototype\))/, 'Fastify can create instances and replies in another way (a value of a policy is not one of them)'],
  [/initialConfig(?!\.http2\b)|routerOptions/, 'the place of router options has changed, and the identity of the object is not documented'],
  [/buildPrettyMeta|printRoutes\(/, 'the list of routes depends on how the router prints them'],
  [/'bound '|\(\?:bound \)/, 'Fastify can bind hooks in another way'],
  [/findRoute/, 'the lookup of a URL, and its result for an invalid one, are not documented'],
  [/already exists a route|route handlers/, 'the router can change the texts of its errors']
]

t.test('only lib/fastify touches what Fastify does not document', async t => {
  const texts = files.map(file => [file, readFileSync(new URL(file, root), 'utf8')] as const)
  const inside = (file: string): boolean => file.startsWith('lib/fastify/')
  for (const [code, reason] of undocumented) {
    t.ok(texts.some(([file, text]) => inside(file) && code.test(text)), `lib/fastify has ${code}`)
    t.strictSame(texts.filter(([file, text]) => !inside(file) && code.test(text)).map(([file]) => file), [], `move this to lib/fastify: ${reason}`)
  }
})

/** The modules that are loaded with a file: immediately, or at any time. */
function loadedWith (file: string, ever: boolean): Set<string> {
  const loaded = new Set<string>()
  const load = (file: string): void => {
    if (loaded.has(file)) return
    loaded.add(file)
    for (const { target, typeOnly, deferred } of imports.get(file) ?? []) {
      if (!typeOnly && (ever || !deferred)) load(target)
    }
  }
  load(file)
  return loaded
}

t.test('the page of the documentation loads only what a browser can run, and no validation of policies', async t => {
  for (const module of loadedWith('lib/docs/page/index.ts', true)) {
    t.match(module, /^lib\/(text\/(escape|json-pointer|value-preview)\.ts$|standard|browser|docs|explain|decide|guard-rule|origin-entries|compile\/|validate\/(issue|nearest|steps|comma-separated|authority-diagnosis|origin-\w+)\.ts$)/, `the page loads ${module}`)
  }
})

t.test('the difference of policies loads nothing of Node', async t => {
  for (const module of loadedWith('lib/diff.ts', true)) t.match(module, /^(lib|types)\//, `lib/diff.ts loads ${module}`)
})

t.test('loading the plugin loads neither TypeBox, nor the checker, nor an HTTP client, nor the command', async t => {
  for (const module of loadedWith('lib/index.ts', false)) {
    t.match(module, /^(lib\/(?!(cli|json|reporters|openapi|check|migrate|clipboard|diff|opentelemetry)[./]|(schema|tools|lint\/fix)\.ts$)|types\/policy\.shape\.json$|node:|(fastify-plugin|find-my-way)$)/, `the plugin loads ${module}`)
  }
})

/** Modules with an identity, and packages, that are loaded with a file and again by an `import()` in what is loaded with it. */
function loadedTwice (file: string): string[] {
  const loaded = loadedWith(file, false)
  const deferred = [...loaded].flatMap(module => (imports.get(module) ?? []).filter(({ deferred }) => deferred))
  const again = new Set(deferred.flatMap(({ target }) => [...loadedWith(target, true)]))
  return [...again].filter(module => loaded.has(module) && !module.startsWith('node:') &&
    (!imports.has(module) || hasIdentity(readFileSync(new URL(module, root), 'utf8'))))
}

t.test('hasIdentity finds modules of which two copies would differ', async t => {
  const rows: [text: string, is: boolean][] = [
    ["import a from 'a'\nexport * from 'b'\nexport interface I {}\ntype T = 1", false],
    ['export const N = -1, S = `a` as const, F = (x: number) => new Map([[x, x]])\nfunction f (): symbol { return Symbol() }', false],
    ["const kScope = Symbol('scope')", true],
    ["const kShared = Symbol.for('scope')", true],
    ['export class E extends Error {}', true],
    ['const known = new WeakMap<object, string>()', true],
    ['const OFF = Object.freeze({})', true],
    ['const OFF = {}', true],
    ['let list: string[] | undefined', true],
    ['const made = f()', true],
    ['f()', true]
  ]
  for (const [text, is] of rows) t.equal(hasIdentity(text), is, text)
})

t.test('no import() loads a second copy of what an entry of the package has loaded', async t => {
  // Under tsx, `require` of a package and `import()` in it give two copies: two symbols, two classes, two registries.
  const { exports: entries } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  const sources = Object.values<{ default?: string }>(entries).flatMap(entry => entry.default?.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts') ?? [])
  t.strictSame(sources, ['lib/index.ts', 'lib/schema.ts', 'lib/browser.ts', 'lib/sources.ts', 'lib/testing.ts', 'lib/tools.ts', 'lib/check.ts', 'lib/opentelemetry.ts', 'lib/migrate.ts'])
  for (const source of sources) t.strictSame(loadedTwice(source), [], source)
  // No code can `require` the command: Node starts it as an ES module, so both are loaded in the same way.
  t.ok(loadedTwice('lib/cli/bin.ts').includes('lib/errors.ts'), 'the check finds such a module')
})

t.test('the command loads neither the checker nor an HTTP client before it needs them', async t => {
  const loaded = loadedWith('lib/cli/bin.ts', false)
  t.ok(loaded.has('lib/cli/check.ts'))
  for (const module of loaded) t.notMatch(module, /^(lib\/check[./]|undici$)/, `the command loads ${module}`)
})

t.test('no source file is longer than 200 lines', async t => {
  const wrong = files.flatMap(file => {
    const lines = readFileSync(new URL(file, root), 'utf8').split('\n').length - 1
    if (file in mayBeLong) return lines > 200 ? [] : `${file} needs no exception: ${mayBeLong[file]}`
    return lines <= 200 ? [] : `${file} has ${lines} lines; split it by subject`
  })
  t.strictSame(wrong, [])
})

t.test('no file has a name without a subject', async t => {
  const folders = ['lib', 'types', 'test', 'benchmarks', 'examples'].map(folder => new URL(`${folder}/`, root))
  for (const folder of folders.filter(folder => existsSync(folder))) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    t.strictSame(files.filter(file => /\b(utils?|helpers?|common|misc)\b/i.test(file)), [], `each file of ${folder.pathname} names its subject`)
  }
})
