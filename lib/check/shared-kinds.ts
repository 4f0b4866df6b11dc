/** Kinds of findings that several probes report. */
import type { Kind } from './probe.ts'

export const DUPLICATE_HEADERS: Kind = {
  why: 'Browsers join header lines of the same name with commas. The result is neither an origin nor true, so they block the response or ' +
    'ignore the credentials. Often a proxy and the application both add the header.',
  recommendation: 'Send the CORS headers from one place only. If the proxy sends them, configure it to remove those of the application.',
  source: 'https://fetch.spec.whatwg.org/#concept-header-list-get'
}

export const PREFLIGHT_IS_REDIRECTED: Kind = {
  why: 'Browsers do not follow redirects of preflights. The preflight fails for any target.',
  recommendation: 'Handle preflights at the URL that pages use, or change the pages to use the target of the redirect.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
}

export const WILDCARD_WITH_CREDENTIALS: Kind = {
  why: 'For requests with credentials, "*" is not a wildcard: the browser compares it with the origin and blocks the response.',
  recommendation: 'If pages send credentials, send the origin of the request if it is in a list of allowed origins. If they do not, remove Access-Control-Allow-Credentials.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
}
