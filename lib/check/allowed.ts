/** Describes which of the tested origins can read the response. */
import { isSerializedOrigin } from '../standard/origin.ts'
import { accessOf, NO_ACCESS, WITH_CREDENTIALS } from './access.ts'
import type { Heard } from './shown.ts'
import type { Target } from './target.ts'
import { isRedirect } from './browser-verdict.ts'

/** Maximum number of origins that are listed. */
const SHOWN = 6

export function allowedLines (target: Target, exchanges: ReadonlyArray<Pick<Heard, 'request' | 'answer'>>): readonly string[] {
  const { url: { href }, untrusted } = target
  const readers = new Map<string, boolean>()
  for (const { request: { method, url, headers }, answer } of exchanges) {
    const origins = headers.filter(([name]) => name === 'Origin')
    if (method !== 'GET' || url !== href || origins.length !== 1) continue
    const [[, origin]] = origins as [[string, string]]
    // Malformed origins are test inputs that no page has.
    if (origin !== 'null' && !isSerializedOrigin(origin)) continue
    const access = accessOf(origin, target, answer)
    if (access !== NO_ACCESS) readers.set(origin, access === WITH_CREDENTIALS)
  }
  const words = (credentials: boolean): string => credentials ? 'with credentials' : 'without credentials'
  if (untrusted.every(origin => readers.has(origin))) return [`any origin, ${words(untrusted.every(origin => readers.get(origin)))}`]
  if (readers.size === 0) {
    const [answer] = exchanges.filter(({ request: { method, url } }) => method === 'GET' && url === href).flatMap(({ answer }) => answer ?? [])
    return [answer !== undefined && isRedirect(answer) ? 'unknown, because the response is a redirect' : 'none of the tested origins']
  }
  const lines = [...readers].map(([origin, credentials]) => `${origin}, ${words(credentials)}`)
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more of the tested origins`]
}
