/**
 * What is worth asking of an endpoint, by subject, and which probes ask it, or why none does. The first table of the probes' page is made of it.
 */

/** `probe` are ids. */
export type Asked =
  | { readonly probe: string | readonly string[] }
  | { readonly probe: string | readonly string[], readonly but: string }
  | { readonly none: string }

export const PLAN: Readonly<Record<string, ReadonlyArray<readonly [what: string, asked: Asked]>>> = {
  'Who may read': [
    ['a request without `Origin`: it carries no origin\'s name, or `Vary`', { probe: 'vary-origin' }],
    ['each origin that should be let in, with credentials where its pages send them', { probe: 'allowed-origins' }],
    ['two origins that nobody has: whether any origin is repeated', { probe: 'untrusted-origins' }],
    ['`HEAD` like `GET`', { probe: 'head' }],
    ['`null`, plain http, subdomains of one and two labels, this machine, private networks, `file:`', { probe: 'dangerous-origins' }],
    ['names below public suffixes, hosts on which anybody can have pages, other extensions and applications', { probe: 'dangerous-origins' }],
    ['names that begin, end or continue like an allowed one, with each character that a browser lets into a host', { probe: 'origin-confusion' }],
    ['each dot as any character, the first letter or the last label cut off', { probe: 'origin-confusion' }],
    ['two lines of `Origin`, an empty one', { none: 'no page sends them, and what a server makes of them says nothing of what it makes of pages' }],
    ['names that begin like localhost or its address', { probe: 'origin-confusion' }],
    ['other ports, the default port written out, upper case, a dot or a slash at the end, user names', { probe: 'origin-confusion' }],
    ['a list, two, `*`, the word undefined, a tab, five kilobytes, letters beyond ASCII', { probe: 'origin-confusion' }],
    ['WebSockets, which CORS does not cover: the handshake of a stranger\'s page', { probe: 'web-sockets', but: 'only with `--websocket`, as it opens a connection' }],
    ['the same request again, from an allowed origin and a stranger: whether one answer says what all would', { probe: 'consistency' }],
    ['what a policy says of all these origins', { probe: 'policy-drift-origins' }]
  ],
  Preflights: [
    ['each method of the pages, with the headers that they set', { probe: 'preflights' }],
    ['a preflight carries no credentials, and is answered all the same', { probe: 'preflights' }],
    ['status, `Location`, and how long the answer is remembered', { probe: ['preflights', 'max-age'] }],
    ['names of headers in upper case, out of order, doubled, with spaces, empty members or in two lines, as proxies make them', { probe: 'preflight-parsing' }],
    ['a method in lower case, an empty one, eight kilobytes of headers, a header that is no token', { probe: 'preflight-parsing' }],
    ['a method and a header that nobody uses', { probe: 'preflight-overpermissive' }],
    ['`Authorization`, which `*` does not cover', { probe: 'preflight-overpermissive' }],
    ['an origin that nobody has', { probe: 'preflight-untrusted-origin' }],
    ['`OPTIONS` that announces no method', { probe: 'plain-options' }],
    ['the other spelling of the path, with the slash at the end or without', { probe: 'redirects' }],
    ['what a policy says of methods, headers and max age', { probe: 'policy-drift' }]
  ],
  'Syntax of every answer': [
    ['`Access-Control-Allow-Origin`: one line, one value, one origin', { probe: 'allow-origin-syntax' }],
    ['the same header twice, by a proxy and what is behind it', { probe: 'allow-origin-syntax' }],
    ['`Access-Control-Allow-Credentials`: `true`, never beside `*`, never alone', { probe: 'allow-credentials' }],
    ['lists of methods and headers: tokens, no `*` with credentials, nothing forbidden', { probe: 'list-syntax' }],
    ['headers where they mean nothing', { probe: 'misplaced-headers' }],
    ['headers of Private Network Access, which is no more', { probe: 'misplaced-headers' }]
  ],
  Caches: [
    ['`Vary` on every answer whose headers differ by origin, errors and preflights included', { probe: 'vary-origin' }],
    ['`Vary: Origin` where nothing differs', { probe: 'vary-origin' }],
    ['304 for another origin than the one that the body was for', { probe: 'not-modified' }],
    ['one URL twice, first by a stranger: whether a cache in between mixes them up', { probe: 'cache-poisoning' }],
    ['whether answers that credentials have a part in are kept from caches', { probe: 'credentialed-caching' }]
  ],
  Errors: [
    ['404', { probe: 'errors' }],
    ['405', { probe: 'errors', but: 'by `OPTIONS` alone: other methods could change something' }],
    ['401 and 403 of whoever is not known', { probe: 'errors', but: 'only with headers of the user, as otherwise it is what everything is asked without' }],
    ['400, 413 and 415', { probe: 'errors', but: 'only with `--error-method`, as no bodies are sent unasked' }],
    ['500', { probe: 'errors', but: 'only with `--error-path`, as nobody else knows where one is' }],
    ['429', { none: 'whoever says so is asked no more, and what was found so far is told' }],
    ['redirects on the same host, once', { probe: ['allowed-origins', 'redirects'] }],
    ['redirects to other hosts', { probe: 'allowed-origins', but: 'which says that there is one: no other host is asked' }]
  ],
  'The headers beside them': [
    ['plain http, and where it leads', { probe: 'transport' }],
    ['`Strict-Transport-Security`', { probe: 'transport' }],
    ['the certificate', { probe: 'transport', but: 'whatever Node refuses ends the check with what is wrong with it, unless `--insecure` is given' }],
    ['HTTP/2', { none: 'everything is asked over it with `--http2`; there is nothing to find in that it is not there' }],
    ['`X-Content-Type-Options`', { probe: 'content' }],
    ['`Content-Security-Policy`, `frame-ancestors`, `X-Frame-Options`', { probe: 'content' }],
    ['`Referrer-Policy`, `Permissions-Policy`, `Cross-Origin-Resource-Policy` and its kin', { probe: 'policy-headers' }],
    ['`Cross-Origin-Resource-Policy` that says less than `*` beside it', { probe: 'policy-headers' }],
    ['cookies: `Secure`, `HttpOnly`, `SameSite`, prefixes', { probe: 'cookies' }],
    ['names and versions of software, `Timing-Allow-Origin`', { probe: 'disclosure' }]
  ]
}
