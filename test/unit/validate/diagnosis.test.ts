/** What is said about texts that look like another mistake, or like none. `messages.test.ts` has each message. */
import t from 'tap'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'
import { diagnose } from '../../../lib/validate/origin-diagnosis.ts'

const LONG = 'a'.repeat(62)
const VARIABLE = /has the name of a variable/
const PORTS = /a range of ports\. .* for each port\.$/
const LOCAL_PORTS = /a range of ports\. .*, or developmentOrigins\(/
const INVALID_PORT = /an invalid port\./
const RANGE = /is a range of addresses\./
const LETTERS = /non-ASCII characters\. .* no pattern fits\./
const NO_SCHEME = /has no scheme\./

/** The message, and the correction if there is one. */
const ROWS: ReadonlyArray<readonly [text: string, message: RegExp, fix?: string]> = [
  ['moz-extension://*', /one exact origin/, 'moz-extension://*'],
  ['moz-extension://*:*', /one exact origin/, 'moz-extension://*'],
  ['moz-extension://*x', /one exact origin/],
  ['ionic://*', /one exact origin/, 'ionic://localhost'],
  ['http://localhost:3000-3005', LOCAL_PORTS],
  ['http://localhost:30*', LOCAL_PORTS],
  ['http://127.0.0.1:3000..3005', LOCAL_PORTS],
  ['http://xlocalhost:3000-3005', PORTS],
  ['http://localhost:3000-3005x', INVALID_PORT],
  ['http://localhost:x3000-3005', INVALID_PORT],
  ['http://localhost:30*x', INVALID_PORT],
  ['http://localhost.example:3000-3005', PORTS],
  ['http://localhost:x30*', INVALID_PORT],
  ['https://10.*.1.2', /a wildcard in an IP address/],
  ['https://a.1*.2', /in the wrong place/],
  [`https://${LONG}*.b*.example.com`, /in the wrong place/],
  [`https://${LONG}a*.b*.example.com`, /is too long/],
  ['http://::1:3000', /an IP address/, 'http://[::1]:3000'],
  ['http://::1:3000:5', /an IP address/, 'http://[::1:3000:5]'],
  ['http://2001:db8::1:3000', /an IP address/, 'http://[2001:db8::1:3000]'],
  ['%HOST%', VARIABLE],
  ['process.env.ORIGIN', VARIABLE],
  ['https://app<tenant>.example.com', VARIABLE],
  ['https://<tenant>.example.com', VARIABLE],
  ['%HOST%.example.com', NO_SCHEME],
  ['https://a%20b%', /an invalid host/],
  ['https://process.env.example/', /has a path/, 'https://process.env.example'],
  ['10.0.0.0/8', RANGE],
  ['https://10.0.0.0/8', RANGE],
  ['fd00::/8', RANGE],
  ['https://[fd00::]/8', RANGE],
  ['ftp://10.0.0.0/8', /one exact origin/, 'ftp://10.0.0.0'],
  ['10.0.0.0/8x', NO_SCHEME, 'https://10.0.0.0'],
  ['f10.0.0.0/8', NO_SCHEME],
  ['10.0.0.f/8', NO_SCHEME, 'https://10.0.0.f'],
  ['https://{a,b}.example.com', /Use two entries: "https:\/\/a\.example\.com", "https:\/\/b\.example\.com"/],
  ['x{a,b}.example.com', /Use two entries: "https:\/\/xa\.example\.com", "https:\/\/xb\.example\.com"/],
  ['https://{a,b,c}.example.com', /entry for each: "https:\/\/a\.example\.com", "https:\/\/b\.example\.com", "https:\/\/c\.example\.com"/],
  ['https://{a}.example.com', /an invalid host/],
  ['https://{a,b.example.com', /Use two entries\.$/],
  ['https://a,b}.example.com', /Use two entries\.$/],
  ['http://localhost:3000,3001', /Use two entries: "http:\/\/localhost:3000", "http:\/\/localhost:3001"/],
  ['http://localhost:3000,x3001', /Use two entries: "http:\/\/localhost:3000", "https:\/\/x3001"/],
  ['http://localhost:3000,3001x', /Use two entries: "http:\/\/localhost:3000", "https:\/\/3001x"/],
  // A number alone is a port, and not the address that the URL parser makes of it.
  ['3000', NO_SCHEME],
  [':3000', NO_SCHEME],
  ['3000/', NO_SCHEME],
  ['http://localhost:3000/a,3001', /Use two entries\.$/],
  ['http://localhost:3000,3001,3002/', /Use one entry for each\.$/],
  ['http://localhost,3000', /Use two entries\.$/],
  ['http://localhost:3000,3001,x', /Use one entry for each\.$/],
  ['127.1', NO_SCHEME, 'http://127.0.0.1'],
  ...['true', 'false', 'none', 'self', 'same-origin', 'same-site', 'any', 'all', 'http', 'https'].map(word => [word, NO_SCHEME] as const),
  ['*.localhost:3000', NO_SCHEME, 'http://*.localhost:3000'],
  ['app-*.localhost:*', NO_SCHEME, 'http://app-*.localhost:*'],
  ['app-*.example.com', NO_SCHEME, 'https://app-*.example.com'],
  ['https://[10.0.0.1]', /an IP address/],
  ['https://a[10.0.0.1]', /an invalid host/],
  // The URL parser encodes the letters around a star as Punycode, which fits no label of the pattern.
  ['https://ä-*.example.com', LETTERS],
  ['https://*-ä.example.com/', /has a path/],
  ['https://ä.*.example.com', /in the wrong place/],
  ['https://x-*.ä.example', /not written as browsers send it/, 'https://x-*.xn--4ca.example'],
  ['https://*.ä.example/', /has a path/, 'https://*.xn--4ca.example'],
  ['https://a-xn--*.Example.com', /not written as browsers send it/, 'https://a-xn--*.example.com'],
  // A star in the user name is not one in the host.
  ['https://*.user@example.com', /user info/, 'https://example.com']
]

t.test('a mistake is not taken for another one', async t => {
  for (const [text, message, fix] of ROWS) {
    const found = diagnose(text)
    t.match(found.message, message, text)
    t.ok(ISSUE_IDS.includes(found.id), `${text}: ${found.id}`)
    t.equal(found.fix, fix, `${text}: correction`)
  }
})
