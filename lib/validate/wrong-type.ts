/** Reports values of the wrong type. */
import type { SchemaFailure } from './schema-errors.ts'
import { allowedHeaderFault, exposedHeaderFault } from './headers.ts'
import { preview } from '../text/value-preview.ts'
import { wholeFault, type IssueDraft } from './issue.ts'
import { suggestMethod, methodFault } from './methods.ts'
import { suggestOrigin } from './origin-fix.ts'
import { privateSuffixFault } from './public-suffix.ts'
import { accepts, type JsonSchema } from './json-schema.ts'

/** The type of each field, to follow "must be". */
const EXPECTED: ReadonlyMap<string | undefined, string> = new Map([
  ['$schema', 'a string with the address of the JSON Schema'],
  ['origins', '"*" or a list of origin patterns'],
  ['credentials', 'true or false'],
  ['methods', 'a list of method names'],
  ['allowedHeaders', '"*" or a list of request-header names'],
  ['exposedHeaders', '"*" or a list of response-header names'],
  ['maxAge', 'a whole number of seconds from 0 to 86400'],
  ['preflightStatus', 'a whole number from 200 to 299'],
  ['preflightCacheControl', 'a string with cache directives'],
  ['dangerouslyAllow', 'a list of flags'],
  ['description', 'a string'],
  ['policies', 'an object that maps policy names to complete policies'],
  ['routes', 'an object that maps route patterns to a policy name, an override or false'],
  ['privateSuffixes', 'a list of host names'],
  ['lint', 'an object with `ignore`'],
  ['mode', '"error", "warn" or "off"'],
  ['ignore', 'a list of objects with `id` and `reason`'],
  ['id', 'a string with the id of a rule'],
  ['path', 'a string with a JSON Pointer or a route'],
  ['reason', 'a string with the reason'],
  ['source', 'a string with the name of a source'],
  ['key', '"host" or an object with `param`'],
  ['param', 'a string with the name of a parameter']
])

/** The fields that are lists of strings, each with a function that corrects an entry; undefined if it cannot be corrected. */
const LISTS: ReadonlyMap<string | undefined, (text: string) => string | undefined> = new Map([
  ['origins', suggestOrigin],
  ['methods', suggestMethod],
  ['allowedHeaders', (text: string) => allowedHeaderFault(text) === undefined ? text : undefined],
  ['exposedHeaders', (text: string) => exposedHeaderFault(text) === undefined ? text : undefined],
  ['privateSuffixes', (text: string) => privateSuffixFault(text) === undefined ? text : undefined],
  ['dangerouslyAllow', (text: string) => text]
])

/** Reports the expected and the actual type. The fix is JSON, if only the type is wrong. */
export function wrongType ({ value, schema, field, path }: SchemaFailure): IssueDraft {
  const isEntry = LISTS.has(field) && /\/\d+$/.test(path)
  const expected = isEntry ? (field === 'origins' ? 'a string or a source' : 'a string') : EXPECTED.get(field) ?? expectedOf(schema.type)
  const sentence = `The value must be ${expected}, but ${preview(value)} is ${typeName(value)}.`
  if (field === 'methods' && value === '*') return methodFault(value)!
  const fix = isEntry ? undefined : corrected(field, value, schema)
  // The fix is JSON, so it is not quoted again.
  if (fix !== undefined) return { id: 'wrong-type', message: `${sentence} Use ${fix}.`, isWhole: true, fix, fixes: 'json' }
  if (field === 'origins' && !isEntry && value === true) {
    return wholeFault('wrong-type', `${sentence} Use "*" to allow any origin without credentials.`)
  }
  return wholeFault('wrong-type', sentence)
}

function expectedOf (type: string | undefined): string {
  return type === 'object' ? 'a policy object' : 'a policy name, an override or false'
}

function typeName (value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string': return 'a string'
    case 'object': return 'an object'
    case 'number': return 'a number'
    default: return 'a boolean'
  }
}

/** Returns the JSON that a string stands for. */
function corrected (field: string | undefined, value: unknown, schema: JsonSchema): string | undefined {
  if (typeof value !== 'string') return undefined
  if (field === 'credentials') return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : undefined
  if (field === 'maxAge') return /^\d{1,5}$/.test(value) && Number(value) <= 86400 ? String(Number(value)) : undefined
  if (field === 'preflightStatus') return /^2\d\d$/.test(value) ? value : undefined
  const meant = LISTS.get(field)
  if (meant === undefined || value.length > 1000) return undefined
  const entries = value.split(/[\s,;]/).filter(entry => entry !== '').map(meant)
  return entries.length > 0 && !entries.includes(undefined) && accepts(schema, entries) ? JSON.stringify(entries) : undefined
}
