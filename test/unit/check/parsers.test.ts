/** Parsers of headers work like those of browsers and caches. */
import t from 'tap'
import type { ServerResponse } from '../../../types/browser.ts'
import { cacheabilityOf, cacheDirectives, variesByOrigin } from '../../../lib/check/cacheability.ts'
import { allowsInlineScripts, limitsFraming, parsePolicies, unknownDirectives } from '../../../lib/check/content-security-policy.ts'
import { redactSetCookie } from '../../../lib/check/set-cookie.ts'
import { isDeletion, parseSetCookie } from '../../../lib/cookies/set-cookie.ts'
import { parseStrictTransportSecurity } from '../../../lib/check/strict-transport-security.ts'
import { dictionaryKeys } from '../../../lib/check/structured-fields.ts'
import { assertLinear } from '../../growth.ts'

t.test('Strict-Transport-Security is parsed like in browsers', async t => {
  const parsed = (maxAge: number, includeSubDomains = false, preload = false) => ({ maxAge, includeSubDomains, preload })
  const rows: ReadonlyArray<readonly [string, object | undefined]> = [
    ['max-age=1', parsed(1)],
    ['MAX-AGE = "1" ;; IncludeSubDomains;', parsed(1, true)],
    ['max-age=0; preload; unknown=x', parsed(0, false, true)],
    ['', undefined],
    ['max-age', undefined],
    ['max-age=', undefined],
    ['max-age="1', undefined],
    ['max-age=-1', undefined],
    ['max-age=1; max-age=2', undefined],
    ['max-age=1, includeSubDomains', undefined],
    ['includeSubDomains', undefined],
    ['max-age=1; in valid', undefined]
  ]
  for (const [value, expected] of rows) t.strictSame(parseStrictTransportSecurity(value), expected, value)
})

t.test('Set-Cookie is parsed like in browsers, and redacted', async t => {
  const rows: ReadonlyArray<readonly [line: string, name: string, attributes: Readonly<Record<string, string>>, shown: string]> = [
    ['a=b', 'a', {}, 'a=<redacted>'],
    [' a = b=c ; Path=/x; SECURE', 'a', { path: '/x', secure: '' }, ' a =<redacted>; Path=/x; SECURE'],
    ['a', '', {}, '<redacted>'],
    ['=a', '', {}, '=<redacted>'],
    ['a="b;c=d"; HttpOnly', 'a', { c: 'd"', httponly: '' }, 'a=<redacted>; <redacted>; HttpOnly'],
    ['a=b; SameSite=Lax; samesite=None', 'a', { samesite: 'None' }, 'a=<redacted>; SameSite=Lax; samesite=None']
  ]
  for (const [line, name, attributes, shown] of rows) {
    const cookie = parseSetCookie(line)
    t.strictSame([cookie.name, Object.fromEntries(cookie.attributes), redactSetCookie(line)], [name, attributes, shown], line)
  }
  t.strictSame(['a=; Max-Age=0', 'a=; Max-Age=-1; Expires=Thu, 01 Jan 2099 00:00:00 GMT', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a=', 'a=; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT']
    .map(line => isDeletion(parseSetCookie(line))), [true, true, true, false, false])
})

t.test('Content-Security-Policy is parsed like in browsers', async t => {
  const inline = (value: string): boolean => allowsInlineScripts(parsePolicies(value))
  t.equal(parsePolicies(' ; ,').length, 0)
  t.strictSame([...parsePolicies("Script-SRC 'self'; script-src *;")[0]!], [['script-src', ["'self'"]]], 'the first of a name counts')
  for (const [value, expected] of [
    ["img-src 'self'", true],
    ["default-src 'UNSAFE-INLINE'", true],
    ["default-src 'unsafe-inline'; script-src 'self'", false],
    ["script-src 'self'; script-src-elem 'unsafe-inline'", true],
    ["script-src 'unsafe-inline' 'nonce-abc'", false],
    ["script-src 'unsafe-inline' 'sha256-abc'", false],
    ["script-src 'unsafe-inline' 'strict-dynamic'", false],
    ["script-src 'unsafe-inline', default-src 'self'", false],
    ["script-src 'unsafe-inline', default-src 'unsafe-inline'", true]
  ] as const) t.equal(inline(value), expected, value)
  t.equal(limitsFraming(parsePolicies('frame-ancestors')), true, 'no sources')
  t.equal(limitsFraming(parsePolicies('frame-ancestors *, frame-ancestors https://a.example.com')), true)
  t.strictSame(unknownDirectives(parsePolicies("default-src 'none'; script-scr a, script-scr b; Upgrade-Insecure-Requests")), ['script-scr'])
})

t.test('dictionaries of structured fields are parsed by the standard', async t => {
  const rows: ReadonlyArray<readonly [string, readonly string[] | undefined]> = [
    ['', []],
    ['camera=()', ['camera']],
    ['camera=(), geolocation=(self "https://a.example.com"),fullscreen=*', ['camera', 'geolocation', 'fullscreen']],
    ['a=( x  y );p=1;q, b;r="s"', ['a', 'b']],
    ['a=?1, b=-1.5, c=:YQ==:, d="\\"\\\\"', ['a', 'b', 'c', 'd']],
    ["geolocation 'none'", undefined],
    ["geolocation=('none')", undefined],
    ['camera=(), ', undefined],
    ['camera=();', undefined],
    ['camera=(self', undefined],
    ['camera=(self"x")', undefined],
    ['camera=(self;)', undefined],
    ['camera=', undefined],
    ['camera=a;p=', undefined],
    ['Camera=()', undefined],
    ['cAmera=()', undefined],
    ['camera=() geolocation=()', undefined],
    ['camera="', undefined]
  ]
  for (const [value, expected] of rows) t.strictSame(dictionaryKeys(value), expected, value)
})

t.test('the time to parse a hostile header is linear in its length', async t => {
  for (const parse of [dictionaryKeys, parsePolicies, parseStrictTransportSecurity, redactSetCookie]) {
    for (const piece of [' ', '(', 'a=(', 'a ', ';', '"', 'a,', "';", '=']) {
      await assertLinear(t, `${parse.name} of ${JSON.stringify(piece)}`, {
        size: 30_000,
        prepare: length => { const value = `a=(${piece.repeat(length)}`; return () => parse(value) }
      })
    }
  }
})

const response = (headers: Readonly<Record<string, string>>): ServerResponse => ({ status: 200, headers: Object.entries(headers) })
const DATE = 'Mon, 06 Jul 2026 10:00:00 GMT'

t.test('the caches that may store a response are derived from its headers', async t => {
  const rows: ReadonlyArray<readonly [Readonly<Record<string, string>>, string]> = [
    [{}, 'no'],
    [{ 'Cache-Control': 'no-store, max-age=60' }, 'no'],
    [{ 'Cache-Control': 'max-age=60', Vary: '*' }, 'no'],
    [{ 'Cache-Control': 'max-age=0' }, 'no'],
    [{ 'Cache-Control': 'max-age=60' }, 'shared'],
    [{ 'Cache-Control': 'MAX-AGE="60"' }, 'shared'],
    [{ 'Cache-Control': 'max-age=a' }, 'no'],
    [{ 'Cache-Control': 'max-age=60, max-age=0' }, 'shared'],
    [{ 'Cache-Control': 'private, max-age=60' }, 'kept'],
    [{ 'Cache-Control': 'private="set-cookie, x", max-age=60' }, 'kept'],
    [{ 'Cache-Control': 'private' }, 'no'],
    [{ 'Cache-Control': 'private', ETag: '"1"' }, 'kept'],
    [{ 'Cache-Control': 'no-cache', 'Last-Modified': DATE }, 'kept'],
    [{ 'Cache-Control': 's-maxage=60, max-age=0' }, 'shared'],
    [{ 'Cache-Control': 's-maxage=0, max-age=60' }, 'kept'],
    [{ 'Cache-Control': 'public, max-age=0', ETag: '"1"' }, 'kept'],
    [{ Expires: 'Mon, 06 Jul 2026 11:00:00 GMT', Date: DATE }, 'shared'],
    [{ Expires: DATE, Date: DATE }, 'no'],
    [{ Expires: '0', Date: DATE }, 'no'],
    [{ Expires: DATE }, 'no'],
    [{ Age: '0' }, 'shared'],
    [{ 'X-Cache': 'Hit from cloudfront' }, 'shared'],
    [{ 'CF-Cache-Status': 'HIT' }, 'shared'],
    [{ 'X-Cache': 'Miss' }, 'no'],
    [{ ETag: 'W/"1"' }, 'kept']
  ]
  for (const [headers, expected] of rows) t.equal(cacheabilityOf(response(headers)), expected, JSON.stringify(headers))
  t.strictSame([...cacheDirectives(response({ 'Cache-Control': 'Public, max-age = "5" , no-cache="a, b"' }).headers)], [['public', ''], ['max-age', '5'], ['no-cache', 'a, b']])
  t.equal(variesByOrigin([['Vary', 'Accept'], ['vary', 'ORIGIN']]), true)
  t.equal(variesByOrigin([['Vary', 'X-Origin']]), false)
})
