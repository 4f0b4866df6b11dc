/** Who may read what, in words, as far as it was asked. */
import { isSerializedOrigin } from '../standard/origin.ts'
import { accessOf, NO_ACCESS, WITH_CREDENTIALS } from './access.ts'
import type { Heard } from './shown.ts'
import type { Target } from './target.ts'
import { isRedirect } from './browser-verdict.ts'

/** How many origins are named. */
const SHOWN = 6

export function allowedLines (target: Target, exchanges: ReadonlyArray<Pick<Heard, 'request' | 'answer'>>): readonly string[] {
  const { url: { href }, untrusted } = target
  const readers = new Map<string, boolean>()
  for (const { request: { method, url, headers }, answer } of exchanges) {
    const origins = headers.filter(([name]) => name === 'Origin')
    if (method !== 'GET' || url !== href || origins.length !== 1) continue
    const [[, origin]] = origins as [[string, string]]
    // Other spellings find faults, and are no page's.
    if (origin !== 'null' && !isSerializedOrigin(origin)) continue
    const access = accessOf(origin, target, answer)
    if (access !== NO_ACCESS) readers.set(origin, access === WITH_CREDENTIALS)
  }
  const words = (credentials: boolean): string => credentials ? 'with credentials' : 'without credentials'
  if (untrusted.every(origin => readers.has(origin))) return [`every origin, ${words(untrusted.every(origin => readers.get(origin)))}`]
  if (readers.size === 0) {
    const [answer] = exchanges.filter(({ request: { method, url } }) => method === 'GET' && url === href).flatMap(({ answer }) => answer ?? [])
    return [answer !== undefined && isRedirect(answer) ? 'not known, as the answer is a redirect' : 'no page of another origin that was tried']
  }
  const lines = [...readers].map(([origin, credentials]) => `${origin}, ${words(credentials)}`)
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more that were tried`]
}
