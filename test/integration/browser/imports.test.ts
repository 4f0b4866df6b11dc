/** Tests that the browser model runs in a web page: it imports only facts of the standard and uses nothing of Node. */
import { readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import ts from 'typescript'

const root = new URL('../../../', import.meta.url)
const files = readdirSync(new URL('lib/browser', root)).map((file) => `lib/browser/${file}`)

function sourceOf (file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(new URL(file, root), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Every module that a file imports, relative to the root of the repository. */
function importsOf (file: string): string[] {
  const targets: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && /^(\.{1,2}\/|node:)/.test(node.text)) targets.push(node.text)
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      targets.push((node.moduleSpecifier as ts.StringLiteral).text)
    }
    ts.forEachChild(node, visit)
  }
  visit(sourceOf(file))
  return [...new Set(targets)].map((target) => target.startsWith('.') ? posix.join(posix.dirname(file), target) : target)
}

t.test('lib/browser imports only facts of the standard and types, also indirectly', async (t) => {
  t.ok(files.length > 10)
  const seen = new Set<string>()
  const queue = [...files]
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const target of importsOf(file)) {
      t.match(target, /^(lib\/(browser|standard)\/[\w-]+|types\/browser(-failure)?)\.ts$/, `${file} imports ${target}`)
      queue.push(target)
    }
  }
})

t.test('lib/browser uses only globals that web pages have', async (t) => {
  const program = ts.createProgram([...files].map((file) => new URL(file, root).pathname), {
    lib: ['lib.es2023.d.ts'], types: [], noEmit: true, strict: true, allowImportingTsExtensions: true, skipLibCheck: true,
    target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext
  })
  // Without the types of Node and of web pages, everything that is not part of the language is unknown.
  const unknown = ts.getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
    .map((text) => /Cannot find name '(\w+)'/.exec(text)?.[1])
    .filter((name) => name !== undefined)
  t.same([...new Set(unknown)].sort(), ['TextDecoder', 'URL'])
})
