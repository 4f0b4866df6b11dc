import type { ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { withoutPages } from '../baseline-requests.ts'
import { corsLines, mayRead } from '../browser-verdict.ts'

/** Whether a stranger who asks first spoils the answer for those who may read it. */
export const cachePoisoning = probe({
  id: 'cache-poisoning',
  title: 'pages of an allowed origin may read the answer after a stranger has asked',
  area: 'caching',
  kinds: {
    'cache-is-poisoned': {
      why: 'A cache before the server keeps the answer that the stranger got, and gives it to the pages for which it is not. Anybody can keep them out that way, again and again.',
      recommendation: 'Add Vary: Origin to every answer, and see that the cache heeds it; some have to be told to make Origin a part of the key.',
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
    // A server that has trouble just now, or counts requests, answers otherwise too.
    if (answer.status !== control!.status || allowOrigin(answer) !== allowOrigin(stranger)) return
    report('cache-is-poisoned', {
      severity: 'error',
      subject: origin!,
      message: `A page of ${origin} may read the answer, and may not once a stranger has asked for the same URL.`,
      expected: corsLines(control!),
      seen: corsLines(answer),
      shownBy: ['control', 'stranger', 'poisoned']
    })
  }
})

function allowOrigin (answer: ServerResponse | undefined): string | undefined {
  return answer && getValue(answer.headers, 'access-control-allow-origin')
}

/** With a query that no cache knows. */
function freshUrl ({ url, madeUp }: Target, word: string): string {
  const fresh = new URL(url)
  fresh.search += `${fresh.search === '' ? '?' : '&'}fresh=${madeUp(word)}`
  return fresh.href
}
