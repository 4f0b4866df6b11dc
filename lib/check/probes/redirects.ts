import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestFrom, withoutPages } from '../baseline-requests.ts'
import { converse, corsLines, isRedirect, mayRead, preflightLines } from '../browser-verdict.ts'

/** Whether pages can follow where a slash too many, or one too few, leads. */
export const redirects = probe({
  id: 'redirects',
  title: 'pages may follow the redirect that a slash at the end makes',
  area: 'errors',
  kinds: {
    'redirect-without-cors': {
      why: 'A browser checks each answer on the way. A redirect without the headers ends in a network error, wherever it leads.',
      recommendation: 'Add the headers of CORS to redirects too, or answer both spellings of the path.',
      source: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch'
    },
    'preflight-is-redirected': {
      why: 'A preflight that is answered by a redirect fails, wherever that leads.',
      recommendation: 'Answer preflights at this URL too, or see that pages use the other.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  skip: target => withoutPages(target) ?? (target.url.pathname === '/' ? 'there is no path' : null),
  plan: target => {
    const { allowed: [origin] } = target
    return {
      usual: requestFrom(origin!),
      respelled: { method: 'GET', url: respelled(target), headers: [['Origin', origin!]] },
      preflight: { method: 'OPTIONS', url: respelled(target), headers: preflightLines(origin!, 'PUT') }
    }
  },
  judge (target, seen, report) {
    const { allowed: [origin], url: { href }, credentials } = target
    const [usual, answer, preflight] = ['usual', 'respelled', 'preflight'].map(seen.answer)
    if (answer === undefined || !isRedirect(answer) || !mayRead(origin!, href, credentials, usual)) return
    const path = new URL(respelled(target)).pathname
    // Nobody is asked where the redirect leads: what counts is that the browser would.
    if (converse({ origin: origin!, url: respelled(target), credentials }, { response: answer }).failure?.code !== 'no-answer') {
      report('redirect-without-cors', {
        severity: 'warning',
        subject: path,
        message: `The redirect of ${path} keeps pages of ${origin} out, though they may read what it leads to.`,
        expected: [`access-control-allow-origin: ${origin}`],
        seen: corsLines(answer),
        shownBy: ['usual', 'respelled']
      })
    }
    if (preflight === undefined || !isRedirect(preflight)) return
    report('preflight-is-redirected', {
      severity: 'info',
      subject: path,
      message: `A preflight for ${path} is answered by a redirect: pages that need one have to use the other spelling.`,
      expected: ['status 204'],
      seen: corsLines(preflight),
      shownBy: ['preflight']
    })
  }
})

/** With the slash at the end, or without it. */
function respelled ({ url }: Target): string {
  const other = new URL(url)
  other.pathname = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : `${url.pathname}/`
  return other.href
}
