import type { ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { probe } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { skipWithoutAllowedOrigin } from '../baseline-requests.ts'
import { corsLines, canRead } from '../browser-verdict.ts'

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
    control: { method: 'GET', url: uncachedUrl(target, 'control'), headers: [['Origin', target.allowed[0]!]] },
    untrusted: { method: 'GET', url: uncachedUrl(target, 'poisoned'), headers: [['Origin', target.untrusted[0]]] }
  }),
  followUps: target => ({ poisoned: { method: 'GET', url: uncachedUrl(target, 'poisoned'), headers: [['Origin', target.allowed[0]!]] } }),
  judge ({ allowed: [origin], credentials, url: { href } }, responses, report) {
    const [control, untrustedOrigin, response] = ['control', 'untrusted', 'poisoned'].map(responses.get)
    if (response === undefined || !canRead(origin!, href, credentials, control) || canRead(origin!, href, credentials, response)) return
    // A server error or a rate limit also changes the response.
    if (response.status !== control!.status || allowOrigin(response) !== allowOrigin(untrustedOrigin)) return
    report('cache-is-poisoned', {
      severity: 'error',
      subject: origin!,
      message: `A page from ${origin} can read the response, but no longer after an untrusted origin has requested the same URL.`,
      expected: corsLines(control!),
      actual: corsLines(response),
      evidence: ['control', 'untrusted', 'poisoned']
    })
  }
})

function allowOrigin (response: ServerResponse | undefined): string | undefined {
  return response && getValue(response.headers, 'access-control-allow-origin')
}

/** The URL with a synthetic query, which is in no cache. */
function uncachedUrl ({ url, synthetic }: CheckTarget, word: string): string {
  const fresh = new URL(url)
  fresh.search += `${fresh.search === '' ? '?' : '&'}fresh=${synthetic(word)}`
  return fresh.href
}
