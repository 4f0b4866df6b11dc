import type { ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { canRead, corsLines } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { get } from '../requests.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

/** Checks that a request from an untrusted origin does not change the cached response for an allowed origin. */
export const cachePoisoning = probe({
  id: 'cache-poisoning',
  title: 'pages from an allowed origin can still read the response after a request from an untrusted origin',
  area: 'caching',
  kinds: {
    'cache-is-poisoned': {
      why: 'A cache in front of the server stores the response to an untrusted origin, and sends it to pages from allowed origins. Any attacker can block these pages in this way, repeatedly.',
      recommendation: 'Add Vary: Origin to every response, and make sure that the cache respects it. Some caches must be configured to include Origin in the cache key.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    control: get(target.allowed[0], { url: uncachedUrl(target, 'control') }),
    untrusted: get(target.untrusted[0], { url: uncachedUrl(target, 'poisoned') })
  }),
  followUps: target => ({ poisoned: get(target.allowed[0], { url: uncachedUrl(target, 'poisoned') }) }),
  judge ({ allowed: [origin], credentials, url: { href } }, { control, untrusted, poisoned }, report) {
    if (control === undefined || untrusted === undefined || poisoned === undefined) return
    if (!canRead(origin!, href, credentials, control) || canRead(origin!, href, credentials, poisoned)) return
    // A server error or a rate limit also changes the response.
    if (poisoned.status !== control.status || allowOrigin(poisoned) !== allowOrigin(untrusted)) return
    report('cache-is-poisoned', {
      severity: 'error',
      subject: origin!,
      message: `A page from ${origin} can read the response, but no longer after an untrusted origin has requested the same URL.`,
      expected: corsLines(control),
      evidence: [control, untrusted, poisoned]
    })
  }
})

function allowOrigin ({ headers }: ServerResponse): string | undefined {
  return getValue(headers, 'access-control-allow-origin')
}

/** The URL with a synthetic query, which is in no cache. */
function uncachedUrl ({ url, synthetic }: CheckTarget, word: string): string {
  const fresh = new URL(url)
  fresh.search += `${fresh.search === '' ? '?' : '&'}fresh=${synthetic(word)}`
  return fresh.href
}
