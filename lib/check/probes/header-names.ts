import { extractTokens, getValue } from '../../browser/header-values.ts'
import { isForbiddenResponseHeaderName, isProtocolResponseHeaderName, isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import { canRead } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { get } from '../requests.ts'
import { skipWithoutAllowedOrigin } from '../target.ts'

/** Checks which headers pages can read, and whether the headers that they set can arrive. */
export const headerNames = probe({
  id: 'header-names',
  title: 'pages can read the headers of the response, and the headers that they set arrive',
  area: 'access',
  kinds: {
    'headers-not-exposed': {
      why: 'Pages can read only a few headers of a response, unless the response exposes others by name.',
      recommendation: 'If pages need them, list them in Access-Control-Expose-Headers.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers'
    },
    'header-name-may-be-dropped': {
      why: 'nginx and Apache httpd drop request headers with an underscore in the name. The preflight succeeds, and the header does not arrive.',
      recommendation: 'Use a hyphen instead of the underscore, or set underscores_in_headers on in nginx.',
      source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#underscores_in_headers'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({ read: get(target.allowed[0]) }),
  judge ({ allowed: [origin], credentials, url: { href }, requestHeaders }, { read }, report) {
    if (read === undefined || !canRead(origin!, href, credentials, read)) return
    const hidden = hiddenHeaders(read, credentials)
    if (hidden.length > 0) {
      report('headers-not-exposed', {
        severity: 'info',
        subject: hidden.join(', '),
        message: `Pages cannot read ${hidden.join(', ')}, because Access-Control-Expose-Headers does not list ${hidden.length === 1 ? 'it' : 'them'}.`,
        expected: [`access-control-expose-headers: ${hidden.join(', ')}`],
        evidence: [read]
      })
    }
    const dropped = requestHeaders.filter(name => name.includes('_'))
    if (dropped.length === 0) return
    const isByProxy = /nginx|apache/i.test(getValue(read.headers, 'server') ?? '')
    report('header-name-may-be-dropped', {
      severity: isByProxy ? 'warning' : 'info',
      subject: dropped.join(', '),
      message: `The name ${dropped.join(', ')} has an underscore. ${isByProxy ? `The proxy (server: ${getValue(read.headers, 'server')}) drops such request headers by default.` : 'Some proxies drop such request headers.'}`,
      expected: [dropped.map(name => name.replaceAll('_', '-')).join(', ')],
      evidence: [read]
    })
  }
})

/** Maximum number of names in a finding. */
const MAX_NAMES = 10

/** Headers for browsers, proxies and caches, which pages do not need. */
const NOT_FOR_PAGES: ReadonlySet<string> = new Set([
  'accept-ranges', 'age', 'allow', 'alt-svc', 'connection', 'content-encoding', 'date', 'expect-ct', 'keep-alive', 'nel', 'origin-agent-cluster',
  'permissions-policy', 'referrer-policy', 'report-to', 'reporting-endpoints', 'server', 'server-timing', 'strict-transport-security', 'timing-allow-origin',
  'trailer', 'transfer-encoding', 'upgrade', 'vary', 'via', 'www-authenticate', 'x-content-type-options', 'x-dns-prefetch-control', 'x-download-options',
  'x-frame-options', 'x-generator', 'x-permitted-cross-domain-policies', 'x-powered-by', 'x-robots-tag', 'x-served-by', 'x-timer', 'x-ua-compatible',
  'x-varnish', 'x-xss-protection'
])

/** How the names of others begin. */
const PREFIXES_NOT_FOR_PAGES = ['cf-', 'content-security-policy', 'cross-origin-', 'x-aspnet', 'x-cache']

function isForPages (name: string): boolean {
  return !NOT_FOR_PAGES.has(name) && !PREFIXES_NOT_FOR_PAGES.some(prefix => name.startsWith(prefix))
}

function hiddenHeaders ({ headers }: ServerResponse, credentials: boolean): readonly string[] {
  const exposed = extractTokens(headers, 'access-control-expose-headers')
  const names = new Set(Array.isArray(exposed) ? exposed.map(name => name.toLowerCase()) : [])
  if (names.has('*') && !credentials) return []
  const sent = headers.map(([name]) => name.toLowerCase()).filter(name => !names.has(name) && !isSafelistedResponseHeaderName(name) &&
    !isForbiddenResponseHeaderName(name) && !isProtocolResponseHeaderName(name) && isForPages(name))
  return [...new Set(sent)].slice(0, MAX_NAMES)
}
