/** The rooms of the house: who may import whom, how long a file may be, and what is loaded with the plugin. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { sourceFiles } from './sources.mjs'

const root = new URL('..', import.meta.url)

/**
 * The first row that matches a file says what it may import: files by their path, packages by their name.
 * A room is a file and the folder of the same name.
 */
const mayImport: [files: RegExp, imports: RegExp][] = [
  [/^types\/(policy|entries)\.ts$/, /^(@sinclair\/typebox|types\/(entries|rules)\.ts)$/],
  [/^types\/fastify\.ts$/, /^(types\/|fastify$)/],
  [/^types\//, /^types\//],
  [/^lib\/standard\//, /^(types|lib\/standard)\//],
  [/^lib\/visible\.ts$/, /^types\//],
  [/^lib\/errors\.ts$/, /^(types\/|lib\/visible\.ts$)/],
  [/^lib\/schema\.ts$/, /^types\/policy\.ts$/],
  [/^lib\/browser[./]/, /^(types\/|lib\/(standard|browser)[./])/],
  [/^lib\/validate[./]/, /^(types\/|lib\/(standard|errors|validate)[./]|node:module$|tldts$)/],
  [/^lib\/origins-from-list\.ts$/, /^(types\/|lib\/(standard|errors|validate)[./])/],
  [/^lib\/compile[./]/, /^(types\/|lib\/(standard|errors|validate|compile)[./])/],
  [/^lib\/decide[./]/, /^(types\/|lib\/(standard|decide)[./])/],
  [/^lib\/apply[./]/, /^(types\/|lib\/(standard|decide|apply)[./]|node:stream$|fastify$)/],
  [/^lib\/routes[./]/, /^(types\/|lib\/(standard|errors|validate|compile|decide|routes)[./]|(fastify|find-my-way)$)/],
  // It loads the explainer when it is asked.
  [/^lib\/plugin\/introspection\.ts$/, /^(types\/|lib\/(errors|routes|plugin|tools\/explain)[./]|fastify$)/],
  // Likewise the documentation.
  [/^lib\/plugin\/documentation\.ts$/, /^(types\/|lib\/(routes|plugin|tools\/(docs|print))[./]|fastify$)/],
  // Loaded where there is something to look for, once.
  [/^lib\/plugin\/lint\.ts$/, /^(types\/|lib\/(errors|routes|plugin|tools\/(lint\/application|rules\/index))[./]|fastify$)/],
  [/^lib\/check[./]/,
    /^(types\/|lib\/(standard|browser|errors|validate|compile|decide|check|tools\/(deep-freeze|explain\/words|lint\/severities))[./]|(undici|tldts|node:(crypto|dns|net|timers\/promises))$)/],
  [/^lib\/plugin[./]/, /^(types\/|lib\/(?!index|tools|check|browser|schema)|node:(http|diagnostics_channel)$|(fastify|fastify-plugin)$)/],
  [/^lib\/index\.ts$/, /^(types\/|lib\/(?!tools|check|browser|schema))/],
  [/^lib\/tools\/docs\/page\//,
    /^(types\/|lib\/(compile\/valid-policy|tools\/(docs\/(page\/.+|rows)|explain\/(account|answer|question)|print\/(account-text|terms))|visible)\.ts$)/],
  // They load the checker when it is asked for.
  [/^lib\/tools\/cli\/check\.ts$/, /^(types\/|lib\/(visible|check|tools)[./])/],
  [/^lib\/tools\//, /^(types\/|lib\/(visible|standard|browser|errors|validate|compile|decide|tools)[./]|(?!fastify)[^./]+$)/]
]

/** Files that may exceed the limit of lines, each with the reason. */
const mayBeLong: Record<string, string> = {}

interface Import { target: string, typeOnly: boolean, deferred: boolean }

/** Every module that a file names: in declarations, in `import()` and in `require()`. */
function importsOf (file: string): Import[] {
  const found: Import[] = []
  const add = (name: ts.Node | undefined, typeOnly: boolean, deferred: boolean) => {
    if (name === undefined || !ts.isStringLiteral(name)) return
    const target = name.text.startsWith('.') ? posix.join(posix.dirname(file), name.text) : name.text
    found.push({ target, typeOnly, deferred })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword, false)
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly, false)
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true, false)
    } else if (ts.isModuleDeclaration(node)) {
      add(node.name, true, false)
    } else if (ts.isCallExpression(node)) {
      const { expression } = node
      const loads = expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(expression) && expression.text === 'require')
      if (loads) add(node.arguments[0], false, true)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(new URL(file, root), 'utf8'), ts.ScriptTarget.Latest))
  return found
}

const files = sourceFiles()
const imports = new Map(files.map(file => [file, importsOf(file)]))

t.test('every source file is in a room, and imports only what the room may', async t => {
  for (const [file, targets] of imports) {
    const row = mayImport.find(([room]) => room.test(file))
    if (row === undefined) {
      t.fail(`${file} is in no room: say in this test which it is in`)
      continue
    }
    for (const { target } of targets) {
      t.match(target, row[1], `${file} imports ${target}`)
    }
  }
})

t.test('only the rooms that talk to Fastify name it', async t => {
  for (const [file, targets] of imports) {
    if (!targets.some(({ target }) => /^fastify(-plugin)?$/.test(target))) continue
    t.match(file, /^(types\/fastify\.ts$|lib\/(apply|routes|plugin)[./])/, `${file} names fastify`)
  }
})

/** What is loaded with a file, at once or, where that counts, ever. */
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

t.test('the page of the documentation loads nothing that a browser cannot run, and no validation of policies', async t => {
  for (const module of loadedWith('lib/tools/docs/page/index.ts', true)) {
    t.match(module, /^lib\/(visible\.ts|standard|browser|tools|decide|compile\/|validate\/(issue|nearest|list-in-text|authority-diagnosis|origin-\w+)\.ts$)/, `the page loads ${module}`)
  }
})

t.test('loading the plugin loads neither TypeBox, nor the public suffix list, nor a router, nor a tool, nor the browser model', async t => {
  for (const module of loadedWith('lib/index.ts', false)) {
    t.match(module, /^(lib\/(?!tools\/|check[./]|browser\/|schema\.ts|routes\.ts)|types\/policy\.schema\.json$|node:|fastify-plugin$)/, `the plugin loads ${module}`)
  }
})

t.test('the command loads neither the checker nor an HTTP client before they are asked for', async t => {
  const loaded = loadedWith('lib/tools/bin.ts', false)
  t.ok(loaded.has('lib/tools/cli/check.ts'))
  for (const module of loaded) t.notMatch(module, /^(lib\/check[./]|undici$)/, `the command loads ${module}`)
})

t.test('no source file is longer than 200 lines', async t => {
  for (const file of files) {
    const lines = readFileSync(new URL(file, root), 'utf8').split('\n').length - 1
    if (file in mayBeLong) t.ok(lines > 200, `${file} needs its exception: ${mayBeLong[file]}`)
    else t.ok(lines <= 200, `${file} has ${lines} lines; where it is too long, split it by subject`)
  }
})

t.test('no file is named for being of use', async t => {
  const rooms = ['lib', 'types', 'test', 'benchmarks', 'examples'].map(room => new URL(`${room}/`, root))
  for (const room of rooms.filter(room => existsSync(room))) {
    for (const file of readdirSync(room, { recursive: true, encoding: 'utf8' })) {
      t.notMatch(file, /\b(utils?|helpers?|common|misc)\b/i, `${file} says what it is about`)
    }
  }
})
