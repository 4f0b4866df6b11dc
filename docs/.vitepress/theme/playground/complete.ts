/** Completion of policy documents by their JSON Schema. */
import { getLocation, parse, type JSONPath } from 'jsonc-parser'
import schema from '../../../../types/policy.schema.json' with { type: 'json' }

interface Schema {
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly description?: string
}

export interface Proposal {
  /** JSON, without the `:` of a member. */
  readonly text: string
  readonly description: string
}

export interface Completion {
  /** The text that a proposal replaces, as offsets. */
  readonly from: number
  readonly to: number
  readonly proposals: readonly Proposal[]
  readonly isKey: boolean
}

/** Proposes names of members and values at an offset of a text, which can be incomplete JSON. */
export function completionAt (text: string, offset: number): Completion | undefined {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset)
  const isInside = previousNode !== undefined && previousNode.offset <= offset && offset <= previousNode.offset + previousNode.length
  const [from, to] = isInside ? [previousNode.offset, previousNode.offset + previousNode.length] : [offset, offset]
  const proposals = isAtPropertyKey ? namesAt(text, path.slice(0, -1), String(path.at(-1) ?? '')) : valuesAt(text, path)
  return proposals.length === 0 ? undefined : { from, to, proposals, isKey: isAtPropertyKey }
}

/** The description of the member at an offset, for a hint. */
export function descriptionAt (text: string, offset: number): { readonly from: number, readonly to: number, readonly text: string } | undefined {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset)
  if (!isAtPropertyKey || previousNode === undefined) return undefined
  const description = schemasAt(path).find(({ description }) => description !== undefined)?.description
  return description === undefined ? undefined : { from: previousNode.offset, to: previousNode.offset + previousNode.length, text: description }
}

function namesAt (text: string, path: JSONPath, current: string): Proposal[] {
  const present = new Set(Object.keys(Object(valueAt(text, path)) as object))
  const members = schemasAt(path).flatMap(({ properties = {} }) => Object.entries(properties))
  return unique(members.filter(([name]) => name === current || !present.has(name))
    .map(([name, { description = '' }]) => ({ text: JSON.stringify(name), description })))
}

function valuesAt (text: string, path: JSONPath): Proposal[] {
  const proposals = schemasAt(path).flatMap(({ type, const: constant, enum: values = [], examples = [], description = '' }) => {
    const all = [...constant === undefined ? [] : [constant], ...values, ...type === 'boolean' ? [true, false] : [], ...examples]
    return all.map(value => ({ text: JSON.stringify(value), description }))
  })
  const takesName = path.length > 0 && (path[0] === 'routes' || path[0] === 'notFound')
  const names = takesName ? Object.keys(Object(valueAt(text, ['policies'])) as object) : []
  return unique([...names.map(name => ({ text: JSON.stringify(name), description: 'A policy of this document.' })), ...proposals])
}

function valueAt (text: string, path: JSONPath): unknown {
  return path.reduce<unknown>((value, key) => (Object(value) as Record<string, unknown>)[String(key)], parse(text))
}

/** The schemas of the value at a path, without references and alternatives. */
function schemasAt (path: JSONPath): Schema[] {
  return path.reduce<Schema[]>((schemas, key) => schemas.flatMap(it => memberOf(it, key)), expanded(schema as Schema))
}

function memberOf ({ properties, patternProperties = {}, additionalProperties, items }: Schema, key: string | number): Schema[] {
  if (typeof key === 'number') return items === undefined ? [] : expanded(items)
  const named = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined
  const matching = named ?? Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern, 'u').test(key))?.[1]
  const member = matching ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  return member === undefined ? [] : expanded(member)
}

function expanded (it: Schema): Schema[] {
  if (it.$ref !== undefined) {
    const name = it.$ref.replace('#/$defs/', '')
    const target = (schema.$defs as unknown as Readonly<Record<string, Schema>>)[name]!
    return expanded({ ...target, ...it.description === undefined ? {} : { description: it.description } })
  }
  return [it, ...(it.anyOf ?? []).flatMap(expanded)]
}

function unique (proposals: readonly Proposal[]): Proposal[] {
  return [...new Map(proposals.map(proposal => [proposal.text, proposal])).values()]
}
