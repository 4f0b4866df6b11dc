/** The source files of an application: that of the module, those that it imports by a relative path, and those that @fastify/autoload loads. */
import { promises as files } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { parse, type Node, type Program } from 'acorn'

/** A parsed file. */
export interface ProjectFile {
  /** Absolute path. */
  readonly path: string
  readonly text: string
  readonly program: Program
}

/** Any node of a syntax tree. */
export type SyntaxNode = Node & Readonly<Record<string, unknown>>

/** Large applications are read in part. */
const MAX_FILES = 300

/** Reads the files from a module on. Files that cannot be read or parsed are left out. */
export async function projectFiles (path: string): Promise<readonly ProjectFile[]> {
  const found: ProjectFile[] = []
  const waiting = [path]
  const seen = new Set(waiting)
  const add = (paths: readonly string[]): void => {
    waiting.push(...paths.filter(path => !seen.has(path)))
    for (const path of paths) seen.add(path)
  }
  for (let next = waiting.shift(); next !== undefined && found.length < MAX_FILES; next = waiting.shift()) {
    const file = await readFile(next)
    if (file === undefined) continue
    found.push(file)
    for (const specifier of specifiersIn(file.program).map(({ value }) => value).filter(value => /^\.{1,2}\//.test(value))) {
      add(candidatesFor(resolve(dirname(next), specifier)))
    }
    for (const folder of foldersIn(file.program)) add(await filesBelow(join(dirname(next), folder)))
  }
  return found
}

/** The folders that options of @fastify/autoload name, such as `{ dir: join(import.meta.dirname, 'plugins') }`. */
function foldersIn (program: Program): readonly string[] {
  return [...nodesOf(program)].filter(node => node.type === 'Property' && (node['key'] as SyntaxNode)['name'] === 'dir').map(({ value }) =>
    [...nodesOf(value as SyntaxNode)].map(textOf).filter(text => text !== '').join('/')).filter(folder => folder !== '')
}

/** The text of a literal; '' for other nodes. */
function textOf ({ type, value }: SyntaxNode): string {
  if (type === 'TemplateElement') return (value as { readonly raw: string }).raw
  return type === 'Literal' && typeof value === 'string' ? value : ''
}

async function filesBelow (folder: string): Promise<readonly string[]> {
  try {
    const names = await files.readdir(folder, { recursive: true })
    return names.filter(name => /(?<!\.d)\.[cm]?[jt]s$/.test(name) && !/node_modules/.test(name)).sort().map(name => join(folder, name))
  } catch {
    return []
  }
}

/** The names that a relative path can stand for. Those that do not exist are skipped later. */
function candidatesFor (path: string): readonly string[] {
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts')
  return /\.[cm]?[jt]s$/.test(path) ? [...new Set([path, typed])] : ['.js', '.ts', '.cjs', '.mjs', '/index.js', '/index.ts'].map(end => path + end)
}

async function readFile (path: string): Promise<ProjectFile | undefined> {
  try {
    const text = await files.readFile(path, 'utf8')
    return { path, text, program: parsed(/\.[cm]?ts$/.test(path) ? withoutTypes(text) : text) }
  } catch {
    return undefined
  }
}

function parsed (text: string): Program {
  const options = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true } as const
  try {
    return parse(text, { ...options, sourceType: 'module' })
  } catch {
    return parse(text, { ...options, sourceType: 'script' })
  }
}

/** Node 22.13 and newer replace types by spaces, so that positions stay. On older versions this throws. */
function withoutTypes (text: string): string {
  return (nodeModule as unknown as { stripTypeScriptTypes (text: string): string }).stripTypeScriptTypes(text)
}

/** A text that names a module, and where it is. */
export interface Specifier {
  readonly value: string
  /** The text in quotes. */
  readonly literal: SyntaxNode
  /** The whole `require(…)` or `import(…)`, or the declaration. */
  readonly node: SyntaxNode
}

/** Finds the modules that a file imports, requires or exports from. */
export function specifiersIn (program: Program): readonly Specifier[] {
  const found: Specifier[] = []
  for (const node of nodesOf(program)) {
    const literal = literalOf(node)
    if (typeof literal?.['value'] === 'string') found.push({ value: literal['value'], literal, node })
  }
  return found
}

function literalOf (node: SyntaxNode): SyntaxNode | null | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression': return node['source'] as SyntaxNode | null
    case 'CallExpression': return (node['callee'] as SyntaxNode)['name'] === 'require' ? (node['arguments'] as SyntaxNode[])[0] : undefined
    default: return undefined
  }
}

/** Walks through a syntax tree, outer nodes first. */
export function * nodesOf (node: Node): Generator<SyntaxNode> {
  yield node as SyntaxNode
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value as unknown[] : [value]) {
      if (typeof (child as Node | null)?.type === 'string') yield * nodesOf(child as Node)
    }
  }
}
