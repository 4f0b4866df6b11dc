/** The shape of documents and choices: failures of the schema → issues in words. */
import schema from '../../types/policy.schema.json' with { type: 'json' }
import type { CorsPolicyIssue } from '../../types/report.ts'
import { findFailures, type Failure } from './schema-errors.ts'
import { adviceFor } from './foreign-options.ts'
import { fault, report, type IssueDraft } from './issue.ts'
import { nearest } from './nearest.ts'
import { diagnose } from './origin-diagnosis.ts'
import { readSchema, type JsonSchema } from './json-schema.ts'
import { MISSING_ORIGINS } from './policy.ts'
import { wrongType } from './wrong-type.ts'

let documentSchema: JsonSchema | undefined
let choiceSchema: JsonSchema | undefined

/** The schema of policy documents, read at the first call. */
export function schemaOfDocuments (): JsonSchema {
  documentSchema ??= readSchema(schema)
  return documentSchema
}

/** The schema of what routes say: a policy name, an override or false. */
export function schemaOfChoices (): JsonSchema {
  choiceSchema ??= schemaOfDocuments().properties!.get('notFound')!
  return choiceSchema
}

/** Reports everything in plain data that does not have the shape of the schema. */
export function checkSchema (schema: JsonSchema, value: unknown, path: string, issues: CorsPolicyIssue[]): void {
  for (const failure of findFailures(schema, value, path)) report(issues, failure.path, failure.value, faultOf(failure))
}

function faultOf (failure: Failure): IssueDraft {
  const { keyword, value, schema, field, key } = failure
  switch (keyword) {
    case 'additionalProperties': return unknownKey(key!, schema, field)
    // Only `origins` is required anywhere.
    case 'required': return MISSING_ORIGINS
    case 'minLength':
    case 'maxLength': return field === 'origins' ? diagnose(value as string) : saysNothing()
    case 'minItems': return fault('origins-are-empty',
      'is empty. Write "*" or a list of origin patterns; for no CORS at all, leave the policy out.')
    default: return unionOrType(failure, value, field)
  }
}

function saysNothing (): IssueDraft {
  return fault('value-is-missing', 'says nothing. Give a value or leave it out.')
}

function outOfRange (): IssueDraft {
  return fault('max-age-out-of-range',
    'is not a whole number of seconds from 0 to 86400, beyond which no browser goes. 0 turns caching off.')
}

function unionOrType (failure: Failure, value: unknown, field: string | undefined): IssueDraft {
  if (value === '') return saysNothing()
  if (field === 'maxAge' && typeof value === 'number') return outOfRange()
  if (failure.keyword !== 'anyOf') return wrongType(failure)
  // Of unions only the flags and what routes say have an alternative that is neither a list nor "*".
  if (field === 'dangerouslyAllow' && typeof value === 'string') return unknownFlag(value, failure.schema)
  if (value === true && (field === 'notFound' || field === undefined)) {
    return fault('cors-true-is-ambiguous',
      'does not say which policy. Write a policy name, an override or false, or leave it out to keep the policy that holds without it.')
  }
  return wrongType(failure)
}

function unknownFlag (value: string, schema: JsonSchema): IssueDraft {
  const flags = schema.anyOf!.map(it => String(it.const))
  return fault('unknown-flag',
    `is none of ${flags.map(flag => JSON.stringify(flag)).join(', ')}.`, nearest(value, flags))
}

/** A member that may not be there. The names of members are free in `policies` and `routes`, but for line breaks. */
function unknownKey (key: string, schema: JsonSchema, field: string | undefined): IssueDraft {
  if (field === 'policies') return fault('policy-name-is-invalid', 'has a line break in its name.')
  if (field === 'routes') return fault('route-pattern-is-invalid', 'has a line break, which no URL has.')
  if (key === 'prefix') {
    return fault('prefix-is-ignored',
      'would be ignored, and the policy cover everything. Register inside your own `register(…, { prefix })`.')
  }
  const names = [...schema.properties!.keys()]
  const advice = adviceFor(key)
  if (advice !== undefined) return fault('foreign-option', `is an option of another CORS library. ${advice}`)
  const fix = nearest(key, names)
  return fix === undefined
    ? fault('unknown-field', `is no field here. The fields are ${names.map(name => `\`${name}\``).join(', ')}.`)
    : fault('unknown-field', 'is no field here.', fix)
}
