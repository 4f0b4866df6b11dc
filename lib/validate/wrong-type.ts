/** Values of another type than their field's. */
import { isToken } from '../standard/headers.ts'
import type { Failure } from './failures.ts'
import { fault, type Fault } from './issue.ts'
import { isOriginPattern } from './origin-grammar.ts'

/** What a field takes, to follow "must be". */
const EXPECTED: ReadonlyMap<string, string> = new Map([
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
  ['notFound', 'a policy name, an override or false'],
  ['privateSuffixes', 'a list of host names']
])

/** Lists that hold text. */
const LISTS: ReadonlySet<string> = new Set(['origins', 'methods', 'allowedHeaders', 'exposedHeaders', 'privateSuffixes', 'dangerouslyAllow'])

/** Says what a field takes and what it was given; knows the text where only the type is wrong. */
export function wrongType ({ value, schema, field, path }: Failure): Fault {
  const isEntry = field !== undefined && LISTS.has(field) && /\/\d+$/.test(path)
  const expected = isEntry ? 'text' : EXPECTED.get(field ?? '') ?? expectedOf(schema.type)
  const sentence = `must be ${expected}, not ${typeName(value)}.`
  const fix = isEntry ? undefined : corrected(field, value)
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

function corrected (field: string | undefined, value: unknown): string | undefined {
  if (typeof value !== 'string' || field === undefined) return undefined
  if (field === 'credentials') return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : undefined
  if (field === 'maxAge') return /^\d{1,5}$/.test(value) && Number(value) <= 86400 ? String(Number(value)) : undefined
  if (!LISTS.has(field) || value.length > 1000) return undefined
  const entries = value.split(/[\s,;]+/).filter(entry => entry !== '')
  const isValid = field === 'origins' ? isPattern : isToken
  return entries.length > 0 && entries.every(isValid) ? JSON.stringify(entries) : undefined
}

function isPattern (text: string): boolean {
  return text !== 'null' && isOriginPattern(text)
}
