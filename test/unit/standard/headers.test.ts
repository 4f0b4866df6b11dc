import t from 'tap'
import {
  isForbiddenRequestHeaderName, isForbiddenResponseHeaderName, isMethodOverrideHeaderName, isNoCorsSafelistedRequestHeaderName,
  isNonWildcardRequestHeaderName, isProtocolRequestHeaderName, isProtocolResponseHeaderName, isRequestBodyHeaderName, isSafelistedRequestHeaderName,
  isSafelistedResponseHeaderName, isToken
} from '../../../lib/standard/headers.ts'

const lists: [name: string, is: (name: string) => boolean, yes: string[], no: string[]][] = [
  ['a token', isToken, ['GET', 'M-SEARCH', 'x', "!#$%&'*+-.^_`|~09azAZ"], ['', ' ', 'a b', 'a:b', 'é', '\u0161', 'a\n', 'a,b', 'a"', '(', '/', '\x7f', '\0']],
  ['a CORS-safelisted request-header name', isSafelistedRequestHeaderName,
    ['Accept', 'accept-language', 'Content-Language', 'content-type', 'Range'], ['authorization', 'if-none-match', 'last-event-id']],
  ['a forbidden request-header name', isForbiddenRequestHeaderName,
    ['Accept-Charset', 'accept-encoding', 'Access-Control-Request-Headers', 'Access-Control-Request-Method', 'Connection', 'Content-Length',
      'Cookie', 'Cookie2', 'Date', 'DNT', 'Expect', 'Host', 'Keep-Alive', 'origin', 'Referer', 'Set-Cookie', 'TE', 'Trailer', 'Transfer-Encoding',
      'Upgrade', 'Via', 'Sec-Fetch-Mode', 'sec-', 'Proxy-Authorization', 'proxy-'],
    ['', 'authorization', 'user-agent', 'x-http-method-override', 'secret', 'proxy', 'x-sec-a', 'set-cookie2']],
  ['a header that names a method to put in place of the own', isMethodOverrideHeaderName,
    ['X-HTTP-Method', 'x-http-method-override', 'X-Method-Override'], ['', 'x-method', 'method']],
  ['a no-CORS-safelisted request-header name', isNoCorsSafelistedRequestHeaderName,
    ['Accept', 'accept-language', 'Content-Language', 'content-type'], ['', 'range']],
  ['a request-body-header name', isRequestBodyHeaderName,
    ['Content-Encoding', 'content-language', 'Content-Location', 'Content-Type'], ['', 'content-length', 'accept']],
  ['a non-wildcard request-header name', isNonWildcardRequestHeaderName, ['Authorization', 'authorization'], ['cookie', '*']],
  ['a CORS-safelisted response-header name', isSafelistedResponseHeaderName,
    ['Cache-Control', 'Content-Language', 'Content-Length', 'Content-Type', 'Expires', 'Last-Modified', 'Pragma'], ['etag', 'date', 'link']],
  ['a forbidden response-header name', isForbiddenResponseHeaderName, ['Set-Cookie', 'set-cookie2'], ['cookie', 'etag']],
  ['a request header of the CORS protocol', isProtocolRequestHeaderName,
    ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers'], ['Access-Control-Allow-Origin']],
  ['a response header of the CORS protocol', isProtocolResponseHeaderName,
    ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials', 'Access-Control-Allow-Methods', 'Access-Control-Allow-Headers',
      'Access-Control-Max-Age', 'Access-Control-Expose-Headers'], ['Origin', 'Vary']]
]

for (const [name, is, yes, no] of lists) {
  t.test(`headers.ts classifies ${name}`, async t => {
    for (const text of yes) t.ok(is(text), JSON.stringify(text))
    for (const text of no) t.notOk(is(text), JSON.stringify(text))
  })
}
