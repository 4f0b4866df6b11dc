/** The request headers that an application reads: in the schemas of its routes, and where its code names them. */
import { basename } from 'node:path'
import { allowedHeaderFault } from '../../validate/headers.ts'
import { nodesOf, type ProjectFile, type SyntaxNode } from './project-files.ts'

/** Where a name was found. */
export interface FoundHeader {
  /** Lower case. */
  readonly name: string
  /** Continues "is read by". */
  readonly place: string
}

/** A header of a schema, with its route. */
export interface SchemaHeader {
  readonly name: string
  readonly route: string
}

/** Returns the names that need approval in a preflight, and that pages set themselves, each with one place. */
export function foundHeaders (schemaHeaders: readonly SchemaHeader[], files: readonly ProjectFile[]): readonly FoundHeader[] {
  const found = [
    ...schemaHeaders.map(({ name, route }) => ({ name, place: `the schema of ${route}` })),
    ...files.flatMap(({ path, program }) => [...nodesOf(program)].flatMap(node => nameIn(node) ?? []).map(name => ({ name, place: basename(path) })))
  ]
  const byName = new Map<string, FoundHeader>()
  for (const { name, place } of found) {
    const lower = name.toLowerCase()
    if (!byName.has(lower) && isOfPages(lower)) byName.set(lower, { name: lower, place })
  }
  return [...byName.values()]
}

/** The name in `request.headers['x-tenant']`, `request.headers.authorization`, `const { 'x-tenant': tenant } = request.headers`, `req.header('x-tenant')`. */
function nameIn (node: SyntaxNode): readonly string[] | undefined {
  if (node.type === 'MemberExpression' && isHeaders(node['object'] as SyntaxNode)) {
    const property = node['property'] as SyntaxNode
    return textsOf(node['computed'] === true ? property['value'] : property['name'])
  }
  if (node.type === 'VariableDeclarator' && isHeaders(node['init'] as SyntaxNode | null)) {
    const properties = ((node['id'] as SyntaxNode)['properties'] ?? []) as SyntaxNode[]
    return properties.flatMap(property => textsOf((property['key'] as SyntaxNode | undefined)?.['value'] ?? (property['key'] as SyntaxNode | undefined)?.['name']))
  }
  if (node.type === 'CallExpression') {
    const { object, property } = node['callee'] as SyntaxNode & { readonly object?: SyntaxNode, readonly property?: SyntaxNode }
    const isRead = property?.['name'] === 'header' ? REQUESTS.has(object?.['name'] ?? (object?.['property'] as SyntaxNode | undefined)?.['name']) : property?.['name'] === 'get' && isHeaders(object)
    if (isRead && (node['arguments'] as SyntaxNode[]).length === 1) return textsOf((node['arguments'] as SyntaxNode[])[0]!['value'])
  }
  return undefined
}

const REQUESTS: ReadonlySet<unknown> = new Set(['req', 'request'])

/** Whether an expression is the headers of a request. */
function isHeaders (node: SyntaxNode | null | undefined): boolean {
  if (node?.type !== 'MemberExpression' || (node['property'] as SyntaxNode)['name'] !== 'headers') return false
  const { name, property } = node['object'] as SyntaxNode & { readonly property?: SyntaxNode }
  return REQUESTS.has(name) || name === 'raw' || REQUESTS.has(property?.['name']) || property?.['name'] === 'raw'
}

function textsOf (value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : []
}

/** Headers that browsers and proxies set, those that need no approval, and methods of `Headers`. */
const OF_OTHERS = /^(?:get|has|accept|accept-language|content-language|range|user-agent|forwarded|via|traceparent|tracestate|true-client-ip)$|^(?:if|x-forwarded|x-real|x-amzn|cf|fly|x-vercel)-/

function isOfPages (name: string): boolean {
  return name !== '*' && allowedHeaderFault(name) === undefined && !OF_OTHERS.test(name)
}
