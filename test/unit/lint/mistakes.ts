/**
 * Mistakes that are made with CORS, by subject, and where this package meets each: in a rule, in the refusal of the
 * policy, or nowhere, for a reason. The last table of the rules' page is made of it.
 */
import type { IssueId } from '../../../lib/validate/issue.ts'

/** `rule` and `issue` are ids; `both` are an issue with credentials and a rule without. */
export type Met =
  | { readonly rule: string | readonly string[] }
  | { readonly issue: IssueId | readonly IssueId[] }
  | { readonly issue: IssueId | readonly IssueId[], readonly rule: string | readonly string[] }
  | { readonly none: string }

/** A policy has no functions and no regular expressions: it is data. */
const DATA: Met = { issue: ['origin-is-a-regular-expression', 'value-is-not-data'] }
const ANSWERED = 'preflights are answered by the plugin itself, with 204 and no redirect, as the policy of the announced request says'

export const MISTAKES: Readonly<Record<string, ReadonlyArray<readonly [mistake: string, met: Met]>>> = {
  Origins: [
    ['every origin, with credentials', { issue: 'wildcard-with-credentials' }],
    ['a function that lets everybody in', DATA],
    ['`null`', { issue: ['null-origin', 'null-origin-with-credentials'], rule: 'null-origin-allowed' }],
    ['`http:` where it is not this machine', { issue: 'insecure-origin-with-credentials', rule: 'insecure-origin' }],
    ['all names below a public suffix', { issue: 'public-suffix-wildcard-with-credentials', rule: 'public-suffix-wildcard' }],
    ['all subdomains', { rule: ['subdomain-wildcard-with-credentials', 'subdomain-wildcard'] }],
    ['all ports', { rule: 'any-port-with-credentials' }],
    ['hosts whose tenants are told apart by the path', { rule: 'shared-hosting-origin' }],
    ['a developer\'s machine, in production', { rule: ['loopback-origin-in-production', 'any-loopback-port-in-production'] }],
    ['hosts of private networks', { rule: 'private-network-origin' }],
    ['origins that all applications of a framework have', { rule: 'framework-shared-origin' }],
    ['extensions of Firefox and Safari, whose origin differs from user to user', { rule: 'per-profile-extension-origin' }],
    ['every extension', { issue: 'custom-scheme-is-exact-only' }],
    ['`file:`, `ws:` and other schemes that no `Origin` has', { issue: 'origin-scheme-never-sent' }],
    ['a path, a query, a fragment, a slash at the end', { issue: ['origin-has-path', 'origin-has-query', 'origin-has-fragment'] }],
    ['upper case', { issue: 'origin-has-upper-case' }],
    ['the default port of the scheme', { issue: 'origin-has-default-port' }],
    ['a port that is none', { issue: 'origin-has-invalid-port' }],
    ['no scheme, or one that is none', { issue: ['origin-missing-scheme', 'origin-has-invalid-scheme'], rule: 'origin-scheme-looks-mistyped' }],
    ['a user name', { issue: 'origin-has-userinfo' }],
    ['a host that is not ASCII', { issue: 'origin-has-non-ascii-host' }],
    ['an IP address in a spelling that browsers do not use', { issue: 'origin-has-non-canonical-ip' }],
    ['stars in other places', {
      issue: ['wildcard-in-scheme', 'wildcard-without-domain', 'wildcard-is-not-a-whole-label', 'wildcard-on-ip-address', 'every-origin-in-list']
    }],
    ['several origins in one text', { issue: 'origin-is-a-list' }],
    ['a dot at the end of the host', { rule: 'origin-has-trailing-dot' }],
    ['the same origin twice', { rule: 'origin-listed-twice' }],
    ['an origin that another pattern covers', { rule: 'origin-covered-by-another' }],
    ['the subdomains without the domain', { rule: 'apex-not-covered' }],
    ['no origin at all', { issue: ['origins-are-empty', 'missing-field'] }],
    ['the server\'s own origin', { none: 'a policy does not know where its server can be reached' }],
    ['regular expressions that are not anchored, have unescaped dots, flags or state, or take too long', DATA],
    ['a function that nobody can analyse', DATA],
    ['very many origins', { rule: 'many-origins' }],
    ['names that look like others', { rule: 'origin-looks-like-another' }]
  ],
  'Credentials and methods': [
    ['`*` for methods, with credentials or without', { issue: 'method-wildcard' }],
    ['`*` for headers, with credentials', { issue: ['header-wildcard-with-credentials', 'exposed-wildcard-with-credentials'] }],
    ['credentials for clients that send tokens', { rule: 'credentials-with-authorization' }],
    ['cookies that browsers do not send to other sites', { none: 'attributes of cookies are set when a handler runs' }],
    ['CORS taken for a protection against CSRF', { rule: ['simple-request-with-credentials', 'get-that-changes-state'] }],
    ['CORS taken for access control', { none: 'it would be said of every policy; it is said in the README, under Security' }],
    ['methods that browsers never send', { issue: 'method-is-forbidden' }],
    ['methods in lower case', { issue: 'method-has-lower-case' }],
    ['what is no method, or several in one text', { issue: ['method-is-not-a-token', 'method-is-a-list', 'method-unknown-to-node'] }],
    ['GET, HEAD and POST, which need no approval', { rule: 'safelisted-method-listed' }],
    ['POST left out in order to forbid it', { rule: 'unlisted-method-still-reachable' }],
    ['methods, OPTIONS among them, that no route has', { rule: 'method-without-route' }],
    ['methods of routes that are not listed', { rule: 'route-method-not-allowed' }],
    ['the same method twice', { rule: 'method-listed-twice' }],
    ['headers that change the method', { rule: 'method-override-header-allowed' }]
  ],
  'Request headers and exposed headers': [
    ['request headers that no page can set', { issue: 'header-is-forbidden' }],
    ['response headers among the request headers', { issue: 'header-belongs-to-responses' }],
    ['what is no header name, has stars, or is several in one text', {
      issue: ['header-is-not-a-token', 'header-is-a-list', 'header-wildcard-is-not-a-pattern']
    }],
    ['`*` without `Authorization`, which it does not cover', { rule: 'wildcard-without-authorization' }],
    ['`Authorization` missing where routes take tokens', { rule: 'authorization-not-allowed' }],
    ['`Content-Type` missing where routes take JSON', { rule: 'json-without-content-type' }],
    ['headers missing that a route\'s schema names', { rule: 'schema-header-not-allowed' }],
    ['request headers that need no approval', { rule: 'safelisted-header-listed' }],
    ['`*` for all headers', { rule: ['any-header-allowed', 'any-header-exposed'] }],
    ['a header twice', { rule: 'header-listed-twice' }],
    ['a slip in the name of a header', { rule: 'header-looks-mistyped' }],
    ['client hints, which only Chromium takes for safelisted', { none: 'which hints pages send is known to them alone; what a route\'s schema names is found' }],
    ['headers that no route reads', { none: 'handlers read headers without declaring them' }],
    ['exposed headers that pages can read anyhow', { rule: 'safelisted-header-exposed' }],
    ['`Set-Cookie` exposed', { issue: 'exposed-header-is-forbidden' }],
    ['request headers among the exposed ones', { issue: 'exposed-header-belongs-to-requests' }],
    ['exposed names that are none', { issue: ['exposed-header-is-not-a-token', 'exposed-header-is-a-list', 'exposed-wildcard-is-not-a-pattern'] }],
    ['useful headers of plugins that are not exposed', { rule: 'sent-header-not-exposed' }]
  ],
  'Preflights and caches': [
    ['a max age that is no number of seconds, or beyond a day', { issue: ['max-age-out-of-range', 'wrong-type'] }],
    ['a max age beyond what Chromium or Safari keep', { rule: 'max-age-beyond-caps' }],
    ['a max age of 0', { rule: 'max-age-zero' }],
    ['no max age', { rule: 'max-age-absent' }],
    ['a long max age where policies change often', { none: 'how often a policy changes is not written in it' }],
    ['`Vary` missing, overwritten, or sent without need', { none: 'the plugin merges `Vary` itself, on every response, and sends none where the answer does not vary' }],
    ['public caches beside credentials, `304` for a second origin', {
      none: 'handlers set `Cache-Control`; the plugin sends its headers with a `304` too'
    }],
    ['a preflight that fails by its status or is redirected', { none: ANSWERED }],
    ['hooks that refuse preflights', { rule: ['hook-before-plugin', 'auth-hook-rejects-preflight'] }],
    ['preflights that reach no route', { none: ANSWERED }],
    ['routes with different policies that only a version or a cookie tells apart', { rule: 'preflight-route-ambiguous' }],
    ['every `OPTIONS` request taken for a preflight', { none: 'without `Access-Control-Request-Method` the request is the application\'s' }]
  ],
  'Structure and neighbours': [
    ['errors, not-found and hijacked replies without headers', { rule: ['hijack-decorated', 'cors-config-without-plugin', 'routes-not-known'] }],
    ['two layers of CORS', { rule: 'second-cors-layer' }],
    ['requests of the server\'s own origin refused, or those without `Origin`', { none: 'no actual request is refused' }],
    ['an index that a pattern leaves out, or that has another policy than the rest', { rule: ['index-left-with-credentials', 'index-split-from-below'] }],
    ['a path in the notation of something else', { issue: 'route-pattern-is-invalid', rule: 'route-key-looks-mistaken' }],
    ['a policy for no route', { rule: ['routes-pattern-without-route', 'named-policy-unused', 'registration-without-route'] }],
    ['two policies for one route, or for one URL', { rule: 'url-with-several-policies' }],
    ['an override wider than what it overrides', { rule: 'override-widens-access' }],
    ['a choice or a field that changes nothing', {
      rule: ['route-choice-without-effect', 'override-field-without-effect', 'dangerous-flag-unused', 'private-suffix-without-effect']
    }],
    ['a prohibition that is lifted', { rule: 'dangerous-flag-used' }],
    ['WebSockets without a look at `Origin`', { rule: 'websocket-without-guard' }],
    ['`Cross-Origin-Resource-Policy` against the policy', { rule: 'resource-policy-of-helmet' }],
    ['`Timing-Allow-Origin` wider than the policy', { none: 'handlers set it' }],
    ['Private Network Access, which browsers have given up', { issue: 'foreign-option' }],
    ['every origin, on a private network', { none: 'where a server listens is not known when its policy is read' }],
    ['what debugging tells strangers', { none: 'refusals are answered without a word; what is logged stays with the server' }],
    ['fields that are none', { issue: ['unknown-field', 'foreign-option', 'prefix-is-ignored'] }],
    ['a policy that is changed after it was registered', { none: 'a policy is copied and frozen when it is registered' }]
  ]
}
