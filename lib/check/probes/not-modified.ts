import type { HeaderLine, ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { probe, type ProbeRequests, type Seen } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestFrom, withoutPages } from '../baseline-requests.ts'
import { corsLines, mayRead } from '../browser-verdict.ts'

/** A stored answer, and the page for which it is asked about. */
interface Pair {
  readonly stored: 'without Origin' | 'first'
  readonly origin: string
  readonly read: 'first' | 'second'
  readonly name: string
}

/** Whether an answer that a cache has kept can be renewed for another page. */
export const notModified = probe({
  id: 'not-modified',
  title: 'a 304 lets the page in that asks, whoever got the answer before',
  area: 'caching',
  kinds: {
    'not-modified-without-cors': {
      why: 'The browser takes the headers of the stored answer, and those of the 304 in place of what they replace. With none in the 304 the page is judged by what another origin was told.',
      recommendation: 'Send Access-Control-Allow-Origin, and what belongs to it, with 304 as with 200.',
      source: 'https://fetch.spec.whatwg.org/#http-network-or-cache-fetch'
    }
  },
  skip: withoutPages,
  plan: ({ allowed }) => ({
    first: requestFrom(allowed[0]!),
    ...allowed.length > 1 && { second: { method: 'GET' as const, headers: [['Origin', allowed[1]!]] as const } },
    'without Origin': { method: 'GET', headers: [] }
  }),
  further: (target, seen) => Object.fromEntries(pairs(target).flatMap(pair => {
    const condition = conditionOf(seen.answer(pair.stored))
    return condition === undefined ? [] : [[pair.name, { method: 'GET', headers: [['Origin', pair.origin], condition], isRepeating: true }]]
  })) as ProbeRequests,
  judge (target, seen, report) {
    for (const pair of pairs(target)) {
      if (conditionOf(seen.answer(pair.stored)) === undefined) continue
      const answer = seen.answer(pair.name)
      if (answer?.status !== 304 || !isKeptOut(target, pair, seen, answer)) continue
      report('not-modified-without-cors', {
        // An image and a fetch of one URL are rarer than two pages.
        severity: pair.stored === 'first' ? 'error' : 'warning',
        subject: pair.origin,
        message: `A page of ${pair.origin} is kept out by a 304 where a browser has the answer ${pair.stored === 'first' ? 'of another origin' : 'to a request without Origin'}, though it may read a 200.`,
        expected: [`access-control-allow-origin: ${pair.origin}`],
        seen: corsLines(answer),
        shownBy: [pair.stored, pair.name]
      })
      return
    }
  }
})

function pairs ({ allowed: [first, second] }: Target): readonly Pair[] {
  return [
    ...second === undefined ? [] : [{ stored: 'first', origin: second, read: 'second', name: 'revalidation by the second' } as const],
    { stored: 'without Origin', origin: first!, read: 'first', name: 'revalidation by the first' }
  ]
}

function isKeptOut ({ url: { href }, credentials }: Target, { stored, origin, read }: Pair, seen: Seen, { headers }: ServerResponse): boolean {
  const renewed = new Set(headers.map(([name]) => name.toLowerCase()))
  const before = seen.answer(stored)!
  const after = { status: before.status, headers: [...before.headers.filter(([name]) => !renewed.has(name.toLowerCase())), ...headers] }
  return mayRead(origin, href, credentials, seen.answer(read)) && !mayRead(origin, href, credentials, after)
}

function conditionOf (stored: ServerResponse | undefined): HeaderLine | undefined {
  if (stored?.status !== 200) return undefined
  const tag = getValue(stored.headers, 'etag')
  if (tag !== undefined) return ['If-None-Match', tag]
  const date = getValue(stored.headers, 'last-modified')
  return date === undefined ? undefined : ['If-Modified-Since', date]
}
