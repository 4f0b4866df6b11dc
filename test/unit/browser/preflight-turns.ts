/** Sequences of requests with one preflight cache. */
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import type { Engine, HeaderLine, PageRequest, PreflightCacheEntry, SimulatedFetch } from '../../../types/browser.ts'

const PAGE = 'http://app.test'
export const API = 'http://api.test/r'

export interface Turn {
  readonly request: Partial<PageRequest>
  /** Of the answer to the preflight, if there is one. */
  readonly methods?: string
  readonly names?: string
  readonly maxAge?: string
  readonly fails?: 'preflight' | 'response'
  /** Seconds since the first turn. */
  readonly at?: number
  readonly cached: boolean
}

export const put: Partial<PageRequest> = { method: 'PUT' }
export const withCredentials: Partial<PageRequest> = { method: 'PUT', credentials: 'include' }
export const named = (...names: string[]): Partial<PageRequest> => ({ headers: names.map((name) => [name, '1']) })

export function take (turn: Turn, cache: readonly PreflightCacheEntry[], engine: Engine): SimulatedFetch {
  const { request, methods = 'PUT', names = 'x-a', maxAge = '600', fails, at = 0 } = turn
  const page: PageRequest = { origin: PAGE, url: API, ...request }
  const sharing = (kind: string): HeaderLine[] => fails === kind
    ? []
    : [['Access-Control-Allow-Origin', page.origin], ['Access-Control-Allow-Credentials', 'true']]
  const approval: HeaderLine[] = [
    ['Access-Control-Allow-Methods', methods], ['Access-Control-Allow-Headers', names], ['Access-Control-Max-Age', maxAge]
  ]
  return simulateFetch(page, scriptedServer([{
    preflight: { status: 204, headers: [...sharing('preflight'), ...approval] },
    response: { status: 200, headers: sharing('response') }
  }]), { engine, cache, now: at })
}

interface Sequence {
  readonly turns: readonly Turn[]
  /** The standard and Chromium where absent. */
  readonly engines?: readonly Engine[]
}

const BOTH: readonly Engine[] = ['standard', 'chromium']

/** Tests whether each turn of each sequence needs a preflight. */
export function testSequences (sequences: Readonly<Record<string, Sequence>>): void {
  for (const [title, { turns, engines = BOTH }] of Object.entries(sequences)) {
    t.test(`preflight cache: ${title}`, async (t) => {
      for (const engine of engines) {
        let cache: readonly PreflightCacheEntry[] = []
        for (const [n, turn] of turns.entries()) {
          const conversation = take(turn, cache, engine)
          t.equal(conversation.hops[0]?.cached, turn.cached, `${engine}, turn ${n + 1}`)
          t.ok(Object.isFrozen(conversation.cache) || conversation.cache === cache)
          cache = conversation.cache
        }
      }
    })
  }
}
