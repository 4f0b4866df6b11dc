/**
 * Interprets the JSON Schema keywords that the policy's schema uses. Validation needs neither TypeBox nor a compiler at run
 * time, and can report more than valid or invalid.
 * https://json-schema.org/draft/2020-12/json-schema-validation
 */
import { REJECTED } from './snapshot.ts'

/** A schema in the form that the interpreter uses. */
export interface JsonSchema {
  readonly type?: string | undefined
  readonly const?: unknown | undefined
  readonly anyOf?: readonly JsonSchema[] | undefined
  readonly properties?: ReadonlyMap<string, JsonSchema> | undefined
  readonly patterns?: readonly (readonly [RegExp, JsonSchema])[] | undefined
  /** The schema of all other members. */
  readonly others?: JsonSchema | undefined
  /** Whether other members are rejected. */
  readonly closed?: boolean | undefined
  readonly required?: readonly string[] | undefined
  readonly items?: JsonSchema | undefined
  readonly minItems?: number | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  /** Whether a text of white space is rejected. */
  readonly notBlank?: boolean | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
}

/** The keywords that can reject a value. `additionalProperties`, which rejects members, is handled by `findFailures`. */
export type Keyword = 'type' | 'const' | 'anyOf' | 'required' | 'minItems' | 'minLength' | 'maxLength' | 'pattern' | 'minimum' | 'maximum'

/** Keywords that reject nothing. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'title', 'description', 'default', 'examples'])

/** Keywords for editors and other validators. Code validates the same rules with better messages. */
const LEFT_TO_CODE: ReadonlySet<string> = new Set(['enum', 'propertyNames', 'dependentRequired', 'allOf'])

/** The pattern of texts that have more than white space. */
const NOT_BLANK = String.raw`\S`

/** Types that `isOfType` supports. */
const TYPES: ReadonlySet<string> = new Set(['object', 'array', 'string', 'boolean', 'number', 'integer'])

/** Accepts everything. All schemas have the same members in the same order, because engines read such objects faster. */
const ANYTHING: JsonSchema = {
  type: undefined,
  const: undefined,
  anyOf: undefined,
  properties: undefined,
  patterns: undefined,
  others: undefined,
  closed: undefined,
  required: undefined,
  items: undefined,
  minItems: undefined,
  minLength: undefined,
  maxLength: undefined,
  notBlank: undefined,
  minimum: undefined,
  maximum: undefined
}

type Json = Readonly<Record<string, any>>

/** Whether the interpreter ignores a keyword with this value. `types/policy.shape.json` has only the others. */
export function isIgnored (keyword: string, value: unknown): boolean {
  // All other patterns are left to code, too.
  return ANNOTATIONS.has(keyword) || LEFT_TO_CODE.has(keyword) || (keyword === 'pattern' && value !== NOT_BLANK)
}

/**
 * Reads a JSON Schema. Throws an Error at any keyword or type that the interpreter does not support.
 *
 * @param defs  the `$defs` of the root schema, referenced as `#/$defs/name`
 */
export function readSchema (json: Json, defs: Json = json['$defs'] ?? {}): JsonSchema {
  if (json['$ref'] !== undefined) return readSchema(defs[json['$ref'].slice('#/$defs/'.length)], defs)
  const read = (member: Json): JsonSchema => readSchema(member, defs)
  const schema: Record<string, unknown> = { ...ANYTHING }
  for (const [keyword, value] of Object.entries(json)) {
    if (isIgnored(keyword, value)) continue
    switch (keyword) {
      case 'type':
        if (!TYPES.has(value)) throw new Error(`The policy's schema has an unsupported type: ${value}`)
        schema[keyword] = value
        break
      case 'const': case 'required': case 'minItems': case 'minLength': case 'maxLength': case 'minimum': case 'maximum':
        schema[keyword] = value
        break
      case 'pattern':
        schema['notBlank'] = true
        break
      case 'anyOf':
        schema[keyword] = value.map(read)
        break
      case 'items':
        schema[keyword] = read(value)
        break
      case 'properties':
        schema[keyword] = new Map(Object.entries<Json>(value).map(([key, member]) => [key, read(member)]))
        break
      case 'patternProperties':
        schema['patterns'] = Object.entries<Json>(value).map(([key, member]) => [new RegExp(key, 'u'), read(member)])
        break
      case 'additionalProperties':
        if (value === false) schema['closed'] = true
        else schema['others'] = read(value)
        break
      default:
        throw new Error(`The policy's schema has an unsupported keyword: ${keyword}`)
    }
  }
  return schema as JsonSchema
}

/** Whether plain data matches a schema. REFUSED always matches, because it has already been reported. */
export function accepts (schema: JsonSchema, value: unknown): boolean {
  if (value === REJECTED) return true
  if (failedKeyword(schema, value) !== undefined) return false
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return true
    for (let i = 0; i < value.length; i++) {
      if (!accepts(items, value[i])) return false
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      const member = memberSchema(schema, key)
      if (member === undefined || !accepts(member, (value as Record<string, unknown>)[key])) return false
    }
  }
  return true
}

/** A loop, because a list can have millions of entries. */
function acceptsAny (schemas: readonly JsonSchema[], value: unknown): boolean {
  for (const schema of schemas) if (accepts(schema, value)) return true
  return false
}

/** Returns the schema of an object's member; undefined if the member is not allowed. */
export function memberSchema (schema: JsonSchema, key: string): JsonSchema | undefined {
  return schema.properties?.get(key) ??
    schema.patterns?.find(([pattern]) => pattern.test(key))?.[1] ??
    (schema.closed === true ? undefined : schema.others ?? ANYTHING)
}

/** Returns the first keyword that rejects the value itself, without its members. */
export function failedKeyword (schema: JsonSchema, value: unknown): Keyword | undefined {
  if (!isOfType(schema.type, value)) return 'type'
  if (schema.const !== undefined && schema.const !== value) return 'const'
  if (schema.anyOf !== undefined && !acceptsAny(schema.anyOf, value)) return 'anyOf'
  if (typeof value === 'string') {
    if (value.length < (schema.minLength ?? 0)) return 'minLength'
    if (value.length > (schema.maxLength ?? Infinity)) return 'maxLength'
    if (schema.notBlank === true && value.trim() === '') return 'pattern'
  } else if (typeof value === 'number') {
    if (value < (schema.minimum ?? -Infinity)) return 'minimum'
    if (value > (schema.maximum ?? Infinity)) return 'maximum'
  } else if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) return 'minItems'
  } else if (schema.required?.some(key => !Object.hasOwn(value as object, key)) === true) {
    return 'required'
  }
  return undefined
}

/** Whether a value has a type of JSON Schema; always true if no type is given. */
export function isOfType (type: string | undefined, value: unknown): boolean {
  switch (type) {
    case undefined: return true
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array': return Array.isArray(value)
    case 'integer': return Number.isInteger(value)
    default: return typeof value === type
  }
}
