import type { HeaderLine, ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { probe, type ProbeRequests, type Responses } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { requestFrom, skipWithoutAllowedOrigin } from '../baseline-requests.ts'
import { corsLines, canRead } from '../browser-verdict.ts'

/** A stored response, and the page for which it is revalidated. */
interface Pair {
  readonly stored: 'without Origin' | 'first'
  readonly origin: string
  readonly read: 'first' | 'second'
  readonly name: string
}

/** Checks that a stored response can be revalidated for a page from another origin. */
export const notModified = probe({
  id: 'not-modified',
  title: 'a 304 response allows the requesting page, even if another origin got the stored response',
  area: 'caching',
  kinds: {
    'not-modified-without-cors': {
      why: 'The browser updates the headers of the stored response with those of the 304 response. Without CORS headers in the 304 response, it checks the page against the headers for another origin.',
      recommendation: 'Send Access-Control-Allow-Origin and the other CORS headers in 304 responses too.',
      source: 'https://fetch.spec.whatwg.org/#http-network-or-cache-fetch'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: ({ allowed }) => ({
    first: requestFrom(allowed[0]!),
    ...allowed.length > 1 && { second: { method: 'GET' as const, headers: [['Origin', allowed[1]!]] as const } },
    'without Origin': { method: 'GET', headers: [] }
  }),
  followUps: (target, responses) => Object.fromEntries(pairs(target).flatMap(pair => {
    const condition = conditionOf(responses.get(pair.stored))
    return condition === undefined ? [] : [[pair.name, { method: 'GET', headers: [['Origin', pair.origin], condition], containsResponseText: true }]]
  })) as ProbeRequests,
  judge (target, responses, report) {
    for (const pair of pairs(target)) {
      if (conditionOf(responses.get(pair.stored)) === undefined) continue
      const response = responses.get(pair.name)
      if (response?.status !== 304 || !isBlocked(target, pair, responses, response)) continue
      report('not-modified-without-cors', {
        // Pages from two origins use one URL more often than an image and fetch().
        severity: pair.stored === 'first' ? 'error' : 'warning',
        subject: pair.origin,
        message: `A 304 response blocks a page from ${pair.origin} if the browser has stored the response ${pair.stored === 'first' ? 'to another origin' : 'to a request without Origin'}. The page can read the 200 response.`,
        expected: [`access-control-allow-origin: ${pair.origin}`],
        actual: corsLines(response),
        evidence: [pair.stored, pair.name]
      })
      return
    }
  }
})

function pairs ({ allowed: [first, second] }: CheckTarget): readonly Pair[] {
  return [
    ...second === undefined ? [] : [{ stored: 'first', origin: second, read: 'second', name: 'revalidation by the second' } as const],
    { stored: 'without Origin', origin: first!, read: 'first', name: 'revalidation by the first' }
  ]
}

function isBlocked ({ url: { href }, credentials }: CheckTarget, { stored, origin, read }: Pair, responses: Responses, { headers }: ServerResponse): boolean {
  const updated = new Set(headers.map(([name]) => name.toLowerCase()))
  const before = responses.get(stored)!
  const after = { status: before.status, headers: [...before.headers.filter(([name]) => !updated.has(name.toLowerCase())), ...headers] }
  return canRead(origin, href, credentials, responses.get(read)) && !canRead(origin, href, credentials, after)
}

function conditionOf (stored: ServerResponse | undefined): HeaderLine | undefined {
  if (stored?.status !== 200) return undefined
  const tag = getValue(stored.headers, 'etag')
  if (tag !== undefined) return ['If-None-Match', tag]
  const date = getValue(stored.headers, 'last-modified')
  return date === undefined ? undefined : ['If-Modified-Since', date]
}
