import type { HeaderLine, ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { canRead, corsLines } from '../browser-verdict.ts'
import { probe, type ProbeRequest } from '../probe.ts'
import { get, uncachedUrl } from '../requests.ts'
import { hasNoCors, proxyLines, senderHint } from '../response-facts.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

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
    },
    'cache-sends-own-304': {
      why: 'The cache responds in place of the application, and its 304 response has no CORS headers. The browser then checks the page against the headers for another origin.',
      recommendation: 'Configure the cache to send the stored CORS headers and Vary with its 304 responses, or not to respond to If-None-Match itself.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-304-not-modified'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: ({ allowed: [first, second] }) => ({
    first: get(first),
    second: second === undefined ? undefined : get(second),
    withoutOrigin: get()
  }),
  followUps: (target, stored) => ({
    secondAgain: target.allowed[1] === undefined ? undefined : revalidation(target.allowed[1], stored.first),
    firstAgain: revalidation(target.allowed[0]!, stored.withoutOrigin),
    uncached: revalidation(target.allowed[0]!, stored.first, uncachedUrl(target, 'not modified'))
  }),
  judge (target, { first, second, withoutOrigin, secondAgain, firstAgain, uncached }, report) {
    // Pages from two origins use one URL more often than an image and fetch().
    const cases = [
      ['error', target.allowed[1], second, first, secondAgain, 'to another origin'],
      ['warning', target.allowed[0], first, withoutOrigin, firstAgain, 'to a request without Origin']
    ] as const
    for (const [severity, origin, usual, stored, response, storedFor] of cases) {
      if (stored === undefined || response?.status !== 304 || !isBlocked(target, origin!, usual, updated(stored, response))) continue
      const isByCache = isMadeByCache(response, uncached)
      report(isByCache ? 'cache-sends-own-304' : 'not-modified-without-cors', {
        severity,
        subject: origin!,
        message: `${isByCache ? `A cache${senderHint(response)} sends its own 304 response, which` : 'A 304 response'} blocks a page from ${origin} if the browser has stored the response ${storedFor}. ` +
          'The page can read the 200 response.',
        expected: [`access-control-allow-origin: ${origin}`],
        actual: [...corsLines(response), ...proxyLines(response)],
        evidence: [stored, response],
        once: 'not-modified-without-cors'
      })
    }
  }
})

/** Whether a 304 response has no CORS headers, and that of the application at a URL that no cache has does. Age is only in responses of caches. */
function isMadeByCache (response: ServerResponse, uncached: ServerResponse | undefined): boolean {
  if (!hasNoCors(response)) return false
  return uncached !== undefined && uncached.status === 304 ? !hasNoCors(uncached) : getValue(response.headers, 'age') !== undefined
}

/** Whether a page can read the usual response, but not the one from the cache. */
function isBlocked (
  { url: { href }, credentials }: CheckTarget, origin: string, usual: ServerResponse | undefined, cached: ServerResponse
): boolean {
  return canRead(origin, href, credentials, usual) && !canRead(origin, href, credentials, cached)
}

/** The stored response after a 304 response has updated its headers. */
function updated ({ status, headers }: ServerResponse, notModified: ServerResponse): ServerResponse {
  const names = new Set(notModified.headers.map(([name]) => name.toLowerCase()))
  return { status, headers: [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...notModified.headers] }
}

/** A conditional request of a page; undefined if the stored response cannot be revalidated. */
function revalidation (origin: string, stored: ServerResponse | undefined, url?: string): ProbeRequest | undefined {
  const condition = conditionOf(stored)
  return condition && { method: 'GET', headers: [['Origin', origin], condition], containsResponseText: true, ...url !== undefined && { url } }
}

function conditionOf (stored: ServerResponse | undefined): HeaderLine | undefined {
  if (stored?.status !== 200) return undefined
  const tag = getValue(stored.headers, 'etag')
  if (tag !== undefined) return ['If-None-Match', tag]
  const date = getValue(stored.headers, 'last-modified')
  return date === undefined ? undefined : ['If-Modified-Since', date]
}
