/** The reason of each kind of issue, for the headings of the README: grouped by subject, in the order of the ids. */
import type { IssueId } from '../../../lib/validate/issue.ts'

/** Kinds of issue that are not about the text of a policy. */
export type OtherId =
  'scope-has-no-policy' | 'preflight-target-is-ambiguous' | 'optional-parameter-splits-route' | 'wildcard-splits-route' | 'route-keys-are-equal' | 'cors-is-registered-twice' |
  'package-is-loaded-twice' | 'unknown-source' | 'source-key-is-not-a-parameter' | 'source-name-is-taken' | 'source-unavailable' | 'document-unavailable' | 'document-is-given-twice' | 'document-is-in-a-store' |
  'development-origins-in-production' | 'application-is-not-ready' | 'json-is-malformed' | 'json-key-is-repeated'

type Reasons = readonly (readonly [subject: string, reasons: { readonly [id in IssueId | OtherId]?: string }])[]

export const ISSUE_REASONS: Reasons = [
  ['Values that are not JSON data', {
    'value-is-missing': 'A field must have a value. A value that is undefined, null or empty usually comes from an unset variable, and never means the default.',
    'value-is-not-data': 'A policy must be JSON data, so that it can be validated, compared, printed and stored in a file. Functions, regular expressions, dates, maps, boxed values, bigints, symbols, NaN and infinities are not JSON data.',
    'value-is-unreadable': 'A getter or a proxy throws when the value is read.',
    'document-has-a-cycle': 'A value contains itself, so JSON cannot represent the document.',
    'document-is-too-deep': 'A policy has only a few levels. A deeper document is a mistake or an attack.',
    'document-is-too-large': 'A document can have millions of origins. The limit stops lists with a huge length and no content.',
    'key-is-unsafe': 'The key `__proto__` changes the object instead of adding a member. Untrusted JSON can contain it.'
  }],
  ['The shape of a document', {
    'unknown-field': 'If a misspelled field were ignored, its default would apply, which is not what the author chose.',
    'foreign-option': 'The name is an option of another CORS library. This plugin has another field for the same purpose.',
    'prefix-is-ignored': 'Fastify does not apply a prefix to a plugin that works on the enclosing scope, so the policy would cover every route of that scope.',
    'missing-field': 'Every complete policy requires `origins`. The field has no default.',
    'wrong-type': 'The value has another type than the field. The string `"true"` is not a boolean, and one origin is not a list.',
    'origins-are-empty': 'Some libraries treat an empty list as any origin, and others as no origin. This plugin rejects it, because the intent is unclear.',
    'preflight-status-out-of-range': 'Browsers accept only a preflight with an ok status: https://fetch.spec.whatwg.org/#ok-status',
    'cache-control-is-invalid': 'Caches ignore directives that they cannot read, or the whole header.',
    'max-age-out-of-range': '`maxAge` is a whole, non-negative number of seconds. Firefox caches a preflight for at most one day, Chromium for two hours, and Safari for ten minutes. A value such as 600 is enough for most, and lets a stricter policy reach browsers soon.',
    'unknown-flag': 'Each flag opts out of one restriction by its name. A misspelled flag would have no effect.',
    'cors-true-is-ambiguous': '`false` disables CORS for a route. `true` does not name a policy.',
    'document-has-no-policy': 'The document defines no policy for any route, so registering it would have no effect.'
  }],
  ['A single origin', {
    'origin-is-empty': 'An empty string, or the string `undefined`, usually comes from an unset variable.',
    'origin-is-too-long': 'DNS limits hosts to 253 characters and labels to 63. With a scheme and a port, an origin has at most 326 characters.',
    'origin-is-a-list': 'Each entry is one origin, like the value of `Access-Control-Allow-Origin`. An entry with several origins never matches.',
    'origin-is-a-regular-expression': 'One unescaped dot or one missing anchor in a regular expression allows untrusted origins. Origin patterns always match the whole origin.',
    'origin-has-white-space': 'A serialized origin contains neither white space nor control characters, not even at its start or end.',
    'origin-has-quotes': 'The quotes are syntax of another format, such as JSON in a variable. Here they would be part of the origin.',
    'origin-missing-scheme': 'The scheme is part of an origin: `http://example.com` and `https://example.com` are different origins.',
    'origin-has-invalid-scheme': 'The text before "://" is not a valid scheme in the URL standard.',
    'origin-scheme-never-sent': 'By the standard, no page has an origin with this scheme. Files and `data:` pages have an opaque origin, a `blob:` page has the origin of its creator, and WebSocket URLs are not pages. Some embedded browsers send `file://` for every file, which a policy cannot distinguish.',
    'origin-has-userinfo': 'Browsers do not send the user name and the password of a URL in `Origin`.',
    'origin-has-path': 'An origin ends with its host or its port. With a trailing slash, it never matches.',
    'origin-has-query': 'An origin ends with its host or its port. With a query, it never matches.',
    'origin-has-fragment': 'An origin ends with its host or its port. With a fragment, it never matches.',
    'origin-has-upper-case': 'Browsers send schemes and hosts in lower case, and origins are compared byte by byte.',
    'origin-has-non-ascii-host': 'Browsers send such a host as [Punycode](https://url.spec.whatwg.org/#idna). Check the suggested host, because other hosts can look the same. If the message has no suggestion, versions of Unicode disagree about the letters: open the page, and use the value of `location.origin` from its console.',
    'origin-has-invalid-host': 'A host consists of labels of letters, digits, "-" and "_", separated by single dots. Browsers also send some other characters, which a policy cannot list.',
    'origin-has-non-canonical-ip': 'Browsers send each IP address in one canonical form. Other forms never match.',
    'origin-has-default-port': 'Browsers never send port 443 with https or port 80 with http in an origin.',
    'origin-has-invalid-port': 'A port is a number from 1 to 65535 without leading zeros. `:*` matches any port.',
    'custom-scheme-is-exact-only': 'Hosts of custom schemes have no subdomains. Only with the schemes of browser extensions can the host be `*`.',
    'wildcard-in-scheme': 'A wildcard would include insecure schemes, whose pages an attacker on the network can change.',
    'wildcard-without-domain': 'A wildcard covers the subdomains of a domain. Without a domain, it would cover any origin, for which `origins: "*"` exists.',
    'wildcard-is-misplaced': 'A wildcard in another place would cover hosts of other people: `https://example.*` also covers `https://example.evil`.',
    'wildcard-on-ip-address': 'An IP address has no subdomains.',
    'origin-is-an-address-range': 'An origin has one host. Browsers never send a range.',
    'every-origin-in-list': 'Next to `"*"`, other origins have no effect, so the list is misleading.',
    'null-origin': 'Sandboxed frames, `data:` pages, files and some redirects have the origin `null`, and any site can create such a frame. The flag `null-origin` allows it.'
  }],
  ['Origins with credentials', {
    'null-origin-with-credentials': 'Any site could read responses with the credentials of the user, with only a sandboxed frame. No flag allows this.',
    'wildcard-with-credentials': 'The [standard](https://fetch.spec.whatwg.org/#cors-protocol-and-credentials) forbids this. Reflecting the origin of each request instead would give every site access to the session of the user.',
    'insecure-origin-with-credentials': 'An attacker on the network can insert scripts into an http or ftp page, which then use the credentials of the user. `localhost` and other loopback hosts are exempt. The flag `insecure-origins` allows the others.',
    'public-suffix-wildcard-with-credentials': 'Anyone can register names under a public suffix or under an entry of `privateSuffixes`. The same is true for a domain above a public suffix: `https://*.amazonaws.com` covers the buckets of all customers. The flag `public-suffix-wildcards` allows it.',
    'shared-host-pattern-with-credentials': 'Anyone can register a name that fits: next to `https://shop-*-acme.vercel.app`, also `https://shop-attacker-acme.vercel.app`. The flag `shared-host-patterns` allows it.',
    'any-extension-with-credentials': 'Users install extensions of many authors, and each of them could act for the user. No flag allows this.'
  }],
  ['Methods', {
    'method-is-not-a-token': 'With one invalid name, browsers reject the whole header, and so every preflight.',
    'method-is-a-list': 'Each entry is one method.',
    'method-wildcard': 'Without `methods`, a preflight approves the routed methods of the URL. This is never more than exists, and works with credentials too.',
    'method-is-forbidden': 'Scripts cannot send [these three methods](https://fetch.spec.whatwg.org/#forbidden-method), so the entry has no effect.',
    'method-has-lower-case': 'Browsers change only six methods to upper case. They send `patch` unchanged, and it does not match `PATCH`.',
    'method-unknown-to-node': 'Node responds with 400 to an unknown method before any handler runs.'
  }],
  ['Request headers', {
    'header-is-not-a-token': 'With one invalid name, browsers reject the whole header, and so every preflight.',
    'header-is-a-list': 'Each entry is one name.',
    'header-is-forbidden': 'Scripts cannot set [these headers](https://fetch.spec.whatwg.org/#forbidden-request-header), so the entry has no effect. For cookies, use `credentials`.',
    'header-belongs-to-responses': 'The list is for headers that pages send. The plugin sets the response headers from the policy.',
    'header-wildcard-is-not-a-pattern': 'The only wildcard is `"*"` alone. `X-*` is a header name that contains a star.',
    'header-wildcard-with-credentials': 'With credentials, `*` is a header name and matches only itself.'
  }],
  ['Exposed headers', {
    'exposed-header-is-not-a-token': 'With one invalid name, browsers expose no header.',
    'exposed-header-is-a-list': 'Each entry is one name.',
    'exposed-header-is-forbidden': 'Scripts can never read [Set-Cookie](https://fetch.spec.whatwg.org/#forbidden-response-header-name), even if it is exposed.',
    'exposed-header-belongs-to-requests': 'The list is for response headers that pages read. Headers of the CORS protocol are for the browser only.',
    'exposed-wildcard-in-list': 'Next to `"*"`, other names have no effect, so the list is misleading.',
    'exposed-wildcard-is-not-a-pattern': 'The only wildcard is `"*"` alone. `X-*` is a header name that contains a star.',
    'exposed-wildcard-with-credentials': 'With credentials, `*` is a header name and exposes only itself.'
  }],
  ['Names, route patterns and suffixes', {
    'policy-name-is-invalid': 'Routes, logs and counters use the name. It is not empty, has no line break, and is not `scope`, `override` or `none`, which stand for policies without a name.',
    'unknown-policy-name': 'An unknown name must neither disable CORS nor select another policy.',
    'route-pattern-is-invalid': 'The keys of `routes` are compared with routed paths as text. A pattern ends in `/*`, for a path and everything below it, or in `/+`, for everything below it only. A star in another place would never match.',
    'private-suffix-is-invalid': 'A private suffix is compared with the hosts of origins, so it is a lower-case host name, such as `customers.example.com`.'
  }],
  ['A list of origins in a string', {
    'origin-list-empty': '`parseOrigins` reads a variable that must be set. An unset variable can become an empty string, `null` or `undefined`.',
    'development-origins-in-production': '`developmentOrigins` returns origins of the computer on which it runs. In production, programs on the computers of users could use them.',
    'origins-text-is-wildcard': 'A variable of the environment should not open an API to every site. Only the policy itself can do so.'
  }],
  ['Sources of origins', {
    'unknown-source': 'The entry would allow no origin. The names of sources are those in the option `sources` of this registration, and of the registrations around it.',
    'source-key-is-not-a-parameter': 'The key of the entry is a parameter that the route does not have, so the entry would allow no origin there.',
    'source-name-is-taken': 'A name stands for one source in the whole application, so that logs, counters and `app.cors.status()` are clear.',
    'source-unavailable': 'The store could not be read until `startDeadline`. With `start: "closed"`, the application starts anyway, and blocks the origins of the source until the store can be read.'
  }],
  ['Documents in a store', {
    'document-unavailable': 'The document could not be read until `startDeadline`. With `lastGood`, the application starts with a copy of the last good document, if there is one.',
    'document-is-given-twice': 'With `policy`, the store has the whole document. A field beside it would be lost, or would hide a field of the document.',
    'document-is-in-a-store': '`app.cors.replace` would change one instance only, until the next change in the store. The writer of the store, or the command `document`, changes all instances.'
  }],
  ['Beyond the policy', {
    'scope-has-no-policy': '`compilePolicy` compiles one policy. A document with only named policies does not define which one.',
    'preflight-target-is-ambiguous': 'Routes that differ only in a version or another custom constraint get the same preflight, so the plugin cannot know the route of the actual request.',
    'wildcard-splits-route': 'Under the prefix `/admin`, Fastify turns a route `*` into `/admin*`, which also matches `/administrators`. The keys `/admin/*` and `/admin/+` do not cover that URL, but the route has one policy.',
    'route-keys-are-equal': 'The router ignores letter case, so both keys cover the same routes, and only one of them could apply.',
    'optional-parameter-splits-route': 'For a path with an optional parameter, Fastify has one route with one configuration, but the router has two. If a key covers only one of the two, the routes would have different policies, and the plugin could not distinguish their requests.',
    'cors-is-registered-twice': 'Responses would have two values of `Access-Control-Allow-Origin`, and browsers block such responses. Use one registration for each scope. Scopes can be nested.',
    'package-is-loaded-twice': 'A copy of the package cannot find the state that another copy has stored, so routes would have other policies than they chose. Copies come from two installed versions, from a bundle next to an installed version, or from a loader that separates `require` and `import`.',
    'application-is-not-ready': 'More routes can still be added, so the policies of routes are not final.',
    'json-is-malformed': 'The command reads plain JSON without comments and trailing commas. A file `*.jsonc` can have both.',
    'json-key-is-repeated': 'Most parsers use the last of two members with one name, and silently ignore the other. The policy that applies could then differ from the one that people read.'
  }]
]
