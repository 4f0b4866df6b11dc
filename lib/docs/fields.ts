/** A policy's fields, each with its value or with what its absence means. */
import type { DocumentedField, Phrase } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'

type ShownField = Exclude<(typeof POLICY_FIELDS)[number], 'description'>

/** What is meant where a field is absent; a policy has origins. */
const ABSENT: Readonly<Record<ShownField, Phrase>> = {
  origins: [],
  credentials: [{ code: 'false' }],
  methods: ['every method that is routed at the URL'],
  allowedHeaders: ['none beyond the CORS-safelisted ones'],
  exposedHeaders: ['none beyond the CORS-safelisted ones'],
  maxAge: ['5 seconds'],
  dangerouslyAllow: ['none']
}

/** Lists the fields in the order of the schema. */
export function fieldsTable (policy: CorsPolicy): DocumentedField[] {
  return POLICY_FIELDS.filter((field): field is ShownField => field !== 'description').map(field => {
    const value: unknown = policy[field]
    return { field, value: value === undefined ? ABSENT[field] : valuePhrase(value), isDefault: value === undefined }
  })
}

/** Entries of a list with commas between; an empty list says so. */
function valuePhrase (value: unknown): Phrase {
  if (!Array.isArray(value)) return [{ code: String(value) }]
  if (value.length === 0) return ['none']
  return value.flatMap((entry: string, i) => [...i === 0 ? [] : [', '], { code: entry }])
}
