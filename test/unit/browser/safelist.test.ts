/** Tests which request headers need a preflight, by name, value and total length, and which headers pages cannot set. */
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { splitValue } from '../../../lib/browser/header-values.ts'
import { needsPreflight } from '../../../lib/browser/needs-preflight.ts'
import {
  isForbiddenRequestHeader, isNoCorsSafelistedRequestHeader, isSafelistedRequestHeader, unsafeRequestHeaderNames
} from '../../../lib/browser/safelist.ts'
import type { Engine, HeaderLine } from '../../../types/browser.ts'

const standard = factsOf('standard')
const chromium = factsOf('chromium')
const a = (length: number): string => 'a'.repeat(length)

const safelisted: Readonly<Record<string, { safe: readonly string[], unsafe: readonly string[] }>> = {
  Accept: {
    safe: ['*/*', '', 'a\tb', ' text/html;q=0.5 ', 'é', a(128)],
    unsafe: [...'"():<>?@[\\]{}'].map((char) => `a${char}b`).concat('a\x7f', '\x01', a(129))
  },
  'accept-language': { safe: ['en-US,en;q=0.5', '*', '', a(128)], unsafe: ['en_US', 'e\tn', 'en/us', 'é', a(129)] },
  'CONTENT-LANGUAGE': { safe: ['de', 'de, en'], unsafe: ['de_DE', '"de"'] },
  'Content-Type': {
    safe: [
      'text/plain', ' TEXT/Plain ', 'text/plain;charset=utf-8', 'text/plain ;x', 'text/plain;', 'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded', `text/plain;${a(117)}`
    ],
    unsafe: [
      'application/json', 'text/html', 'text/plain, text/html', 'text/plain; charset="utf-8"', 'text /plain', 'text/ plain',
      'text//plain', 'text', 'text/', '/plain', '', ';text/plain', `text/plain;${a(118)}`
    ]
  },
  Range: {
    safe: ['bytes=0-', 'bytes=0-0', 'bytes=5-9', 'bytes=00-01', 'bytes=0-9223372036854775806'],
    unsafe: ['bytes=-5', 'bytes=9-5', 'bytes=0-1,3-4', 'xbytes=0-1', 'bytes= 0-1', 'BYTES=0-1', 'bytes=', 'bytes=-', 'lines=0-', '']
  },
  'X-A': { safe: [], unsafe: ['', '1'] },
  constructor: { safe: [], unsafe: ['x'] }
}

t.test('whether a header is CORS-safelisted depends on its name and value', async (t) => {
  for (const [name, { safe, unsafe }] of Object.entries(safelisted)) {
    for (const facts of [standard, chromium]) {
      for (const value of safe) t.ok(isSafelistedRequestHeader([name, value], facts), `${name}: ${value}`)
      for (const value of unsafe) t.notOk(isSafelistedRequestHeader([name, value], facts), `${name}: ${value} needs approval`)
    }
  }
})

t.test('each engine safelists other values', async (t) => {
  const rows: ReadonlyArray<readonly [name: string, values: readonly string[], safeIn: readonly Engine[]]> = [
    ['range', ['bytes=0-9223372036854775806'], ENGINE_NAMES],
    ['range', ['bytes=0-9223372036854775807', 'bytes=9223372036854775807-', 'bytes=0-18446744073709551615'], ['standard', 'firefox', 'safari']],
    ['range', ['bytes=0-18446744073709551616', 'bytes=0-99999999999999999999'], ['standard']],
    ['range', ['Bytes=0-1', 'bytes=+0-1', 'bytes=0-+1', 'bytes=0-1\v', 'bytes=0-1\f\v'], ['safari']],
    ['range', ['xbytes=0-1', 'bytes=0-1x', 'bytes=0-1V'], []],
    ['accept', ['\x7e', 'a,b'], ENGINE_NAMES],
    ['accept', ['\x80', '\xff'], ['standard', 'chromium', 'safari']],
    ['content-type', ['text/plain;x=a'], ENGINE_NAMES],
    ['content-type', ['text/plain;x=\x80', 'text/plain;x=a,b'], ['standard', 'chromium', 'safari']]
  ]
  for (const [name, values, safeIn] of rows) {
    for (const value of values) {
      t.strictSame(ENGINE_NAMES.filter(engine => isSafelistedRequestHeader([name, value], factsOf(engine))), safeIn, `${name}: ${JSON.stringify(value)}`)
    }
  }
})

t.test('client hints are CORS-safelisted in Chromium only', async (t) => {
  const hints: readonly (readonly [name: string, safe: readonly string[], unsafe: readonly string[]])[] = [
    ['DPR', ['1', '1.5', '10.25'], ['1.', '.5', 'x', '', '1.5.']],
    ['device-memory', ['8'], ['-1']],
    ['downlink', ['1.7'], ['1,7']],
    ['width', ['100'], ['100.5', '']],
    ['viewport-width', ['100'], ['1e3']],
    ['rtt', ['50'], ['5.0']],
    ['ECT', ['slow-2g', '2g', '3g', '4g'], ['4G', '5g']],
    ['save-data', ['on', 'ON'], ['off', '']],
    ['intervention', ['', 'anything("'], [a(129)]]
  ]
  for (const [name, safe, unsafe] of hints) {
    for (const value of safe) {
      t.ok(isSafelistedRequestHeader([name, value], chromium), `${name}: ${value}`)
      for (const engine of ['standard', 'firefox', 'safari'] as const) {
        t.notOk(isSafelistedRequestHeader([name, value], factsOf(engine)), `${name}: ${value} in ${engine}`)
      }
    }
    for (const value of unsafe) t.notOk(isSafelistedRequestHeader([name, value], chromium), `${name}: ${value} needs approval`)
  }
})

t.test('unsafe header names are sorted, lower case and without duplicates', async (t) => {
  const lines: HeaderLine[] = [
    ['X-Zed', '1'], ['x-Alpha', '1'], ['X-ALPHA', '2'], ['Authorization', 'x'], ['Content-Type', 'application/json'], ['Accept', '*/*']
  ]
  const names = unsafeRequestHeaderNames(lines, standard)
  t.same(names, ['authorization', 'content-type', 'x-alpha', 'x-zed'])
  t.ok(Object.isFrozen(names))
})

t.test('safelisted values with more than 1024 bytes in total need a preflight', async (t) => {
  const lines = (length: number): HeaderLine[] => [
    ...Array.from({ length: 8 }, (): HeaderLine => ['accept', a(125)]), ['content-language', a(length)]
  ]
  t.same(unsafeRequestHeaderNames(lines(24), standard), [])
  t.same(unsafeRequestHeaderNames(lines(25), standard), ['accept', 'content-language'])
  t.same(unsafeRequestHeaderNames([...lines(25), ['x-a', '']], standard), ['accept', 'content-language', 'x-a'])
  t.same(unsafeRequestHeaderNames([['accept', ''], ['x-a', a(1025)]], standard), ['x-a'], 'others do not count')
})

t.test('`needsPreflight` names each reason for a preflight', async (t) => {
  const simple = { method: 'POST', preflightHeaders: [], needsPreflightAgain: false, uploadListener: false, body: 'bytes' } as const
  t.equal(needsPreflight(simple, standard), undefined)
  t.same(needsPreflight({ ...simple, method: 'post' }, standard), { reasons: ['method'], unsafeHeaderNames: [] })
  const all = needsPreflight({ ...simple, method: 'PUT', preflightHeaders: [['X-A', '']], uploadListener: true, body: 'stream' }, standard)
  t.same(all, { reasons: ['method', 'headers', 'upload-listener', 'stream-body'], unsafeHeaderNames: ['x-a'] })
  t.ok(Object.isFrozen(all) && Object.isFrozen(all?.reasons))
  const again = { ...simple, needsPreflightAgain: true }
  t.same(needsPreflight(again, standard), { reasons: ['redirect'], unsafeHeaderNames: [] })
  t.same(needsPreflight({ ...again, method: 'PUT' }, standard), { reasons: ['method'], unsafeHeaderNames: [] }, 'only where there is no other reason')
})

t.test('pages cannot set forbidden request headers, some of which depend on their values', async (t) => {
  const forbidden: HeaderLine[] = [
    ['Cookie', 'a=b'], ['Sec-Anything', ''], ['proxy-x', ''], ['Origin', 'x'], ['X-HTTP-Method-Override', 'TRACE'],
    ['x-http-method', ' put , connect'], ['X-Method-Override', 'a,,track'], ['X-HTTP-Method', '"a\\"", TRACE']
  ]
  const allowed: HeaderLine[] = [
    ['X-HTTP-Method-Override', 'PUT'], ['x-http-method', ''], ['X-Method-Override', '"TRACE"'], ['X-HTTP-Method', '"a,TRACE"'],
    ['X-HTTP-Method', 'TRACEX'], ['Authorization', 'x'], ['X-A', 'TRACE']
  ]
  for (const line of forbidden) t.ok(isForbiddenRequestHeader(line, standard), line.join(': '))
  for (const line of allowed) t.notOk(isForbiddenRequestHeader(line, chromium), line.join(': '))
  t.notOk(isForbiddenRequestHeader(['User-Agent', 'x'], standard))
  t.ok(isForbiddenRequestHeader(['User-Agent', 'x'], chromium))
})

t.test('splitValue splits at commas outside of quotes', async (t) => {
  t.same(splitValue(''), [''])
  t.same(splitValue(' a ,\tb,, c'), ['a', 'b', '', 'c'])
  t.same(splitValue('"a,b", "c\\",d" e,f'), ['"a,b"', '"c\\",d" e', 'f'])
  t.same(splitValue('"open, a'), ['"open, a'])
})

t.test('requests without the CORS protocol can have only safelisted headers', async (t) => {
  t.ok(isNoCorsSafelistedRequestHeader(['Accept', '*/*'], chromium))
  t.ok(isNoCorsSafelistedRequestHeader(['content-type', 'text/plain'], standard))
  t.notOk(isNoCorsSafelistedRequestHeader(['content-type', 'text/html'], standard))
  t.notOk(isNoCorsSafelistedRequestHeader(['range', 'bytes=0-'], standard))
  t.notOk(isNoCorsSafelistedRequestHeader(['dpr', '1'], chromium))
})
