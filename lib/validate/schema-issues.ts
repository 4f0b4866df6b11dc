/** The shape of documents and choices: schema failures → issues. */
import shape from '../../types/policy.shape.json' with { type: 'json' }
import type { CorsPolicyIssue } from '../../types/report.ts'
import { findFailures, type SchemaFailure } from './schema-errors.ts'
import { adviceFor } from './foreign-options.ts'
import { preview } from '../text/value-preview.ts'
import { fault, jsonFault, report, nameFault, wholeFault, type IssueDraft } from './issue.ts'
import { nearest } from './nearest.ts'
import { diagnose } from './origin-diagnosis.ts'
import { readSchema, type JsonSchema } from './json-schema.ts'
import { MISSING_ORIGINS } from './policy.ts'
import { wrongType } from './wrong-type.ts'

const MAX_AGE = 86400

let documentSchema: JsonSchema | undefined
let choiceSchema: JsonSchema | undefined

/** Returns the schema of policy documents, which is read at the first call. */
export function schemaOfDocuments (): JsonSchema {
  documentSchema ??= readSchema(shape)
  return documentSchema
}

/** Returns the schema of a route's choice: a policy name, an override or false. */
export function schemaOfChoices (): JsonSchema {
  choiceSchema ??= schemaOfDocuments().properties!.get('notFound')!
  return choiceSchema
}

/**
 * Reports everything in plain data that does not match the schema.
 *
 * @param others  further members that the value can have, although the schema does not
 */
export function checkSchema (schema: JsonSchema, value: unknown, path: string, issues: CorsPolicyIssue[], others: readonly string[] = []): void {
  for (const failure of findFailures(schema, value, path)) {
    report(issues, failure.path, failure.value, faultOf(failure, failure.schema === schema ? others : []))
  }
}

function faultOf (failure: SchemaFailure, others: readonly string[]): IssueDraft {
  const { keyword, value, schema, field, key } = failure
  switch (keyword) {
    case 'additionalProperties': return unknownKey(key!, schema, field, others)
    case 'required': return key === 'origins' ? MISSING_ORIGINS : wholeFault('missing-field', MISSING[key!]!)
    case 'minLength':
    case 'maxLength': return field === 'origins' ? diagnose(value as string) : emptyValue()
    case 'pattern': return wholeFault('value-is-missing', 'The value is only white space. Use a value, or remove it.')
    case 'minItems': return wholeFault('origins-are-empty',
      'The list of origins is empty. Use "*" or a list of origin patterns. To disable CORS, remove the policy.')
    default: return unionOrType(failure, value, field)
  }
}

/** Missing member → its message. */
const MISSING: Readonly<Record<string, string>> = {
  source: 'The field "source" is missing. An object in `origins` stands for a source, such as { "source": "tenants" }. Write a single origin as a string.',
  param: 'The field "param" is missing. A key is "host", or the name of a parameter of the route, such as { "param": "tenant" }.',
  id: 'The field "id" is missing. Add the id of the rule whose findings are accepted, such as "subdomain-wildcard".',
  reason: 'The field "reason" is missing. Add why the finding is accepted.'
}

function emptyValue (): IssueDraft {
  return wholeFault('value-is-missing', 'The value is empty. Use a value, or remove it.')
}

function outOfRange (seconds: number): IssueDraft {
  const message = 'is not a whole number of seconds from 0 to 86400, the maximum in browsers.'
  if (seconds > MAX_AGE) return jsonFault('max-age-out-of-range', message, String(MAX_AGE))
  return fault('max-age-out-of-range', `${message} Use 0 to disable caching.`)
}

function unionOrType (failure: SchemaFailure, value: unknown, field: string | undefined): IssueDraft {
  if (value === '') return emptyValue()
  if (field === 'maxAge' && typeof value === 'number') return outOfRange(value)
  if (field === 'preflightStatus' && typeof value === 'number') {
    return fault('preflight-status-out-of-range', 'is not a status from 200 to 299. With another one, browsers reject a preflight. Use 204, or 200 for old clients.')
  }
  if (failure.keyword !== 'anyOf') return wrongType(failure)
  // Only the unions of flags and of choices have an alternative that is neither a list nor "*".
  if (field === 'dangerouslyAllow' && typeof value === 'string') return unknownFlag(value, failure.schema)
  if (value === true && (field === 'notFound' || field === undefined)) {
    return fault('cors-true-is-ambiguous',
      'is ambiguous: it does not name a policy. Use a policy name, an override or false, or remove it to keep the policy that applies without it.')
  }
  return wrongType(failure)
}

function unknownFlag (value: string, schema: JsonSchema): IssueDraft {
  const flags = schema.anyOf!.map(it => String(it.const))
  return fault('unknown-flag',
    `is not a known flag. The flags are ${flags.map(flag => JSON.stringify(flag)).join(', ')}.`, nearest(value, flags))
}

/** Reports an unknown member. In `policies` and `routes`, any name without a line break is valid. */
function unknownKey (key: string, schema: JsonSchema, field: string | undefined, others: readonly string[]): IssueDraft {
  if (field === 'policies') return wholeFault('policy-name-is-invalid', 'The policy name must not contain a line break.')
  if (field === 'routes') return wholeFault('route-pattern-is-invalid', 'The route pattern must not contain a line break, because no URL contains one.')
  if (key === 'prefix') {
    return wholeFault('prefix-is-ignored',
      'The option "prefix" has no effect, so the policy would cover every route. Remove it, and register the plugin inside your own `register(…, { prefix })`.')
  }
  const names = [...schema.properties!.keys(), ...others]
  const advice = adviceFor(key)
  if (advice !== undefined) return wholeFault('foreign-option', `The field ${preview(key)} is an option of another CORS library. ${advice}`)
  const fix = nearest(key, names)
  return fix === undefined
    ? wholeFault('unknown-field', `The field ${preview(key)} is unknown. The known fields are ${names.map(name => `\`${name}\``).join(', ')}.`)
    : nameFault('unknown-field', `The field ${preview(key)} is unknown.`, fix)
}
