/** Tests which header names look like a well-known one. */
import t from 'tap'
import { intendedHeaderName } from '../../../lib/lint/well-known-headers.ts'

/** Misspelling and intended name. */
const misspellings: readonly [given: string, meant: string][] = [
  ['Authorisation', 'Authorization'], ['Autorization', 'Authorization'], ['AUTHORIZATIONS', 'Authorization'], ['Content-Tpye', 'Content-Type'],
  ['ContentType', 'Content-Type'], ['Content_Type', 'Content-Type'], ['ontent-Type', 'Content-Type'], ['Content-Typ', 'Content-Type'],
  ['X-Requsted-With', 'X-Requested-With'], ['XRequestedWith', 'X-Requested-With'], ['If-None-Macth', 'If-None-Match'], ['E-Tag', 'ETag'],
  ['Retry-Aftre', 'Retry-After'], ['Lcoation', 'Location'], ['Idempotancy-Key', 'Idempotency-Key'], ['Trace-Parent', 'Traceparent'],
  ['X-Ratelimit-Remainig', 'X-RateLimit-Remaining'], ['LastEventId', 'Last-Event-ID'], ['Accept-Range', 'Accept-Ranges']
]

t.test('meantHeaderName finds the intended name of a misspelling', async t => {
  for (const [given, meant] of misspellings) t.equal(intendedHeaderName(given), meant, given)
})

const wellKnown = `
Accept-Ranges Authorization Cache-Control Connect-Protocol-Version Content-Disposition Content-Encoding Content-Location Content-Range
Content-Type Grpc-Timeout Idempotency-Key If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Last-Event-ID Location
RateLimit-Limit RateLimit-Policy RateLimit-Remaining RateLimit-Reset Retry-After Sentry-Trace Server-Timing Traceparent Tracestate
Tus-Resumable Upload-Length Upload-Metadata Upload-Offset WWW-Authenticate X-CSRF-Token X-Grpc-Web X-RateLimit-Limit
X-RateLimit-Remaining X-RateLimit-Reset X-Requested-With X-XSRF-Token`.trim().split(/\s+/)

t.test('meantHeaderName finds each well-known name without its last letter', async t => {
  for (const name of wellKnown) t.equal(intendedHeaderName(name.slice(0, -1)), name)
})

/** Names in use, including similar ones. */
const inUse = `
A-IM Accept Accept-Additions Accept-Datetime Accept-Features Accept-Language Accept-Patch Accept-Post Accept-Version Age Allow ALPN
Alt-Svc Alt-Used Alternates Apollo-Require-Preflight Apply-To-Redirect-Ref Authentication-Control Authentication-Info Baggage
Cache-Status Capsule-Protocol CDN-Cache-Control CF-Connecting-IP Clear-Site-Data Client-Cert Content-Digest Content-DPR Content-ID
Content-Language Content-Length Content-Location Content-MD5 Content-Security-Policy Content-Version CSRF-Token DASL Date DAV
Delta-Base Deprecation Depth Destination DPoP DPoP-Nonce DPR Early-Data Etags Expires Forwarded From Hobareg HX-Boosted IdempotencyKey HX-Current-URL
HX-Request HX-Target HX-Trigger If If-Schedule-Tag-Match IM Include-Referred-Token-Binding-ID Keep Last-Modified Link Link-Template
Lock-Token Max-Forwards Memento-Datetime Meter Negotiate NEL Next-Router-State-Tree OData-Version Ordering-Type Overwrite
Permissions-Policy Position Pragma Prefer Preference-Applied Priority Public RateLimit Rate-Limit Range Redirect-Ref Refresh
Repr-Digest Request-Id RequestVerificationToken RSC Save-Data Schedule-Tag Server SLUG SoapAction Status-URI Stripe-Version Sunset
Surrogate-Control TCN Timeout Timing-Allow-Origin Topic Traceresponse TTL Turbo-Frame Upload-Complete Upload-Concat Upload-Draft
Urgency Variant-Vary Vary Warning Want-Content-Digest X-Access-Token X-Amz-Date X-Amz-Security-Token X-Api-Key X-API-Version X-App-Key
X-Auth-Token X-Authorization X-B3-TraceId X-B3-SpanId X-Client-Version X-Content-Type-Options X-Correlation-Id X-CSRFToken
X-Custom-Header X-Device-Id X-Forwarded-For X-Frame-Options X-GitHub-Request-Id X-Goog-Api-Key X-HTTP-Method-Override X-Inertia
X-Idempotency-Key X-Page X-Per-Page X-Powered-By X-Rate-Limit-Limit X-Rate-Limit-Remaining X-Rate-Limit-Reset X-RateLimit-Resource
X-RateLimit-Used X-Request-Id X-RequestId X-Requested-By X-Session-Id X-Session-Token X-Stainless-Lang X-Tenant-Id X-Timezone
X-Total-Count X-Trace-Id X-User-Agent X-User-Id`.trim().split(/\s+/)

t.test('meantHeaderName does not treat names in use as misspellings, in any case', async t => {
  for (const name of [...inUse, ...wellKnown, ...misspellings.map(([, meant]) => meant)]) {
    for (const spelled of [name, name.toLowerCase(), name.toUpperCase()]) t.equal(intendedHeaderName(spelled), undefined, spelled)
  }
})

t.test('intendedHeaderName ignores names with more than one mistake', async t => {
  for (const name of ['Authorisations', 'Contnet-Tpye', 'Content-Tepy', 'Content-Tyqex', 'X-Location', 'Etga', 'Lcotion', 'Lxation', 'A', '']) t.equal(intendedHeaderName(name), undefined, name)
})
