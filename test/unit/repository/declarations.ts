/** What source files import and export. SWC parses them in a fraction of the time of TypeScript. */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync, type Declaration, type Expression, type ModuleItem } from '@swc/core'
import { sourceFiles } from '../../sources.mjs'

const root = new URL('../../..', import.meta.url)

export interface Import {
  /** A path from the repository's root, or the name of a package. */
  readonly target: string
  readonly typeOnly: boolean
  /** Whether it is loaded later, by `import()` or `require()`. */
  readonly deferred: boolean
}

/** A declaration, which has other names where it is exported again. */
export interface Meaning {
  readonly file: string
  readonly name: string
  readonly isValue: boolean
}

export function parse (text: string): ModuleItem[] {
  return parseSync(text, { syntax: 'typescript', target: 'es2022' }).body
}

const bodies = new Map(sourceFiles().map(file => [file, parse(readFileSync(new URL(file, root), 'utf8'))]))

function targetOf (file: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier
}

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

const isText = (value: unknown): value is { readonly value: string } => (value as Node | null | undefined)?.type === 'StringLiteral'

/** Lists the modules that a file names in declarations, in `import()` and in `require()`. */
export function importsOf (file: string): Import[] {
  const found: Import[] = []
  const add = (name: unknown, typeOnly: boolean, deferred: boolean): void => {
    if (isText(name)) found.push({ target: targetOf(file, name.value), typeOnly, deferred })
  }
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const node = value as Node
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        add(node['source'], node['typeOnly'] === true, false)
        return
      case 'TsImportType':
        add(node['argument'], true, false)
        break
      case 'TsModuleDeclaration':
        add(node['id'], true, false)
        break
      case 'CallExpression': {
        const callee = node['callee'] as Node
        const [first] = node['arguments'] as readonly { readonly expression: Node }[]
        if (callee.type === 'Import' || (callee.type === 'Identifier' && callee['value'] === 'require')) add(first?.expression, false, true)
      }
    }
    for (const member of Object.values(node)) visit(member)
  }
  for (const item of bodies.get(file)!) visit(item)
  return found
}

/** The names that a declaration declares, each with whether it is a value. */
function declaredBy (declaration: Declaration): (readonly [name: string, isValue: boolean])[] {
  switch (declaration.type) {
    case 'VariableDeclaration': return declaration.declarations.flatMap(({ id }) => id.type === 'Identifier' ? [[id.value, true] as const] : [])
    case 'FunctionDeclaration':
    case 'ClassDeclaration': return [[declaration.identifier.value, true]]
    case 'TsInterfaceDeclaration':
    case 'TsTypeAliasDeclaration': return [[declaration.id.value, false]]
    default: return []
  }
}

interface Names {
  readonly declared: Map<string, boolean>
  readonly imported: Map<string, readonly [target: string, name: string]>
  /** What each exported name has as its name in this file, or in another. */
  readonly exported: Map<string, readonly [target: string | undefined, name: string]>
  /** The files all of whose names are exported. */
  readonly all: string[]
}

const known = new Map<string, Names>()

function namesIn (file: string): Names {
  const before = known.get(file)
  if (before !== undefined) return before
  const names: Names = { declared: new Map(), imported: new Map(), exported: new Map(), all: [] }
  known.set(file, names)
  const declare = (declaration: Declaration, isExported: boolean): void => {
    for (const [name, isValue] of declaredBy(declaration)) {
      names.declared.set(name, isValue || names.declared.get(name) === true)
      if (isExported) names.exported.set(name, [undefined, name])
    }
  }
  for (const item of bodies.get(file) ?? []) {
    switch (item.type) {
      case 'ImportDeclaration':
        for (const specifier of item.specifiers) {
          const name = specifier.type === 'ImportSpecifier' ? (specifier.imported ?? specifier.local).value : specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*'
          names.imported.set(specifier.local.value, [targetOf(file, item.source.value), name])
        }
        break
      case 'ExportNamedDeclaration': {
        const target = item.source ? targetOf(file, item.source.value) : undefined
        for (const specifier of item.specifiers) {
          if (specifier.type === 'ExportSpecifier') names.exported.set((specifier.exported ?? specifier.orig).value, [target, specifier.orig.value])
          else if (specifier.type === 'ExportNamespaceSpecifier') names.exported.set(specifier.name.value, [target, '*'])
        }
        break
      }
      case 'ExportAllDeclaration':
        names.all.push(targetOf(file, item.source.value))
        break
      case 'ExportDeclaration':
        declare(item.declaration, true)
        break
      case 'ExportDefaultExpression':
        names.exported.set('default', [undefined, item.expression.type === 'Identifier' ? item.expression.value : 'default'])
        break
      case 'ExportDefaultDeclaration':
        names.exported.set('default', [undefined, 'default'])
        break
      default:
        if (item.type.endsWith('Declaration')) declare(item as Declaration, false)
    }
  }
  return names
}

/** What a name of a file stands for, behind all re-exports. */
function meaningOf (file: string, name: string): Meaning {
  const { declared, imported } = namesIn(file)
  const from = imported.get(name)
  if (from !== undefined && !declared.has(name)) return exportedMeaning(...from)
  return { file, name, isValue: declared.get(name) ?? true }
}

function exportedMeaning (file: string, name: string): Meaning {
  const { exported, all } = namesIn(file)
  const entry = exported.get(name)
  if (entry !== undefined) return entry[0] === undefined ? meaningOf(file, entry[1]) : exportedMeaning(entry[0], entry[1])
  const from = all.find(target => exportsOf(target).has(name))
  return from === undefined ? { file, name, isValue: true } : exportedMeaning(from, name)
}

/** The names that a file exports, each with what it stands for. */
export function exportsOf (file: string): Map<string, Meaning> {
  const { exported, all } = namesIn(file)
  const names = [...exported.keys(), ...all.flatMap(target => [...exportsOf(target).keys()].filter(name => name !== 'default'))]
  return new Map(names.map(name => [name, exportedMeaning(file, name)]))
}

/** Whether an expression is a function, or a plain value that is not an object. */
function isPlain (value: Expression): boolean {
  switch (value.type) {
    case 'TsAsExpression':
    case 'TsConstAssertion':
    case 'TsSatisfiesExpression':
    case 'ParenthesisExpression': return isPlain(value.expression)
    case 'BinaryExpression': return isPlain(value.left) && isPlain(value.right)
    case 'UnaryExpression': return isPlain(value.argument)
    case 'TemplateLiteral': return value.expressions.every(expression => isPlain(expression as Expression))
    default: return /^(?:Identifier|(?:ArrowFunction|Function)Expression|(?:String|Numeric|BigInt|RegExp|Boolean|Null)Literal)$/.test(value.type)
  }
}

/**
 * Whether a second copy of a module would behave differently: whether its top level has anything other than functions, types and plain
 * values. Objects count, because some are compared by identity, and so does everything that is computed.
 */
export function hasIdentity (text: string): boolean {
  return parse(text).map(item => item.type === 'ExportDeclaration' ? item.declaration : item).some(item => {
    if (item.type === 'VariableDeclaration') return item.kind !== 'const' || item.declarations.some(({ init }) => !init || !isPlain(init))
    return !/^(?:FunctionDeclaration|ImportDeclaration|ExportNamedDeclaration|ExportAllDeclaration|TsInterfaceDeclaration|TsTypeAliasDeclaration)$/.test(item.type)
  })
}
