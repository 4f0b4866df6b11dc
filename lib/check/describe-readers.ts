/** Describes which of the tested origins can read the response. */
import { isSerializedOrigin } from '../standard/origin.ts'
import { accessOf, NO_ACCESS, WITH_CREDENTIALS } from './access.ts'
import type { RawExchange } from './redact-findings.ts'
import type { CheckTarget } from './target.ts'
import { isRedirect } from './browser-verdict.ts'
import { sourceNames } from './sample-origins.ts'

/** Maximum number of origins that are listed. */
const MAX_LINES = 6

/** Returns a line for each reader, and one for the sources of the policy, whose origins are not tested. */
export function describeReaders (target: CheckTarget, exchanges: ReadonlyArray<Pick<RawExchange, 'request' | 'response'>>): readonly string[] {
  const names = sourceNames(target.plainPolicy).map(name => JSON.stringify(name))
  const sources = names.length === 0 ? [] : [`not tested: the other origins in ${names.length === 1 ? 'the source' : 'the sources'} ${names.join(', ')}`]
  return [...readersOf(target, exchanges, MAX_LINES - sources.length), ...sources]
}

function readersOf (target: CheckTarget, exchanges: ReadonlyArray<Pick<RawExchange, 'request' | 'response'>>, max: number): readonly string[] {
  const { url: { href }, untrusted } = target
  const readers = new Map<string, boolean>()
  for (const { request: { method, url, headers }, response } of exchanges) {
    const origins = headers.filter(([name]) => name === 'Origin')
    if (method !== 'GET' || url !== href || origins.length !== 1) continue
    const [[, origin]] = origins as [[string, string]]
    // Malformed origins are test inputs that no page has.
    if (origin !== 'null' && !isSerializedOrigin(origin)) continue
    const access = accessOf(origin, target, response)
    if (access !== NO_ACCESS) readers.set(origin, access === WITH_CREDENTIALS)
  }
  const phrase = (credentials: boolean): string => credentials ? 'with credentials' : 'without credentials'
  if (untrusted.every(origin => readers.has(origin))) return [`any origin, ${phrase(untrusted.every(origin => readers.get(origin)))}`]
  if (readers.size === 0) {
    const [response] = exchanges.filter(({ request: { method, url } }) => method === 'GET' && url === href).flatMap(({ response }) => response ?? [])
    return [response !== undefined && isRedirect(response) ? 'unknown, because the response is a redirect' : 'none of the tested origins']
  }
  const lines = [...readers].map(([origin, credentials]) => `${origin}, ${phrase(credentials)}`)
  return lines.length <= max ? lines : [...lines.slice(0, max), `and ${lines.length - max} more of the tested origins`]
}
