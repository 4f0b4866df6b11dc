/** Lists the fields of a policy with their values or defaults. */
import type { DocumentedField, Phrase } from '../../types/documentation.ts'
import type { CorsOriginEntry, CorsPolicy } from '../../types/policy.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { sourcePhrase } from './source-phrases.ts'

type ShownField = Exclude<(typeof POLICY_FIELDS)[number], 'description'>

/** The defaults of fields. `origins` is required. */
const DEFAULTS: Readonly<Record<ShownField, Phrase>> = {
  origins: [],
  credentials: [{ code: 'false' }],
  methods: ['any method that has a route at the URL'],
  allowedHeaders: ['only CORS-safelisted headers'],
  exposedHeaders: ['only CORS-safelisted headers'],
  maxAge: ['5 seconds'],
  preflightStatus: [{ code: '204' }],
  preflightCacheControl: ['no header'],
  dangerouslyAllow: ['none']
}

/** Lists the fields in the order of the schema. */
export function fieldsTable (policy: CorsPolicy): DocumentedField[] {
  return POLICY_FIELDS.filter((field): field is ShownField => field !== 'description').map(field => {
    const value: unknown = policy[field]
    return { field, value: value === undefined ? DEFAULTS[field] : valuePhrase(value), isDefault: value === undefined }
  })
}

/** Writes a value. Entries of a list are separated with commas. */
function valuePhrase (value: unknown): Phrase {
  if (!Array.isArray(value)) return [{ code: String(value) }]
  if (value.length === 0) return ['none']
  return (value as readonly CorsOriginEntry[]).flatMap((entry, i): Phrase => [
    ...i === 0 ? [] : [', '],
    ...typeof entry === 'string' ? [{ code: entry }] : sourcePhrase(entry)
  ])
}
