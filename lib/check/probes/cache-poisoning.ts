import type { ServerResponse } from '../../../types/browser.ts'
import { accessOf, NO_ACCESS } from '../access.ts'
import { canRead, corsLines, isRedirect } from '../browser-verdict.ts'
import { variesByOrigin } from '../cacheability.ts'
import { probe } from '../probe.ts'
import { get, repetitions, uncachedUrl } from '../requests.ts'
import { allowOriginOf, proxyLines, senderHint } from '../response-facts.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

/** Checks that caches keep the responses for different origins apart, and do not keep them beyond a change. */
export const cachePoisoning = probe({
  id: 'cache-poisoning',
  title: 'caches keep the responses for different origins apart, and are up to date',
  area: 'caching',
  kinds: {
    'cache-is-poisoned': {
      why: 'A cache in front of the server sends the response for one origin to pages from another. Any attacker can block pages in this way, repeatedly.',
      recommendation: 'Add Vary: Origin to every response, and make sure that the cache respects it. Some caches must be configured to include Origin in the cache key.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    },
    'cache-holds-old-headers': {
      why: 'The cache sends CORS headers that the application no longer sends. Each revalidation with a 304 response can renew them.',
      recommendation: 'Purge the cache after each change of the policy, or change the entity tags, so that a 304 response cannot renew the old headers.',
      source: 'https://www.rfc-editor.org/rfc/rfc9111.html#name-freshening-stored-responses'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    usual: get(target.allowed[0]),
    usualUntrusted: get(target.untrusted[0]),
    control: get(target.allowed[0], { url: uncachedUrl(target, 'control') }),
    untrusted: get(target.untrusted[0], { url: uncachedUrl(target, 'poisoned') })
  }),
  followUps: target => ({
    poisoned: get(target.allowed[0], { url: uncachedUrl(target, 'poisoned') }),
    repeated: repetitions(target.allowed[0]!)
  }),
  judge (target, { usual, usualUntrusted, control, untrusted, poisoned, repeated }, report) {
    const { allowed: [origin], credentials, url: { href } } = target
    if (control === undefined || untrusted === undefined) return
    // If responses to one request differ, another probe reports it, and the difference of URLs shows nothing.
    if (new Set([...repeated.values()].map(allowOriginOf)).size > 1) return
    const reads = (response: ServerResponse): boolean => canRead(origin!, href, credentials, response)
    // A server error or a rate limit also changes the response.
    if (poisoned !== undefined && reads(control) && !reads(poisoned) && poisoned.status === control.status && allowOriginOf(poisoned) === allowOriginOf(untrusted)) {
      report('cache-is-poisoned', {
        severity: 'error',
        subject: origin!,
        message: `A cache${senderHint(poisoned)} mixes origins: a page from ${origin} can read the response, but no longer after an untrusted origin has requested the same URL.`,
        expected: corsLines(control),
        actual: [...corsLines(poisoned), ...proxyLines(poisoned)],
        evidence: [control, untrusted, poisoned]
      })
      return
    }
    if (usual === undefined || usual.status !== control.status || isRedirect(usual)) return
    if (reads(control) && !reads(usual)) {
      const isMixed = !variesByOrigin(usual.headers)
      report(isMixed ? 'cache-is-poisoned' : 'cache-holds-old-headers', {
        severity: 'error',
        subject: origin!,
        message: `A cache${senderHint(usual)} ${isMixed ? 'holds the response for another origin' : 'holds a response with old headers'}: a page from ${origin} can read the response only at a URL that is not cached.`,
        expected: corsLines(control),
        actual: [...corsLines(usual), ...proxyLines(usual)],
        evidence: [control, usual]
      })
      return
    }
    if (usualUntrusted === undefined || !isWider(target, usualUntrusted, untrusted)) return
    report('cache-holds-old-headers', {
      severity: 'error',
      subject: target.untrusted[0],
      message: `A cache${senderHint(usualUntrusted)} holds a response with old headers: a page from ${target.untrusted[0]} can read it, but not the same response at a URL that is not cached.`,
      expected: corsLines(untrusted),
      actual: [...corsLines(usualUntrusted), ...proxyLines(usualUntrusted)],
      evidence: [untrusted, usualUntrusted]
    })
  }
})

/** Whether an untrusted origin can read the usual response, but not the one that no cache has. */
function isWider (target: CheckTarget, usual: ServerResponse, fresh: ServerResponse): boolean {
  const [origin] = target.untrusted
  return usual.status === fresh.status && accessOf(origin, target, usual) !== NO_ACCESS && accessOf(origin, target, fresh) === NO_ACCESS
}
