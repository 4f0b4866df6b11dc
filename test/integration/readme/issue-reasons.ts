/** Why each kind of issue is one, for the headings of the README: by subject, in the order of the ids. */
import type { IssueId } from '../../../lib/validate/issue.ts'

/** Kinds of issue that are no matter of a policy's text. */
export type OtherId =
  'scope-has-no-policy' | 'preflight-target-is-ambiguous' | 'optional-parameter-splits-route' | 'cors-is-registered-twice' |
  'package-is-loaded-twice' | 'application-is-not-ready' | 'json-is-malformed'

type Reasons = readonly (readonly [subject: string, reasons: { readonly [id in IssueId | OtherId]?: string }])[]

export const ISSUE_REASONS: Reasons = [
  ['What is no data', {
    'value-is-missing': 'A field that is there has a value. What is undefined, null or empty is mostly a variable that nobody set, and never stands for a default.',
    'value-is-not-data': 'A policy is what JSON can hold, so that it can be checked, compared, printed and kept in a file. Functions, regular expressions, dates, maps, boxed values, bigints, symbols, NaN and infinities are none of it.',
    'value-is-unreadable': 'A getter or a proxy throws where the value should be.',
    'document-has-a-cycle': 'A value contains itself, so the document would have no end as JSON.',
    'document-is-too-deep': 'A policy is a few levels deep. More is a mistake, or made to harm.',
    'document-is-too-large': 'There is room for millions of origins, and an end to lists that only claim a length.',
    'key-is-unsafe': '`__proto__` as a key changes an object instead of naming a member, as JSON from elsewhere may try.'
  }],
  ['The shape of a document', {
    'unknown-field': 'A misspelt field that was ignored would leave a default in its place that nobody chose.',
    'foreign-option': 'The name is that of an option elsewhere, and what it asks for is written otherwise here.',
    'prefix-is-ignored': 'Fastify gives no prefix to a plugin that works on the scope around it, so the policy would cover every route of that scope.',
    'missing-field': 'Only `origins` is required, in each complete policy: nothing stands for them if they are left out.',
    'wrong-type': 'The value is of another type than the field takes. The text `"true"` is no boolean, and one origin is no list.',
    'origins-are-empty': 'Some libraries take an empty list for every origin, and others for none. Neither is said by it.',
    'max-age-out-of-range': 'Seconds, whole and not negative. Firefox keeps a preflight for a day at most, Chromium for two hours, Safari for ten minutes.',
    'unknown-flag': 'Each flag lifts one prohibition by its name. A misspelt one would lift none.',
    'cors-true-is-ambiguous': '`false` turns CORS off at a route. `true` could turn on any policy.',
    'document-has-no-policy': 'Nothing in the document has a policy for any route, so registering it would do nothing.'
  }],
  ['One origin', {
    'origin-is-empty': 'An empty text, or the text `undefined`, is what an unset variable leaves behind.',
    'origin-is-too-long': 'DNS ends hosts at 253 characters and labels at 63, and with a scheme and a port an origin has 326 at most.',
    'origin-is-a-list': '`Access-Control-Allow-Origin` holds one origin, and so does an entry: with a comma in it, it equals none.',
    'origin-is-a-regular-expression': 'One unescaped dot or one missing anchor lets strangers in. The patterns cover what is needed, and cover it to the end.',
    'origin-has-white-space': 'No serialized origin has white space or control characters, not even around it.',
    'origin-has-quotes': 'The quotes belong to the notation, such as JSON in a variable, and are part of the text here.',
    'origin-missing-scheme': 'The scheme is part of an origin: `http://example.com` and `https://example.com` are two.',
    'origin-has-invalid-scheme': 'What stands before "://" is no scheme by the URL standard.',
    'origin-scheme-never-sent': 'By the standard no page has an origin of this scheme: files and `data:` have an opaque one, blobs that of their maker, and sockets none. Some embedded browsers send `file://` for every file, which no policy can tell apart.',
    'origin-has-userinfo': 'Browsers keep the name and the password of a URL to themselves; they are no part of its origin.',
    'origin-has-path': 'An origin ends with its host or its port. With a slash behind that it equals no `Origin`.',
    'origin-has-query': 'An origin ends with its host or its port.',
    'origin-has-fragment': 'An origin ends with its host or its port.',
    'origin-has-upper-case': 'Browsers serialize schemes and hosts in lower case, and origins are compared byte by byte.',
    'origin-has-non-ascii-host': 'Browsers serialize such a host as [punycode](https://url.spec.whatwg.org/#idna). The same letters may be another host, so look at what is suggested. Where nothing is, versions of Unicode disagree about the letters: open the page, and write what `location.origin` is in its console.',
    'origin-has-invalid-host': 'Labels of letters, digits, "-" and "_", with single dots between them. Browsers send other characters too, and no policy lists them.',
    'origin-has-non-canonical-ip': 'Every address has one spelling that browsers send, and other spellings never equal it.',
    'origin-has-default-port': 'Port 443 of https and port 80 of http are never serialized.',
    'origin-has-invalid-port': 'A port is a number from 1 to 65535 without leading zeros; `:*` stands for any.',
    'custom-scheme-is-exact-only': 'Below a scheme of one\'s own there are no subdomains: `chrome-extension://*` would be every extension.',
    'wildcard-in-scheme': 'Every scheme would include the ones that anyone on the network can speak for.',
    'wildcard-without-domain': 'A wildcard covers the subdomains of a domain. Without a domain it is every origin, which has a notation of its own.',
    'wildcard-is-not-a-whole-label': '`https://*example.com` would cover `https://evilexample.com`. A star elsewhere than in front covers the names of strangers too.',
    'wildcard-on-ip-address': 'An address has no subdomains.',
    'every-origin-in-list': 'Beside `"*"` other origins mean nothing, so the list says less than it seems to say.',
    'null-origin': 'Sandboxed frames, `data:` pages, files and some redirects have the origin `null`, and any site can make such a frame. The flag `null-origin` permits it.'
  }],
  ['Origins with credentials', {
    'null-origin-with-credentials': 'Every site would read responses in the name of the user: it only takes a sandboxed frame. No flag permits it.',
    'wildcard-with-credentials': 'The [standard](https://fetch.spec.whatwg.org/#cors-protocol-and-credentials) forbids it, and answering with each page\'s own origin instead gives every site the user\'s session.',
    'insecure-origin-with-credentials': 'Whoever is on the network between can put scripts into a page of http or ftp, which then act for the user. The own machine is exempt; the flag `insecure-origins` permits the rest.',
    'public-suffix-wildcard-with-credentials': 'Strangers register names below a public suffix, below one of `privateSuffixes`, and so below anything above these: `https://*.amazonaws.com` covers the buckets of everybody. The flag `public-suffix-wildcards` permits it.'
  }],
  ['Methods', {
    'method-is-not-a-token': 'One such name makes browsers refuse the whole header, and with it every preflight.',
    'method-is-a-list': 'Each entry is one method.',
    'method-wildcard': 'Without `methods`, preflights list what is routed at the URL, which is never more than exists and works with credentials too.',
    'method-is-forbidden': 'Scripts cannot send [these three](https://fetch.spec.whatwg.org/#forbidden-method), so permitting them permits nothing.',
    'method-has-lower-case': 'Browsers upper-case six methods and leave `patch` as it is, which then equals no `PATCH`.',
    'method-unknown-to-node': 'Node answers 400 to a method that it does not know, before any handler.'
  }],
  ['Request headers', {
    'header-is-not-a-token': 'One such name makes browsers refuse the whole header, and with it every preflight.',
    'header-is-a-list': 'Each entry is one name.',
    'header-is-forbidden': 'Scripts cannot set [these headers](https://fetch.spec.whatwg.org/#forbidden-request-header), so permitting them permits nothing. For cookies there is `credentials`.',
    'header-belongs-to-responses': 'The list is about headers that pages send. What the response says follows from the policy.',
    'header-wildcard-is-not-a-pattern': 'The only wildcard is `"*"` by itself; `X-*` is the name of a header with a star in it.',
    'header-wildcard-with-credentials': 'With credentials `*` is a header\'s name and covers nothing.'
  }],
  ['Exposed headers', {
    'exposed-header-is-not-a-token': 'One such name makes browsers expose nothing at all.',
    'exposed-header-is-a-list': 'Each entry is one name.',
    'exposed-header-is-forbidden': 'No script reads [Set-Cookie](https://fetch.spec.whatwg.org/#forbidden-response-header-name), whatever is exposed.',
    'exposed-header-belongs-to-requests': 'The list is about headers of responses that pages read; those of the protocol itself are for the browser.',
    'exposed-wildcard-in-list': 'Beside `"*"` other names mean nothing, so the list says less than it seems to say.',
    'exposed-wildcard-is-not-a-pattern': 'The only wildcard is `"*"` by itself; `X-*` is the name of a header with a star in it.',
    'exposed-wildcard-with-credentials': 'With credentials `*` is a header\'s name and exposes nothing.'
  }],
  ['Names and places', {
    'policy-name-is-invalid': 'The name stands in routes, logs and counters: it is one line, is not empty, and is none of `scope`, `override` and `none`, which stand there for policies without a name.',
    'unknown-policy-name': 'A name that means nothing must not turn CORS off, nor something else on.',
    'route-pattern-is-invalid': 'Keys of `routes` are compared with routed paths as text. A pattern ends in `/*`, for the path and everything below it, or in `/+`, for what is below only; a star in another place would match nothing.',
    'private-suffix-is-invalid': 'A suffix is compared with hosts as they are serialized, so it is written as they are.'
  }],
  ['A list of origins in a text', {
    'origin-list-empty': '`parseOrigins` reads a variable that has to be set; `null` and `undefined` are what an unset one becomes in a text.',
    'origins-text-is-wildcard': 'A deployment\'s environment is no place to open an API to every site: the policy is.'
  }],
  ['Beyond the policy', {
    'scope-has-no-policy': '`compilePolicy` compiles one policy, and a document with only named ones does not say which.',
    'preflight-target-is-ambiguous': 'Routes that differ by a version or another constraint of their own get the same preflight, which has to be answered before anybody knows which one is meant.',
    'optional-parameter-splits-route': 'Fastify has one route for a path with an optional parameter, with one configuration, and the router two. Keys that cover only one of the two would leave the other to another policy, and nothing could tell the requests apart.',
    'cors-is-registered-twice': 'Two answers to one question: responses would carry two values of `Access-Control-Allow-Origin`, which no browser accepts. One registration a scope; scopes may nest.',
    'package-is-loaded-twice': 'What one copy of the package writes when it is registered, another copy does not find, so that routes would have other policies than they chose. Copies come from two installed versions, from a bundle beside an installed version, or from a loader that keeps `require` and `import` apart.',
    'application-is-not-ready': 'Routes may still be added, so nothing is known of them yet.',
    'json-is-malformed': 'The command reads plain JSON, without comments and trailing commas; a file `*.jsonc` may have both.'
  }]
]
