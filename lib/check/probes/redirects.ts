import { canRead, corsLines, isRedirect, simulateExchange } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { get, preflight } from '../requests.ts'
import { proxyLines } from '../response-facts.ts'
import { PREFLIGHT_IS_REDIRECTED } from '../shared-kinds.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

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
    'preflight-is-redirected': PREFLIGHT_IS_REDIRECTED
  },
  skip: target => skipWithoutAllowedOrigin(target) ?? (target.url.pathname === '/' ? 'the URL has no path' : null),
  plan: target => ({
    usual: get(target.allowed[0]),
    respelled: get(target.allowed[0], { url: withOtherSlash(target) }),
    respelledPreflight: preflight(target.allowed[0]!, 'PUT', [], { url: withOtherSlash(target) })
  }),
  judge (target, { usual, respelled, respelledPreflight }, report) {
    const { allowed: [origin], url: { href }, credentials } = target
    if (usual === undefined || respelled === undefined || !isRedirect(respelled) || !canRead(origin!, href, credentials, usual)) return
    const path = new URL(withOtherSlash(target)).pathname
    // The redirect is not followed: this code means that the browser would follow it.
    if (simulateExchange({ origin: origin!, url: withOtherSlash(target), credentials }, { response: respelled }).failure?.code !== 'no-response') {
      report('redirect-without-cors', {
        severity: 'warning',
        subject: path,
        message: `The redirect of ${path} blocks pages from ${origin}, although they can read the response of its target.`,
        expected: [`access-control-allow-origin: ${origin}`],
        evidence: [usual, respelled]
      })
    }
    if (respelledPreflight === undefined || !isRedirect(respelledPreflight)) return
    report('preflight-is-redirected', {
      severity: 'info',
      subject: path,
      message: `The response to a preflight for ${path} is a redirect. Pages that need a preflight have to use the other form of the path.`,
      expected: ['status 204'],
      actual: [...corsLines(respelledPreflight), ...proxyLines(respelledPreflight)],
      evidence: [respelledPreflight]
    })
  }
})

/** The URL with the trailing slash added or removed. */
function withOtherSlash ({ url }: CheckTarget): string {
  const other = new URL(url)
  other.pathname = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : `${url.pathname}/`
  return other.href
}
