/** Where plain data fails a schema. */
import { pointer } from './issue.ts'
import { accepts, failedKeyword, isOfType, memberSchema, type Keyword, type JsonSchema } from './json-schema.ts'

/** A keyword that a value fails. */
export interface Failure {
  readonly keyword: Keyword | 'additionalProperties'
  /** JSON Pointer of the value that fails, or of the member that is missing or must not be. */
  readonly path: string
  readonly value: unknown
  readonly schema: JsonSchema
  /**
   * The property that the value is, or whose entry it is; undefined for members whose names the schema does not
   * fix.
   */
  readonly field: string | undefined
  /** The member that is missing or must not be. */
  readonly key?: string
}

/** Finds everything in plain data that fails a schema; of a union, what fails the alternative of the value's type. */
export function findFailures (schema: JsonSchema, value: unknown, path: string, field?: string): Failure[] {
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

function failuresOfMembers (schema: JsonSchema, value: object, path: string, field: string | undefined): Failure[] {
  if (Array.isArray(value)) {
    // A list that fails by its members has a schema for them.
    return value.flatMap((member, i) => findFailures(schema.items!, member, pointer(path, i), field))
  }
  return Object.entries(value).flatMap(([key, member]): Failure[] => {
    const at = pointer(path, key)
    const memberOf = memberSchema(schema, key)
    if (memberOf === undefined) return [{ keyword: 'additionalProperties', path: at, value: member, schema, field, key }]
    return findFailures(memberOf, member, at, schema.properties?.has(key) === true ? key : undefined)
  })
}

function missingMembers (schema: JsonSchema, value: object, path: string): Failure[] {
  const missing = schema.required?.filter(key => !Object.hasOwn(value, key)) ?? []
  return missing.map(key => ({ keyword: 'required', path: pointer(path, key), value: undefined, schema, field: key, key }))
}
