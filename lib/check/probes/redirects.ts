import { probe } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { requestFrom, skipWithoutAllowedOrigin } from '../baseline-requests.ts'
import { simulateExchange, corsLines, isRedirect, canRead, preflightLines } from '../browser-verdict.ts'

/** Checks that pages can follow the redirect between a path with and without a trailing slash. */
export const redirects = probe({
  id: 'redirects',
  title: 'pages can follow a redirect for a trailing slash',
  area: 'errors',
  kinds: {
    'redirect-without-cors': {
      why: 'Browsers run the CORS check for each redirect. A redirect without CORS headers results in a network error.',
      recommendation: 'Add the CORS headers to redirects too, or serve both forms of the path.',
      source: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch'
    },
    'preflight-is-redirected': {
      why: 'Browsers do not follow redirects of preflights. The preflight fails for any target.',
      recommendation: 'Handle preflights at this URL too, or change the pages to use the other URL.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  skip: target => skipWithoutAllowedOrigin(target) ?? (target.url.pathname === '/' ? 'the URL has no path' : null),
  plan: target => {
    const { allowed: [origin] } = target
    return {
      usual: requestFrom(origin!),
      respelled: { method: 'GET', url: withOtherSlash(target), headers: [['Origin', origin!]] },
      preflight: { method: 'OPTIONS', url: withOtherSlash(target), headers: preflightLines(origin!, 'PUT') }
    }
  },
  judge (target, responses, report) {
    const { allowed: [origin], url: { href }, credentials } = target
    const [usual, response, preflight] = ['usual', 'respelled', 'preflight'].map(responses.get)
    if (response === undefined || !isRedirect(response) || !canRead(origin!, href, credentials, usual)) return
    const path = new URL(withOtherSlash(target)).pathname
    // The redirect is not followed: this code means that the browser would follow it.
    if (simulateExchange({ origin: origin!, url: withOtherSlash(target), credentials }, { response }).failure?.code !== 'no-answer') {
      report('redirect-without-cors', {
        severity: 'warning',
        subject: path,
        message: `The redirect of ${path} blocks pages from ${origin}, although they can read the response of its target.`,
        expected: [`access-control-allow-origin: ${origin}`],
        actual: corsLines(response),
        evidence: ['usual', 'respelled']
      })
    }
    if (preflight === undefined || !isRedirect(preflight)) return
    report('preflight-is-redirected', {
      severity: 'info',
      subject: path,
      message: `The response to a preflight for ${path} is a redirect. Pages that need a preflight have to use the other form of the path.`,
      expected: ['status 204'],
      actual: corsLines(preflight),
      evidence: ['preflight']
    })
  }
})

/** The URL with the trailing slash added or removed. */
function withOtherSlash ({ url }: CheckTarget): string {
  const other = new URL(url)
  other.pathname = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : `${url.pathname}/`
  return other.href
}
