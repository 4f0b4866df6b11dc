/** CorsPolicyDocumentSchema → JSON Schema: what `types/policy.schema.json` and `types/policy.shape.json` hold. */
import { isIgnored } from '../lib/validate/json-schema.ts'
import { CorsPolicyDocumentSchema } from '../types/policy.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * The JSON Schema of a policy document as text. Its keys stand in the order of the TypeBox schema, so that the same schema
 * always gives the same text. What stands in it more than once and has a title, or a comment that serves as one, is written
 * once, under `$defs`. https://json-schema.org/draft/2020-12
 */
export function schemaText (): string {
  // TypeBox keeps what only it reads under symbols, which JSON drops.
  const schema = JSON.parse(JSON.stringify(CorsPolicyDocumentSchema)) as Json
  const repeated = repeatedIn(schema)
  const defs: Record<string, unknown> = {}
  const refer = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const text = JSON.stringify(value)
    const copy = mapMembers(value, refer)
    if (!repeated.has(text)) return copy
    const name = nameOf(value as Json)!
    defs[name] = copy
    return { $ref: `#/$defs/${name}` }
  }
  const whole = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...mapMembers(schema, refer), $defs: defs }
  return `${JSON.stringify(whole, null, 2)}\n`
}

/** Keywords whose value is an object of schemas. */
const OF_SCHEMAS: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs'])

/** The same schema without what the validation does not read, which is two thirds of it, because every application loads this file. */
export function shapeText (): string {
  const shapeOf = (schema: unknown): unknown => {
    if (typeof schema !== 'object' || schema === null) return schema
    if (Array.isArray(schema)) return schema.map(shapeOf)
    return Object.fromEntries(Object.entries(schema).flatMap(([keyword, value]) => {
      if (keyword !== '$defs' && isIgnored(keyword, value)) return []
      return [[keyword, OF_SCHEMAS.has(keyword) ? mapMembers(value, shapeOf) : shapeOf(value)]]
    }))
  }
  return `${JSON.stringify(shapeOf(JSON.parse(schemaText())), null, 2)}\n`
}

/** The texts of all named schemas that stand in a schema more than once. */
function repeatedIn (schema: Json): ReadonlySet<string> {
  const once = new Set<string>()
  const more = new Set<string>()
  const count = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (nameOf(value as Json) !== undefined) {
      const text = JSON.stringify(value)
      if (once.has(text)) more.add(text)
      once.add(text)
    }
    return mapMembers(value, count)
  }
  count(schema)
  return more
}

/** A title or a comment as one word, such as `originPattern`. */
function nameOf ({ title, $comment = title }: Json): string | undefined {
  if (typeof $comment !== 'string') return undefined
  return $comment.toLowerCase().replace(/[ -](.)/g, (_, letter: string) => letter.toUpperCase())
}

function mapMembers (value: object, change: (member: unknown) => unknown): object {
  if (Array.isArray(value)) return value.map(change)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]))
}
