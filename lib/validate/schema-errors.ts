/** Finds where plain data does not match a schema. */
import { pointer } from './issue.ts'
import { accepts, failedKeyword, isOfType, memberSchema, type Keyword, type JsonSchema } from './json-schema.ts'

/** A keyword that rejects a value. */
export interface SchemaFailure {
  readonly keyword: Keyword | 'additionalProperties'
  /** JSON Pointer of the rejected value, or of the missing or unknown member. */
  readonly path: string
  readonly value: unknown
  readonly schema: JsonSchema
  /** The name of the property that contains the value, directly or in a list. Undefined for members with free names. */
  readonly field: string | undefined
  /** The missing or unknown member. */
  readonly key?: string
}

/** Finds all failures of plain data. For a union, the failures of the alternative with the value's type. */
export function findFailures (schema: JsonSchema, value: unknown, path: string, field?: string): SchemaFailure[] {
  if (accepts(schema, value)) return []
  const keyword = failedKeyword(schema, value)
  if (keyword === 'anyOf') {
    const alternative = schema.anyOf!.find(it => it.const === undefined && isOfType(it.type, value))
    if (alternative !== undefined) return findFailures(alternative, value, path, field)
  }
  if (keyword === undefined || keyword === 'required') {
    return [...failuresOfMembers(schema, value as object, path, field), ...missingMembers(schema, value as object, path)]
  }
  return [{ keyword, path, value, schema, field }]
}

function failuresOfMembers (schema: JsonSchema, value: object, path: string, field: string | undefined): SchemaFailure[] {
  if (Array.isArray(value)) {
    // A list with failing members has a schema for them.
    return value.flatMap((member, i) => findFailures(schema.items!, member, pointer(path, i), field))
  }
  return Object.entries(value).flatMap(([key, member]): SchemaFailure[] => {
    const at = pointer(path, key)
    const memberOf = memberSchema(schema, key)
    if (memberOf === undefined) return [{ keyword: 'additionalProperties', path: at, value: member, schema, field, key }]
    return findFailures(memberOf, member, at, schema.properties?.has(key) === true ? key : undefined)
  })
}

function missingMembers (schema: JsonSchema, value: object, path: string): SchemaFailure[] {
  const missing = schema.required?.filter(key => !Object.hasOwn(value, key)) ?? []
  return missing.map(key => ({ keyword: 'required', path: pointer(path, key), value: undefined, schema, field: key, key }))
}
