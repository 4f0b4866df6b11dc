import type { ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { withoutPages } from '../baseline-requests.ts'
import { corsLines, mayRead } from '../browser-verdict.ts'

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
  skip: withoutPages,
  plan: target => ({
    control: { method: 'GET', url: freshUrl(target, 'control'), headers: [['Origin', target.allowed[0]!]] },
    stranger: { method: 'GET', url: freshUrl(target, 'poisoned'), headers: [['Origin', target.untrusted[0]]] }
  }),
  further: target => ({ poisoned: { method: 'GET', url: freshUrl(target, 'poisoned'), headers: [['Origin', target.allowed[0]!]] } }),
  judge ({ allowed: [origin], credentials, url: { href } }, seen, report) {
    const [control, stranger, answer] = ['control', 'stranger', 'poisoned'].map(seen.answer)
    if (answer === undefined || !mayRead(origin!, href, credentials, control) || mayRead(origin!, href, credentials, answer)) return
    // A server error or a rate limit also changes the response.
    if (answer.status !== control!.status || allowOrigin(answer) !== allowOrigin(stranger)) return
    report('cache-is-poisoned', {
      severity: 'error',
      subject: origin!,
      message: `A page from ${origin} can read the response, but no longer after an untrusted origin has requested the same URL.`,
      expected: corsLines(control!),
      seen: corsLines(answer),
      shownBy: ['control', 'stranger', 'poisoned']
    })
  }
})

function allowOrigin (answer: ServerResponse | undefined): string | undefined {
  return answer && getValue(answer.headers, 'access-control-allow-origin')
}

/** The URL with a synthetic query, which is in no cache. */
function freshUrl ({ url, madeUp }: Target, word: string): string {
  const fresh = new URL(url)
  fresh.search += `${fresh.search === '' ? '?' : '&'}fresh=${madeUp(word)}`
  return fresh.href
}
