/** Where a pattern has the value of a parameter. The router itself is the oracle. */
import createRouter from 'find-my-way'
import fc from 'fast-check'
import t from 'tap'
import { parameterPlace } from '../../../lib/routes/parameter-place.ts'
import { SEED, rounds } from '../properties/seed.ts'
import { NAMES, PATTERNS, ROUTER } from './random-patterns.ts'

/** The values of a pattern's parameters at a URL; undefined for a URL that it does not match. */
function reader (pattern: string, options: object): ((url: string) => Readonly<Record<string, string | undefined>> | undefined) | undefined {
  const router = createRouter({ ...options, allowUnsafeRegex: true })
  try {
    router.on('GET', pattern, () => {})
  } catch {
    // The router does not accept the expressions together.
    return undefined
  }
  return (url) => router.find('GET', url)?.params
}

/** The two patterns of a route with an optional parameter. */
function halves (pattern: string): string[] {
  return pattern.endsWith('?') ? [pattern.slice(0, -1), pattern.replace(/\/[^/]*$/, '') || '/'] : [pattern]
}

t.test('two patterns have the same value of a parameter at each URL that both match, if its places are equal', async (t) => {
  const seen = { equal: 0, other: 0, same: 0 }
  const numRuns = rounds(4_000)
  fc.assert(fc.property(PATTERNS, ROUTER, ({ patterns, urls }, options) => {
    const readers = [...new Set(patterns.flatMap(halves))].map((pattern) => ({ pattern, read: reader(pattern, options) })).filter(({ read }) => read !== undefined)
    for (const [i, one] of readers.entries()) {
      for (const other of readers.slice(i + 1)) {
        for (const name of [...NAMES, '*']) {
          const places = [one, other].map(({ pattern }) => parameterPlace(pattern, name))
          if (places.includes('')) continue
          for (const url of urls) {
            const [left, right] = [one, other].map(({ read }) => read!(url))
            if (left === undefined || right === undefined) continue
            if (places[0] !== places[1]) seen[left[name] === right[name] ? 'same' : 'other']++
            else if (left[name] === right[name]) seen.equal++
            else throw new Error(`${name} of ${url} is ${left[name]} in ${one.pattern}, and ${right[name]} in ${other.pattern}`)
          }
        }
      }
    }
  }), { seed: SEED, numRuns })
  t.comment(JSON.stringify(seen))
  t.ok(seen.equal > numRuns / 4 && seen.other > numRuns / 4, JSON.stringify(seen))
})

t.test('a wildcard is another place than a parameter that is called "*"', async (t) => {
  t.not(parameterPlace('/*', '*'), parameterPlace('/:*/b', '*'))
  t.equal(parameterPlace('/a/*', '*'), parameterPlace('/:x/*', '*'))
  t.not(parameterPlace('/a/*', '*'), '')
  t.equal(parameterPlace('/a', '*'), '')
})

/** Two patterns that match one URL, and whether the value of `realm` is in one place. */
const ROWS: ReadonlyArray<readonly [one: string, other: string, isSame: boolean]> = [
  ['/:realm/:x', '/:realm/a', true],
  ['/t/:realm', '/:x/:realm', true],
  ['/T:realm', '/t:realm', true],
  ['/a::b/:realm', '/:x/:realm', true],
  ['/:realm', '/:realm(^[ab]$)', true],
  ['/:realm((a)|(b))', '/:realm', true],
  ['/:x(a/b|[^/]+)/:realm', '/:x/:realm', true],
  ['/:realm-:x', '/:realm-:z', true],
  ['/:realm', '/:realm-:x', false],
  ['/:realm-:x', '/:realm.:x', false],
  ['/:realm(\\d+):x(b)', '/:realm', false],
  ['/:realm(\\d+)-:x', '/:realm', false],
  ['/:realm(?:a(b))', '/:realm', false],
  ['/:z((a)|(b))/:realm', '/:realm/:x', false],
  ['/:realm', '/a:realm', false],
  ['/:realm.json', '/:realm', false],
  ['/:realm/:realm', '/:realm/:x', false],
  ['/:x((a)b?)/:realm', '/:x/:realm', false],
  ['/:x/:realm(?:a)', '/:x/:realm(?:a)', true],
  ['/:x/:realm(?:a)', '/:z/:realm', false],
  ['/:z((?:realm-b))/:realm/:x', '/:z((?:realm-b))/:x/:realm', false],
  // Without letter case, the router takes the sign for kelvins for a k.
  ['/\u212a:realm', '/k:realm', true]
]

t.test('places are equal where the router takes the value from one part of the URL', async (t) => {
  for (const [one, other, isSame] of ROWS) {
    const places = [one, other].map(pattern => parameterPlace(pattern, 'realm'))
    t.equal(places[0] === places[1], isSame, `${one} ${other}`)
    t.notOk(places.includes(''), 'both have the parameter')
  }
})
