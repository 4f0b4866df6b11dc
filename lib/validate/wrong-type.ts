/** Values of another type than their field's. */
import type { Failure } from './schema-errors.ts'
import { allowedHeaderFault, exposedHeaderFault } from './headers.ts'
import { fault, type IssueDraft } from './issue.ts'
import { suggestMethod, methodFault } from './methods.ts'
import { suggestOrigin } from './origin-fix.ts'
import { privateSuffixFault } from './public-suffix.ts'
import { accepts, type JsonSchema } from './json-schema.ts'

/** What a field takes, to follow "must be". */
const EXPECTED: ReadonlyMap<string | undefined, string> = new Map([
  ['$schema', 'text, the address of the JSON Schema'],
  ['origins', '"*" or a list of origin patterns'],
  ['credentials', 'true or false'],
  ['methods', 'a list of method names'],
  ['allowedHeaders', '"*" or a list of request-header names'],
  ['exposedHeaders', '"*" or a list of response-header names'],
  ['maxAge', 'a whole number of seconds from 0 to 86400'],
  ['dangerouslyAllow', 'a list of flags'],
  ['description', 'text'],
  ['policies', 'an object: policy name to complete policy'],
  ['routes', 'an object: route pattern to policy name, override or false'],
  ['privateSuffixes', 'a list of host names']
])

/** Lists that hold text, and the entry that a text stands for; undefined where it stands for none that is accepted. */
const LISTS: ReadonlyMap<string | undefined, (text: string) => string | undefined> = new Map([
  ['origins', suggestOrigin],
  ['methods', suggestMethod],
  ['allowedHeaders', (text: string) => allowedHeaderFault(text) === undefined ? text : undefined],
  ['exposedHeaders', (text: string) => exposedHeaderFault(text) === undefined ? text : undefined],
  ['privateSuffixes', (text: string) => privateSuffixFault(text) === undefined ? text : undefined],
  ['dangerouslyAllow', (text: string) => text]
])

/** Says what a field takes and what it was given; knows the text where only the type is wrong. */
export function wrongType ({ value, schema, field, path }: Failure): IssueDraft {
  const isEntry = LISTS.has(field) && /\/\d+$/.test(path)
  const expected = isEntry ? 'text' : EXPECTED.get(field) ?? expectedOf(schema.type)
  const sentence = `must be ${expected}, not ${typeName(value)}.`
  if (field === 'methods' && value === '*') return methodFault(value)!
  const fix = isEntry ? undefined : corrected(field, value, schema)
  // The corrected text is JSON and not text in quotes.
  if (fix !== undefined) return { id: 'wrong-type', message: `${sentence} Write ${fix}.`, fix }
  if (field === 'origins' && value === true) {
    return fault('wrong-type',
      `${sentence} For every origin, anonymously, write "*".`)
  }
  return fault('wrong-type', sentence)
}

function expectedOf (type: string | undefined): string {
  return type === 'object' ? 'an object: a policy' : 'a policy name, an override or false'
}

function typeName (value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string': return 'text'
    case 'object': return 'an object'
    case 'number': return 'a number'
    default: return String(value)
  }
}

/** The JSON that a text stands for. */
function corrected (field: string | undefined, value: unknown, schema: JsonSchema): string | undefined {
  if (typeof value !== 'string') return undefined
  if (field === 'credentials') return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : undefined
  if (field === 'maxAge') return /^\d{1,5}$/.test(value) && Number(value) <= 86400 ? String(Number(value)) : undefined
  const meant = LISTS.get(field)
  if (meant === undefined || value.length > 1000) return undefined
  const entries = value.split(/[\s,;]/).filter(entry => entry !== '').map(meant)
  return entries.length > 0 && !entries.includes(undefined) && accepts(schema, entries) ? JSON.stringify(entries) : undefined
}
