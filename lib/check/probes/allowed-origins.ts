import { failureMessage } from '../../browser/failure-messages.ts'
import { getValue } from '../../browser/header-values.ts'
import { isHttp, parseUrl } from '../../browser/url.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import { probe, type ProbeRequests, type Seen } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestsFrom, withoutPages } from '../baseline-requests.ts'
import { converse, corsLines, isRedirect, mayRead } from '../browser-verdict.ts'

/** Whether those who should get in do. */
export const allowedOrigins = probe({
  id: 'allowed-origins',
  title: 'pages of the allowed origins may read the answer',
  area: 'access',
  kinds: {
    'allowed-origin-is-blocked': {
      why: 'The browser makes the request and then hides the answer from the page, which sees a network error.',
      recommendation: 'Answer with Access-Control-Allow-Origin that is the origin itself, byte for byte, on every response; for pages that send credentials also with Access-Control-Allow-Credentials: true.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'endpoint-is-a-redirect': {
      why: 'What a page reads is what the redirect leads to, and that has headers of its own. Nothing here says how that URL is doing.',
      recommendation: 'Check the URL that it leads to. If it is where users log in, give what the server needs to know one, by --cookie-env or --auth-env.',
      source: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch'
    },
    'endpoint-has-no-get': {
      why: 'Only GET, HEAD and OPTIONS are sent, so that whether pages may read the answer to another method is not known here. Preflights are looked at.',
      recommendation: 'Where the server has a GET beside it under the same policy, check that URL.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-405-method-not-allowed'
    }
  },
  skip: withoutPages,
  plan: ({ allowed }) => requestsFrom(allowed),
  further (target, seen): ProbeRequests {
    const next = nextOf(target, seen)
    return next === undefined || next.origin !== target.url.origin ? {} : { [NEXT]: { method: 'GET', url: next.href, headers: [['Origin', target.allowed[0]!]], isRepeating: true } }
  },
  judge (target, seen, report) {
    const { allowed, url: { href }, credentials } = target
    for (const origin of allowed) {
      const response = seen.answer(origin)
      if (response === undefined) continue
      if (lacksGet(target, response)) {
        report('endpoint-has-no-get', {
          severity: 'info',
          subject: 'GET',
          message: `GET is answered by ${response.status}, and is not what pages use: whether they may read the answers to that was not looked at.`,
          expected: ['an answer that pages may read'],
          seen: corsLines(response),
          shownBy: [origin]
        })
        return
      }
      const { outcome, failure } = converse({ origin, url: href, credentials }, { response })
      // Where a redirect leads is another question.
      if (outcome === 'allow' || failure?.code === 'no-answer') continue
      report('allowed-origin-is-blocked', {
        severity: 'error',
        subject: origin,
        message: `A page of ${origin} cannot read the answer${credentials ? ', with credentials' : ''}. ${failureMessage('response', failure!)}`,
        expected: [`access-control-allow-origin: ${origin}`, ...credentials ? ['access-control-allow-credentials: true'] : []],
        seen: corsLines(response),
        shownBy: [origin]
      })
    }
    const next = nextOf(target, seen)
    if (next === undefined) return
    const [origin] = allowed as readonly [string, ...string[]]
    const followed = next.origin === target.url.origin ? seen.answer(NEXT) : undefined
    const { severity, words } = followed === undefined || isRedirect(followed)
      ? THERE.unknown
      : mayRead(origin, next.href, credentials, followed) ? THERE.readable : THERE.blocked
    report('endpoint-is-a-redirect', {
      severity,
      subject: next.href,
      message: `The answer is a redirect to ${next.href}, and ${words}.`,
      expected: ['an answer that pages may read'],
      seen: [`location: ${next.href}`, ...corsLines(followed ?? seen.answer(origin)!)],
      shownBy: followed === undefined ? [origin] : [origin, NEXT]
    })
  }
})

/** How pages fare where a redirect leads. */
const THERE = {
  readable: { severity: 'info', words: 'pages may read what is there' },
  unknown: { severity: 'warning', words: 'whether pages may read what is there was not looked at' },
  blocked: { severity: 'error', words: 'pages cannot read what is there' }
} as const

/** The name of the request that follows a redirect. */
const NEXT = 'where it leads'

/** Where the answer to the first allowed page leads; undefined where it is no redirect, or one to nowhere. */
function nextOf ({ allowed: [origin], url }: Target, seen: Seen): URL | undefined {
  const answer = seen.answer(origin!)
  const location = answer !== undefined && isRedirect(answer) ? getValue(answer.headers, 'location') : undefined
  const next = location === undefined ? undefined : parseUrl(location, url)
  return next !== undefined && isHttp(next) ? next : undefined
}

/** Whether pages are said to use other methods, or a WebSocket, and the URL has nothing else. */
function lacksGet ({ areMethodsGiven, methods, isWebSocket }: Target, { status }: ServerResponse): boolean {
  const isOther = areMethodsGiven && !methods.includes('GET')
  return (isOther && (status === 404 || status === 405 || status === 501)) || (isWebSocket && (status === 404 || status === 426))
}
