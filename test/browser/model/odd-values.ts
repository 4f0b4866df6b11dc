/** The parts of random requests and responses: valid values, and values with one wrong byte. */
import type { PageRequest } from '../../../types/browser.ts'

export const METHODS = [
  ...Array<string>(12).fill('GET'), ...Array<string>(12).fill('POST'), ...Array<string>(6).fill('PUT'),
  'HEAD', 'HEAD', 'DELETE', 'DELETE', 'PATCH', 'PATCH', 'OPTIONS', 'QUERY', 'FOO', 'M-SEARCH',
  'get', 'post', 'Put', 'delete', 'options', 'patch', 'pAtch', 'foo', '*', 'CONNECT', 'trace', 'TrAcK', 'B@D', 'GE T', ''
]

export const REFERRER_POLICIES: readonly NonNullable<PageRequest['referrerPolicy']>[] = [
  'no-referrer', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'same-origin', 'origin', 'strict-origin',
  'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url'
]

const LONG = 'a'.repeat(128)

/** Header names with values: some need no preflight, some need one because of a single byte. */
export const REQUEST_HEADERS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['Accept', [
    '*/*', 'text/html;q=0.5, */*', '', 'a"b', 'a(b', 'a:b', 'a?b', 'a{b', 'a\tb', 'a\x7fb', 'a\x01b', 'é', LONG, `${LONG}a`
  ]],
  ['accept-language', ['en', 'en-US,en;q=0.5', 'en_US', 'en/US', '*', 'e\tn', LONG, `${LONG}a`]],
  ['Content-Language', ['de', 'de_DE', '"de"', '', LONG]],
  ['Content-Type', [
    'text/plain', 'TEXT/Plain', 'text/plain;charset=utf-8', 'text/plain; charset="utf-8"', ' text/plain ', 'text/plain ;x=y',
    'text/plain;', 'text/plain,', 'text/plain, text/html', 'text /plain', 'text/ plain', 'text//plain', 'text/plain/x',
    'text/plain;x=é', 'text', '/plain', ';', '', '*/*', 'text/\tplain', 'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x', 'multipart/form-data; boundary=(x)', 'application/json', 'application/json;text/plain',
    'application/csp-report', `text/plain;x=${'y'.repeat(115)}`, `text/plain;x=${'y'.repeat(116)}`
  ]],
  ['Range', [
    'bytes=0-', 'bytes=0-0', 'bytes=5-9', 'bytes=9-5', 'bytes=-5', 'bytes=0-1,3-4', 'bytes= 0-1', 'bytes=0 -1', 'BYTES=0-1',
    'bytes 0-1', 'bytes=a-', 'bytes=00-01', 'bytes=0-1 ', 'lines=0-', 'bytes=', 'bytes=-', 'bytes=0-99999999999999999999'
  ]],
  ['X-A', ['1', '', 'two words', 'é', LONG]],
  ['x-b', ['2']],
  ['X-Zed', ['3']],
  ['*', ['1']],
  ['Authorization', ['Bearer x', 'Basic eDp5']],
  ['X-Requested-With', ['XMLHttpRequest']],
  ['Cache-Control', ['no-cache']],
  ['If-None-Match', ['"1"']],
  ['Last-Event-ID', ['1']],
  ['traceparent', ['00-x']],
  ['Priority', ['u=1']],
  ['Content-Encoding', ['gzip']],
  ['User-Agent', ['mine']],
  ['DPR', ['1', '1.5', '1.', '.5', 'x', '']],
  ['Device-Memory', ['8', '0.25', '-1']],
  ['downlink', ['1.7', '1,7']],
  ['width', ['100', '100.5']],
  ['viewport-width', ['100', '1e3']],
  ['rtt', ['50', '5.0']],
  ['ect', ['4g', '4G', '3g', '5g', 'slow-2g']],
  ['Save-Data', ['on', 'ON', 'off']],
  ['Intervention', ['x', 'a"b']],
  ['Sec-CH-UA', ['x']],
  ['Proxy-X', ['x']],
  ['Sec-Custom', ['x']],
  ['Origin', ['http://evil.test']],
  ['Cookie', ['a=b']],
  ['Host', ['evil.test']],
  ['Access-Control-Request-Method', ['PUT']],
  ['Accept-Charset', ['utf-8']],
  ['DNT', ['1']],
  ['X-HTTP-Method-Override', ['PUT', 'TRACE', 'trace', 'PUT, TRACE', 'a,,TRACK ,b', 'TRACEX', '"TRACE"', '"a,TRACE"', 'POST']],
  ['x-method-override', ['CONNECT', 'DELETE']],
  ['X-HTTP-Method', ['connect,', 'GET']]
]

export const STATUSES = [
  200, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 305, 307, 308, 399, 400, 401, 403, 404, 405, 409, 410, 413,
  415, 418, 422, 429, 431, 451, 500, 501, 502, 503, 504, 511, 599
]
export const REDIRECTS = [301, 302, 303, 307, 308]

export const MALFORMED_TOKENS = ['B@D', 'a b', '"x-a"', 'PUT;x', '(x)', 'x:a', 'x/a', 'é', 'x=a', '[x]', 'PUT\tx']

/** Values of Access-Control-Allow-Origin that do not match the given origin and host. */
export function oddOrigins (pageOrigin: string, host: string): (string | undefined)[] {
  return [
    undefined, '*', '', '**', '*, *', '* *', '"*"', 'Null', 'null, null', 'nul', pageOrigin.toUpperCase(), `${pageOrigin}/`,
    `${pageOrigin}?`, `${pageOrigin}#`, `${pageOrigin}, ${pageOrigin}`, `${pageOrigin} ${pageOrigin}`, `${pageOrigin},`,
    `${pageOrigin}\t${pageOrigin}`, `${pageOrigin}:80`, `${pageOrigin}.`, `"${pageOrigin}"`, `<${pageOrigin}>`, host,
    `//${host}`, 'http://', 'http://*.test', 'http://*.test:*', 'http://app.test', `https://${host}`, `ftp://${host}`,
    'http:app.test', 'http:/app.test', 'http:://app.test', 'http://app.test:99999', 'http://app.test:x', 'http://[::1]',
    'http://[::1', 'http://1.2.3', 'http://1.2.3.4.5', 'http://256.1.1.1', 'http://a%zz', 'http://a_b.test',
    'http://a^b', 'http://a|b', 'http://user@app.test', 'http://b\xfccher.test',
    'http://b\xc3\xbccher.test', 'foo', 'foo:', 'foo:bar', 'foo://', 'foo://bar',
    'capacitor://localhost', 'chrome-extension://abc', 'file:', 'file://', 'about:blank', 'data:,x', 'blob:x', 'javascript:0',
    '1:2', ':', '.', '/', '?', '#', '%', '\\', 'true', 'false', `${pageOrigin}\\`, 'http:\\\\app.test', 'http://app.test:'
  ]
}
