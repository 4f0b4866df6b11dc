/** Patterns that have URLs in common, held against the router that decides. */
import createRouter from 'find-my-way'
import t from 'tap'
import { PatternIndex, sharedUrls } from '../../../lib/routes/overlap.ts'
import { exampleValues } from '../../../lib/docs/example-path.ts'

const PATTERNS = [
  '/', '/x', '/X', '/x/', '/x/y', '/x/:id', '/x/:id/z', '/x/*', '/x*', '/:a', '/:b', '/:a/y', '/:a/:b', '/:a/*', '/*', '*', '/:tenant*',
  '/:num(^\\d+$)', '/:word(^[a-z]+$)/y', '/:n((?:1|2)+)', '/:a-:b', '/v:a-:b', '/:name.json', '/x/:a-:b/*', '/c::d', '/c::d/:id', '/é', '/:never(^\\d(?!.)\\w$)', '/x:id*/foo', '/:a-:b*', '/zz:id', '/:word(^\\w+$)', '/:id'
]

/** Patterns that another overlaps, and a URL of both; each pair is overlapping in both orders. */
const OVERLAPPING: ReadonlyArray<readonly [one: string, other: string, urls: readonly string[]]> = [
  ['/x', '/x', ['/x', '/x']],
  ['/x', '/X', ['/x', '/x']],
  ['/x', '/x/', ['/x/', '/x/']],
  ['/x/', '/x/:id', ['/x/', '/x/']],
  ['/', '/*', ['/', '/']],
  ['/', '/:a', ['/', '/']],
  ['/x', '/*', ['/x', '/x']],
  ['/x', '*', ['/x', '/x']],
  ['*', '/*', ['/1', '/a/a/a']],
  ['/x/y', '/x*', ['/x/y', '/x/y']],
  ['/x/:id', '/x*', ['/x/1', '/x/a']],
  ['/:a/:b', '/x*', ['/x1/1', '/xa/a/a/a']],
  ['/x/:id', '/:a/y', ['/x/y', '/x/y']],
  ['/:a', '/:num(^\\d+$)', ['/1', '/22']],
  ['/:word(^[a-z]+$)/y', '/:a/:b', ['/a/y', '/bb/y']],
  ['/:n((?:1|2)+)', '/:a', ['/1', '/22']],
  ['/:never(^\\d(?!.)\\w$)', '/*', ['/', '/']],
  ['/:a', '/:a-:b', ['/1-1', '/a-a']],
  ['/:a-:b', '/v:a-:b', ['/v1-1', '/va-a']],
  ['/:tenant*', '/:a-:b', ['/1-1', '/a-a']],
  ['/:tenant*', '/*', ['/1', '/a']],
  ['/:name.json', '/*', ['/1.json', '/a.json']],
  ['/x/:a-:b/*', '/x/:id/z', ['/x/1-1/z', '/x/a-a/z']],
  ['/c::d', '/:a', ['/c:d', '/c:d']],
  ['/:id', '/:never(^\\d(?!.)\\w$)', ['/', '/']],
  ['/x:id*/foo', '/:a/:b', ['/x1/foo', '/xa/foo']],
  ['/:a-:b*', '/:a', ['/1-1', '/a-a']],
  ['/zz:id', '/:word(^\\w+$)', ['/zz1', '/zza']]
]

t.test('sharedUrls uses the more specific segment of two patterns', async (t) => {
  for (const [one, other, urls] of OVERLAPPING) {
    t.strictSame(sharedUrls(one, other, exampleValues).map((url) => url.toLowerCase()), urls, `${one} ${other}`)
    t.strictSame(sharedUrls(other, one, exampleValues).map((url) => url.toLowerCase()), urls, `${other} ${one}`)
  }
})

t.test('PatternIndex finds overlapping patterns in any order, and few others', async (t) => {
  const index = new PatternIndex<string>()
  for (const pattern of PATTERNS) index.add(pattern, pattern)
  for (const [one, other] of OVERLAPPING) {
    t.ok(index.overlapping(one).has(other), `${one} ${other}`)
    t.ok(index.overlapping(other).has(one), `${other} ${one}`)
  }
  t.strictSame([...index.overlapping('/q/r/s')].sort(), ['*', '/*', '/:a/*', '/x*'])
  t.strictSame([...index.overlapping('/c::d/1')].sort(), ['*', '/*', '/:a/*', '/:a/:b', '/c::d/:id', '/x*'])
})

t.test('PatternIndex finds all pairs of patterns that match the same URL', async (t) => {
  const urls = ['/', '/x', '/x/y', '/x/1', '/x/1/z', '/x/1-2/3', '/xy', '/7', '/q/y', '/q/r', '/1-2', '/a.json', '/c:d', '/c:d/1', '/é']
  for (const caseSensitive of [true, false]) {
    const matches = (pattern: string, url: string) => {
      const router = createRouter({ caseSensitive, ignoreTrailingSlash: true })
      router.on('GET', pattern, () => {})
      return router.find('GET', url) !== null
    }
    const index = new PatternIndex<string>()
    for (const pattern of PATTERNS) index.add(pattern, pattern)
    for (const url of urls) {
      const matching = PATTERNS.filter((pattern) => matches(pattern, url))
      for (const one of matching) {
        const found = index.overlapping(one)
        t.strictSame(matching.filter((other) => !found.has(other)), [], `${url}: ${one}`)
      }
    }
  }
})
