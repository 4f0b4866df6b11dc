/** The plan of the check: what is worth checking at an endpoint, by subject, and which probes check it, or why none does. */

/** `probe` are ids. `but` is a restriction; `none` is the reason why no probe covers it. */
export type Coverage =
  | { readonly probe: string | readonly string[] }
  | { readonly probe: string | readonly string[], readonly but: string }
  | { readonly none: string }

export const PLAN: Readonly<Record<string, ReadonlyArray<readonly [what: string, coverage: Coverage]>>> = {
  'Where a request gets': [
    ['a proxy or a firewall that responds in place of the application, a URL that does not exist, a URL that always fails', { probe: 'reach' }],
    ['`Origin` that a proxy removes or replaces, CORS headers that it removes from the response, an origin that the server does not list', { probe: 'blocked-origins' }],
    ['an allowed origin with a slash, a port, another scheme, upper case or `www` in the list of the server', { probe: 'origin-spelling' }],
    ['`OPTIONS` that something before the application rejects, responds to or drops', { probe: 'preflight-path' }],
    ['https pages and an http URL, public pages and a private network', { probe: 'browser-blocks' }],
    ['a limit of requests: 429, or 503 after another response to the same request', { none: 'the check stops, and says so first' }]
  ],
  'Access to responses': [
    ['a request without `Origin`: the response does not name an origin, and has `Vary`', { probe: 'vary-origin' }],
    ['each allowed origin, with credentials if its pages send them', { probe: 'allowed-origins' }],
    ['two untrusted origins: whether the server reflects any origin', { probe: 'untrusted-origins' }],
    ['headers of the response that pages cannot read, and headers of the request that proxies drop', { probe: 'header-names' }],
    ['`HEAD` like `GET`', { probe: 'head' }],
    ['`null`, plain http, subdomains of one and two labels, loopback, private networks, `file:`', { probe: 'dangerous-origins' }],
    ['names below public suffixes, hosts on which anyone can publish pages, other extensions and applications', { probe: 'dangerous-origins' }],
    ['names that begin with, end with or contain an allowed one, with each character that a browser accepts in a host', { probe: 'origin-confusion' }],
    ['each dot as any character, without the first letter or the last label', { probe: 'origin-confusion' }],
    ['two `Origin` headers, an empty one', { none: 'browsers do not send them, so the response is not relevant for pages' }],
    ['names that begin with localhost or a loopback address', { probe: 'origin-confusion' }],
    ['other ports, an explicit default port, upper case, a trailing dot or slash, user names', { probe: 'origin-confusion' }],
    ['a list, two origins, `*`, the word undefined, a tab, five kilobytes, characters outside ASCII', { probe: 'origin-confusion' }],
    ['WebSockets, which CORS does not cover: the handshake of an untrusted page', { probe: 'web-sockets', but: 'only with `--websocket`, because it opens a connection' }],
    ['the same request again, from an allowed and an untrusted origin: whether the responses are consistent', { probe: 'consistency' }],
    ['the access that a policy specifies for all these origins', { probe: 'policy-drift-origins' }]
  ],
  Preflights: [
    ['each method of the pages, with the headers that they set', { probe: 'preflights' }],
    ['preflights have no credentials, and succeed anyway', { probe: 'preflights' }],
    ['status, `Location`, and the max age', { probe: ['preflights', 'max-age'] }],
    ['header names in upper case, in another order, duplicate, with spaces, empty elements or in two header lines, as proxies send them', { probe: 'preflight-parsing' }],
    ['a method in lower case, an empty one, eight kilobytes of headers, an invalid header name', { probe: 'preflight-parsing' }],
    ['a method and a header that no page uses', { probe: 'preflight-overpermissive' }],
    ['`Authorization`, which `*` does not cover', { probe: 'preflight-overpermissive' }],
    ['an untrusted origin', { probe: 'preflight-untrusted-origin' }],
    ['`OPTIONS` without a requested method', { probe: 'plain-options' }],
    ['the path with a trailing slash added or removed', { probe: 'redirects' }],
    ['the methods, headers and max age of a policy', { probe: 'policy-drift' }]
  ],
  'Syntax of every response': [
    ['`Access-Control-Allow-Origin`: one header, one value, one origin', { probe: 'allow-origin-syntax' }],
    ['the same header twice, from a proxy and the server behind it', { probe: 'allow-origin-syntax' }],
    ['`Access-Control-Allow-Credentials`: `true`, never with `*`, never alone', { probe: 'allow-credentials' }],
    ['lists of methods and headers: tokens, no `*` with credentials, no forbidden names', { probe: 'list-syntax' }],
    ['headers in responses in which they have no effect', { probe: 'misplaced-headers' }],
    ['headers of Private Network Access, which is obsolete', { probe: 'misplaced-headers' }]
  ],
  Caches: [
    ['`Vary` on every response whose headers depend on the origin, including errors and preflights', { probe: 'vary-origin' }],
    ['`Vary: Origin` if nothing depends on the origin', { probe: 'vary-origin' }],
    ['304 for another origin than that of the stored response, by the application or by a cache', { probe: 'not-modified' }],
    ['a URL that no cache has, next to the usual one: whether a cache holds old headers', { probe: 'cache-poisoning' }],
    ['one URL twice, first from an untrusted origin: whether a cache confuses the responses', { probe: 'cache-poisoning' }],
    ['whether caches may store responses that depend on credentials', { probe: 'credentialed-caching' }]
  ],
  Errors: [
    ['404', { probe: 'errors' }],
    ['405', { probe: 'errors', but: 'only with `OPTIONS`, because other methods could change something' }],
    ['401 and 403 without authentication', { probe: 'errors', but: 'only with headers of the user, because all other requests have no authentication otherwise' }],
    ['400, 413 and 415', { probe: 'errors', but: 'only with `--error-method`, because it sends bodies' }],
    ['500', { probe: 'errors', but: 'only with `--error-path`, because the check does not know such a path' }],
    ['429', { none: 'the check stops after such a response, and reports its findings so far' }],
    ['redirects on the same host, once', { probe: ['allowed-origins', 'redirects'] }],
    ['redirects to other hosts', { probe: 'allowed-origins', but: 'which reports the redirect, without a request to the other host' }]
  ],
  'Other security headers': [
    ['plain http, and its redirect', { probe: 'transport' }],
    ['`Strict-Transport-Security`', { probe: 'transport' }],
    ['the certificate', { probe: 'transport', but: 'by Node.js: an invalid certificate ends the check with the reason, unless `--insecure` is set' }],
    ['HTTP/2', { none: 'all requests use it with `--http2`, and its absence is not a problem' }],
    ['`X-Content-Type-Options`', { probe: 'content' }],
    ['`Content-Security-Policy`, `frame-ancestors`, `X-Frame-Options`', { probe: 'content' }],
    ['`Referrer-Policy`, `Permissions-Policy`, `Cross-Origin-Resource-Policy` and related headers', { probe: 'policy-headers' }],
    ['`Cross-Origin-Resource-Policy` that is stricter than a `*` in the same response', { probe: 'policy-headers' }],
    ['cookies: `Secure`, `HttpOnly`, `SameSite`, prefixes', { probe: 'cookies' }],
    ['names and versions of software, `Timing-Allow-Origin`', { probe: 'disclosure' }]
  ]
}
