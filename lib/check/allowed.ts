/** Who may read what, in words, as far as it was asked. */
import type { CheckExchange } from '../../types/check.ts'
import type { Target } from './target.ts'
import { mayRead } from './verdict.ts'

/** How many origins are named. */
const SHOWN = 6

export function allowedLines ({ url: { href }, strangers }: Target, exchanges: readonly CheckExchange[]): readonly string[] {
  const readers = new Map<string, boolean>()
  for (const { request: { method, url, headers }, answer } of exchanges) {
    const origins = headers.filter(([name]) => name === 'Origin')
    if (method !== 'GET' || url !== href || origins.length !== 1) continue
    const [[, origin]] = origins as [[string, string]]
    if (mayRead(origin, href, false, answer)) readers.set(origin, mayRead(origin, href, true, answer))
  }
  const words = (credentials: boolean): string => credentials ? 'with credentials' : 'without credentials'
  if (strangers.every(origin => readers.has(origin))) return [`every origin, ${words(strangers.every(origin => readers.get(origin)))}`]
  if (readers.size === 0) return ['no page of another origin that was tried']
  const lines = [...readers].map(([origin, credentials]) => `${origin}, ${words(credentials)}`)
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more that were tried`]
}
