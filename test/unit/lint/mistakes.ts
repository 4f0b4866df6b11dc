/**
 * Common mistakes with CORS, by subject, and how this package detects each: a rule reports it, validation rejects it, or it
 * cannot be detected, with the reason. The last table of docs/rules.md is generated from this list.
 */
import type { IssueId } from '../../../lib/validate/issue.ts'

/** `rule` and `issue` are ids. With both, validation rejects the mistake in some policies and a rule reports it in others. */
export type Detection =
  | { readonly rule: string | readonly string[] }
  | { readonly issue: IssueId | readonly IssueId[] }
  | { readonly issue: IssueId | readonly IssueId[], readonly rule: string | readonly string[] }
  | { readonly none: string }

/** A policy is data. It cannot contain functions or regular expressions. */
const DATA: Detection = { issue: ['origin-is-a-regular-expression', 'value-is-not-data'] }
const HANDLED = 'the plugin itself responds to preflights, with status 204 and without redirects, according to the policy of the actual request'

export const MISTAKES: Readonly<Record<string, ReadonlyArray<readonly [mistake: string, detection: Detection]>>> = {
  Origins: [
    ['any origin, with credentials', { issue: 'wildcard-with-credentials' }],
    ['a function that allows any origin', DATA],
    ['`null`', { issue: ['null-origin', 'null-origin-with-credentials'], rule: 'null-origin-allowed' }],
    ['`http:` with a host other than localhost', { issue: 'insecure-origin-with-credentials', rule: 'insecure-origin' }],
    ['any name below a public suffix', { issue: 'public-suffix-wildcard-with-credentials', rule: 'public-suffix-wildcard' }],
    ['any subdomain', { rule: ['subdomain-wildcard-with-credentials', 'subdomain-wildcard'] }],
    ['any port', { rule: 'any-port-with-credentials' }],
    ['hosts that serve pages of many people under different paths', { rule: 'shared-hosting-origin' }],
    ['localhost in production', { rule: ['loopback-origin-in-production', 'any-loopback-port-in-production'] }],
    ['hosts on private networks', { rule: 'private-network-origin' }],
    ['origins that all apps of a framework share', { rule: 'framework-shared-origin' }],
    ['extensions of Firefox and Safari, which have a different origin for each user', { rule: 'per-profile-extension-origin' }],
    ['any extension', { issue: 'any-extension-with-credentials', rule: 'any-extension-allowed' }],
    ['any name that fits, on a host that everyone shares', { issue: 'shared-host-pattern-with-credentials', rule: 'shared-host-pattern' }],
    ['any name that fits, below a domain', { rule: 'label-wildcard' }],
    ['`file:`, `ws:` and other schemes that browsers never send in `Origin`', { issue: 'origin-scheme-never-sent' }],
    ['a path, a query, a fragment, or a trailing slash', { issue: ['origin-has-path', 'origin-has-query', 'origin-has-fragment'] }],
    ['upper case', { issue: 'origin-has-upper-case' }],
    ['the default port of the scheme', { issue: 'origin-has-default-port' }],
    ['an invalid port', { issue: 'origin-has-invalid-port' }],
    ['a missing or invalid scheme', { issue: ['origin-missing-scheme', 'origin-has-invalid-scheme'], rule: 'origin-scheme-looks-mistyped' }],
    ['a user name', { issue: 'origin-has-userinfo' }],
    ['a host with non-ASCII characters', { issue: 'origin-has-non-ascii-host' }],
    ['an IP address in a non-canonical form', { issue: 'origin-has-non-canonical-ip' }],
    ['wildcards in invalid positions', {
      issue: ['wildcard-in-scheme', 'wildcard-without-domain', 'wildcard-is-misplaced', 'wildcard-on-ip-address', 'origin-is-an-address-range', 'every-origin-in-list']
    }],
    ['several origins in one string', { issue: 'origin-is-a-list' }],
    ['a trailing dot in the host', { rule: 'origin-has-trailing-dot' }],
    ['a duplicate origin or source', { rule: 'origin-listed-twice' }],
    ['an origin that another pattern covers', { rule: 'origin-covered-by-another' }],
    ['subdomains without the domain itself', { rule: 'apex-not-covered' }],
    ['no origins', { issue: ['origins-are-empty', 'missing-field'] }],
    ['the origin of the server itself', { none: 'a policy does not contain the address of the server' }],
    ['regular expressions without anchors, with unescaped dots, flags or state, or with long run times', DATA],
    ['a function that cannot be analyzed', DATA],
    ['very many origins', { rule: 'many-origins' }],
    ['names that look like other names', { rule: 'origin-looks-like-another' }],
    ['a store of origins that no policy uses', { rule: 'source-without-effect' }],
    ['invalid origins in a store, and `http:` with credentials', { none: 'such entries of a source allow nothing; the log and `app.cors.status()` have their number' }],
    ['a store of origins that fails, or that is too slow', { none: 'its origins are blocked, and the response is not delayed beyond `deadline`' }]
  ],
  'Credentials and methods': [
    ['`*` for methods, with or without credentials', { issue: 'method-wildcard' }],
    ['`*` for headers, with credentials', { issue: ['header-wildcard-with-credentials', 'exposed-wildcard-with-credentials'] }],
    ['credentials for clients that send tokens', { rule: 'credentials-with-authorization' }],
    ['cookies that browsers do not send in cross-site requests', { rule: 'cookies-for-several-sites' }],
    ['CORS as a protection against CSRF', { rule: ['simple-request-with-credentials', 'get-that-changes-state'] }],
    ['CORS as access control', { none: 'it applies to every policy; the README explains it under Security' }],
    ['methods that browsers never send', { issue: 'method-is-forbidden' }],
    ['methods in lower case', { issue: 'method-has-lower-case' }],
    ['an invalid method, or several methods in one string', { issue: ['method-is-not-a-token', 'method-is-a-list', 'method-unknown-to-node'] }],
    ['GET, HEAD and POST, which need no approval', { rule: 'safelisted-method-listed' }],
    ['POST left out in order to block it', { rule: 'unlisted-method-still-reachable' }],
    ['methods that no route has, including OPTIONS', { rule: 'method-without-route' }],
    ['missing methods of routes', { rule: 'route-method-not-allowed' }],
    ['a duplicate method', { rule: 'method-listed-twice' }],
    ['headers that override the method', { rule: 'method-override-header-allowed' }]
  ],
  'Request headers and exposed headers': [
    ['request headers that pages cannot set', { issue: 'header-is-forbidden' }],
    ['response headers in `allowedHeaders`', { issue: 'header-belongs-to-responses' }],
    ['an invalid header name, a name with wildcards, or several names in one string', {
      issue: ['header-is-not-a-token', 'header-is-a-list', 'header-wildcard-is-not-a-pattern']
    }],
    ['`*` without `Authorization`, which `*` does not cover', { rule: 'wildcard-without-authorization' }],
    ['missing `Authorization` for routes that read tokens', { rule: 'authorization-not-allowed' }],
    ['missing `Content-Type` for routes that accept JSON', { rule: 'json-without-content-type' }],
    ['missing headers that are in the schema of a route', { rule: 'schema-header-not-allowed' }],
    ['a request header with "_", which proxies drop', { rule: 'header-name-with-underscore' }],
    ['request headers that need no approval', { rule: 'safelisted-header-listed' }],
    ['`*` for all headers', { rule: ['any-header-allowed', 'any-header-exposed'] }],
    ['a duplicate header', { rule: 'header-listed-twice' }],
    ['a misspelled header name', { rule: 'header-looks-mistyped' }],
    ['client hints, which only Chromium treats as safelisted', { none: 'only the pages determine which hints they send; hints in the schema of a route are found' }],
    ['headers that no route reads', { none: 'handlers can read headers without declaring them' }],
    ['exposed headers that pages can read anyway', { rule: 'safelisted-header-exposed' }],
    ['`Set-Cookie` exposed', { issue: 'exposed-header-is-forbidden' }],
    ['request headers in `exposedHeaders`', { issue: 'exposed-header-belongs-to-requests' }],
    ['invalid names in `exposedHeaders`', { issue: ['exposed-header-is-not-a-token', 'exposed-header-is-a-list', 'exposed-wildcard-is-not-a-pattern'] }],
    ['useful headers of plugins that are not exposed', { rule: 'sent-header-not-exposed' }]
  ],
  'Preflights and caches': [
    ['a max age that is not a number of seconds, or longer than a day', { issue: ['max-age-out-of-range', 'wrong-type'] }],
    ['a max age longer than Chromium or Safari support', { rule: 'max-age-beyond-caps' }],
    ['a max age that Firefox does not use because of `*`', { rule: 'max-age-ignored-by-firefox' }],
    ['a max age of 0', { rule: 'max-age-zero' }],
    ['a missing max age', { rule: 'max-age-absent' }],
    ['a status with which browsers reject a preflight', { issue: 'preflight-status-out-of-range' }],
    ['`Cache-Control` that caches cannot read', { issue: 'cache-control-is-invalid' }],
    ['approved preflights that caches keep after a change', { rule: 'preflight-kept-by-caches' }],
    ['a long max age where policies change often', { none: 'a policy does not contain how often it changes' }],
    ['`Vary` that is missing, overwritten or unnecessary', { none: 'the plugin merges `Vary` on every response, and does not send it if the response does not vary' }],
    ['public caches with credentials, `304` for a second origin', {
      none: 'handlers set `Cache-Control`; the plugin also sends its headers with a `304`'
    }],
    ['a preflight that fails by its status or is redirected', { none: HANDLED }],
    ['hooks that reject preflights', { rule: ['hook-before-plugin', 'auth-hook-rejects-preflight'] }],
    ['preflights without a matching route', { rule: 'not-found-without-policy' }],
    ['a parameter that is longer than the router allows', { rule: 'parameter-longer-than-router' }],
    ['a route that no page reaches because of its host or version', { rule: 'route-hidden-by-constraint' }],
    ['routes with different policies that differ only in a version or a cookie', { rule: 'preflight-route-ambiguous' }],
    ['treating every `OPTIONS` request as a preflight', { none: 'the application handles `OPTIONS` requests without `Access-Control-Request-Method`' }]
  ],
  'Structure and other plugins': [
    ['error, not-found and hijacked responses without CORS headers', { rule: ['cors-config-without-plugin', 'routes-not-known'] }],
    ['two CORS plugins for the same routes', { rule: 'second-cors-layer' }],
    ['blocked same-origin requests, or blocked requests without `Origin`', { none: 'the plugin never rejects an actual request' }],
    ['an index that a pattern does not cover, or that has a different policy than the paths below it', { rule: ['index-left-with-credentials', 'index-split-from-below'] }],
    ['a path in the notation of another framework', { issue: 'route-pattern-is-invalid', rule: 'route-key-looks-mistaken' }],
    ['a policy without routes', { rule: ['routes-pattern-without-route', 'named-policy-unused', 'registration-without-route'] }],
    ['two policies for one route or one URL', { rule: 'url-with-several-policies' }],
    ['an override that allows more than its base policy', { rule: 'override-widens-access' }],
    ['an entry or a field without effect', {
      rule: ['route-choice-without-effect', 'override-field-without-effect', 'dangerous-flag-unused', 'private-suffix-without-effect']
    }],
    ['a disabled safety check', { rule: 'dangerous-flag-used' }],
    ['WebSockets without a check of `Origin`', { rule: 'websocket-without-guard' }],
    ['`Cross-Origin-Resource-Policy` that contradicts the policy', { rule: 'resource-policy-of-helmet' }],
    ['`Timing-Allow-Origin` that allows more than the policy', { none: 'handlers set it' }],
    ['Private Network Access, which browsers have abandoned', { issue: 'foreign-option' }],
    ['any origin, on a private network', { none: 'a policy does not contain where the server listens' }],
    ['debugging information for attackers', { none: 'responses never contain reasons; only the server logs them' }],
    ['a page about the policies that anyone can request', { rule: 'page-open-in-production' }],
    ['an accepted finding that is gone', { rule: 'lint-ignore-without-effect' }],
    ['unknown fields', { issue: ['unknown-field', 'foreign-option', 'prefix-is-ignored'] }],
    ['a policy that changes after registration', { none: 'registration copies and freezes the policy' }]
  ]
}
