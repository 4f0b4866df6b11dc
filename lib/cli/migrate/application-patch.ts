/** A patch of the application: the registration of @fastify/cors → that of this package. */
import { relative, sep } from 'node:path'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { ConfigurationPart } from './configuration-part.ts'
import { nodesOf, specifiersIn, type ProjectFile, type SyntaxNode } from './project-files.ts'
import { unifiedDiff, type SourceReplacement } from './unified-diff.ts'

const PACKAGES: ReadonlySet<string> = new Set(['@fastify/cors', 'fastify-cors'])
const PACKAGE = 'fastify-cors-policy'

/**
 * Says what to write by hand where a patch would not do.
 *
 * @param isByEnvironment  whether other environments have another policy
 * @returns                undefined if a patch can do it
 */
export function adviceOf (parts: readonly ConfigurationPart[], document: CorsPolicyDocument | null, isByEnvironment: boolean): string | undefined {
  const [first] = parts
  if (document === null) return 'There is no policy to write into the application.'
  if (first!.library.name === 'cors' && first!.original !== undefined) return 'Remove the middleware of cors, such as app.use(cors(options)), and register the policy in Fastify: await app.register(corsPlugin, policy), with import corsPlugin from \'fastify-cors-policy\'.'
  if (first!.library.name !== '@fastify/cors' || first!.original === undefined) return 'Register the policy in Fastify: app.register(corsPlugin, policy). Remove the other library.'
  if (parts.some(({ isRoute }) => isRoute)) return 'Remove the member `cors` from the `config` of routes, unless it is false: the policy has these routes. Then replace the registration of @fastify/cors by app.register(corsPlugin, policy).'
  if (parts.length > 1) return 'Replace all registrations of @fastify/cors by one in the root instance: app.register(corsPlugin, policy).'
  if (isByEnvironment) return 'Environments have different policies. Write one file for each, and register the one that process.env.NODE_ENV names: see docs/guides/environments.md.'
  return undefined
}

/** Whether a file calls `enableCors()` of NestJS. */
export function usesNest (files: readonly ProjectFile[]): boolean {
  return files.some(({ program }) => [...nodesOf(program)].some(node => node.type === 'MemberExpression' && (node['property'] as SyntaxNode)['name'] === 'enableCors'))
}

/** The names of the plugin among the exports of the other library. */
const OLD_EXPORTS: ReadonlySet<unknown> = new Set(['fastifyCors', 'default'])

/** A registration in the source. */
interface Registration {
  readonly file: ProjectFile
  readonly call: SyntaxNode
  readonly edits: readonly SourceReplacement[]
}

/**
 * Replaces the only registration in the files.
 *
 * @param folder  the paths in the patch are relative to it
 * @returns       undefined if the files have no such registration, or several
 */
export function patchOf (files: readonly ProjectFile[], document: CorsPolicyDocument, folder: string): string | undefined {
  const [only, ...others] = files.flatMap(registrationsIn)
  if (only === undefined || others.length > 0) return undefined
  const { file: { path, text }, call, edits } = only
  const [plugin, options] = call['arguments'] as readonly SyntaxNode[]
  const indent = /^[\t ]*/.exec(text.slice(text.lastIndexOf('\n', call.start - 1) + 1))![0]
  const literal = literalText(document).replaceAll('\n', `\n${indent}`)
  const last: SourceReplacement = options === undefined ? { start: plugin!.end, end: plugin!.end, text: `, ${literal}` } : { start: options.start, end: options.end, text: literal }
  return unifiedDiff(relative(folder, path).split(sep).join('/'), text, [...edits, last])
}

function registrationsIn (file: ProjectFile): Registration[] {
  const nodes = [...nodesOf(file.program)]
  const sources = specifiersIn(file.program).filter(({ value }) => PACKAGES.has(value))
  if (sources.length === 0) return []
  const edits: SourceReplacement[] = sources.map(({ literal: { start, end } }) => ({ start: start + 1, end: end - 1, text: PACKAGE }))
  const names = new Set<unknown>()
  for (const node of nodes) {
    if (node.type === 'ImportDeclaration' && sources.some(source => source.node === node)) {
      for (const specifier of node['specifiers'] as SyntaxNode[]) {
        const local = specifier['local'] as SyntaxNode
        names.add(local['name'])
        const { name } = (specifier['imported'] ?? {}) as { readonly name?: string }
        if (name === 'fastifyCors') edits.push({ start: specifier.start, end: specifier.end, text: `corsPlugin as ${String(local['name'])}` })
      }
    }
    if (node.type === 'VariableDeclarator' && isPlugin(node['init'] as SyntaxNode | null, new Set())) {
      const id = node['id'] as SyntaxNode
      if (id.type === 'Identifier') names.add(id['name'])
      for (const property of (id['properties'] ?? []) as SyntaxNode[]) {
        const [key, value] = [property['key'], property['value']] as SyntaxNode[]
        if (key?.['name'] !== 'fastifyCors') continue
        names.add(value!['name'])
        edits.push({ start: property.start, end: property.end, text: `corsPlugin: ${String(value!['name'])}` })
      }
    }
    if (node.type === 'MemberExpression' && (node['property'] as SyntaxNode)['name'] === 'fastifyCors' && isPlugin(node['object'] as SyntaxNode, names)) {
      const { start, end } = node['property'] as SyntaxNode
      edits.push({ start, end, text: 'corsPlugin' })
    }
  }
  const isRegistration = (node: SyntaxNode): boolean => node.type === 'CallExpression' &&
    ((node['callee'] as SyntaxNode)['property'] as SyntaxNode | undefined)?.['name'] === 'register' && isPlugin((node['arguments'] as SyntaxNode[])[0], names)
  return nodes.filter(isRegistration).map(call => ({ file, call, edits }))
}

/** Whether an expression is the other library: a name, `require(…)`, `import(…)`, `await import(…)`, or a member of them. */
function isPlugin (node: SyntaxNode | null | undefined, names: ReadonlySet<unknown>): boolean {
  switch (node?.type) {
    case 'Identifier': return names.has(node['name'])
    case 'AwaitExpression': return isPlugin(node['argument'] as SyntaxNode, names)
    case 'MemberExpression': return OLD_EXPORTS.has((node['property'] as SyntaxNode)['name']) && isPlugin(node['object'] as SyntaxNode, names)
    case 'CallExpression': return (node['callee'] as SyntaxNode)['name'] === 'require' && PACKAGES.has(String((node['arguments'] as SyntaxNode[])[0]?.['value']))
    case 'ImportExpression': return PACKAGES.has(String((node['source'] as SyntaxNode)['value']))
    default: return false
  }
}

/** A document as an object literal in the style of most code: names without quotes where possible, and texts in single quotes. */
function literalText (value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(entry => literalText(entry, indent)).join(', ')}]`
  const inner = `${indent}  `
  const members = Object.entries(value).map(([name, member]) => `${inner}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : literalText(name)}: ${literalText(member, inner)}`)
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`
}
