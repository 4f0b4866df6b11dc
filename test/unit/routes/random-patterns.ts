/** Random route patterns with every kind of parameter, which compete for the URLs of an application. */
import fc from 'fast-check'

/** A part of a pattern, and a text of a URL that it may match. */
interface Part {
  /** Makes the pattern with other names of its parameters. */
  readonly pattern: (named: (name: string) => string) => string
  readonly url: string
}

/** The patterns that can be at one place of a URL. The first one often matches the URL. */
type Place = readonly Part[]

/** Names that also occur inside the expressions, where they name nothing. */
export const NAMES = ['realm', 'x', 'z'] as const

/** With nested groups, groups that capture nothing, escapes, classes and slashes. Their colons are no parameters. */
const EXPRESSIONS = [
  '(^[ab]$)', '((?:realm-b|a))', '((?:x.|b|t))', '((a)|(b))', '((?:a)(b)?)', '([^/]+)', '(\\w+)', '([:]realm-|a)', '(\\:realm-|t)',
  '(?<realm>a|b)', '(a|b|realm-b)', '(.{1,3})', '([(]a\\)|b|t[)])', '(\\(|\\)|a|b)', '(:x(?:realm/)?|a)'
]
const VALUES = ['a', 'a', 'a', 'b', 'b', 't', 'realm-b', 'x1', 'ab', 'A', '%61', 'a%2Fb', 'b%25', ':realm-', '(', '%C3%A9', '']

const fixed = (pattern: string, url = pattern.replaceAll('::', ':')): Part => ({ pattern: () => pattern, url })
const fixedOf = (...patterns: readonly string[]): fc.Arbitrary<Part> => fc.constantFrom(...patterns).map((pattern) => fixed(pattern))

const together = (parts: readonly Part[]): Part =>
  ({ pattern: (named) => parts.map(({ pattern }) => pattern(named)).join(''), url: parts.map(({ url }) => url).join('') })

const EXPRESSION = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: fc.constantFrom(...EXPRESSIONS) })
const PARAMETER = fc.record({ name: fc.constantFrom(...NAMES), expression: EXPRESSION, url: fc.constantFrom(...VALUES) })
  .map(({ name, expression, url }): Part => ({ pattern: (named) => `:${named(name)}${expression}`, url }))

const TEXT = fc.constantFrom(
  fixed('t'), fixed('t', 'T'), fixed('T', 't'), fixed('a::b'), fixed('::'), fixed('::::realm'), fixed('é', '%C3%A9'), fixed('t', '%74'))

const SEGMENT: fc.Arbitrary<Part> = fc.oneof(
  { weight: 2, arbitrary: TEXT },
  { weight: 5, arbitrary: PARAMETER },
  { weight: 2, arbitrary: fc.tuple(fixedOf('', 't', 'a::'), PARAMETER, fixedOf('', '-', '.json', '-t', '.::')).map(together) },
  { weight: 3, arbitrary: fc.tuple(fixedOf('', '', 'T'), PARAMETER, fixedOf('-', '-', '.', '-::', '.*-'), PARAMETER, fixedOf('', '', '-', '.x')).map(together) },
  { weight: 1, arbitrary: fc.tuple(PARAMETER, PARAMETER).map(together) }
)

const LAST: fc.Arbitrary<Part> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(fixed('')) },
  { weight: 3, arbitrary: fc.constantFrom(fixed('/*', '/'), fixed('/*', '/a/b'), fixed('/t*', '/tx/a'), fixed('/')) },
  { weight: 2, arbitrary: fc.constantFrom('', '/b').map((url): Part => ({ pattern: (named) => `/:${named('z')}?`, url })) }
)

const PLACE: fc.Arbitrary<Place> = fc.tuple(SEGMENT, SEGMENT, fc.boolean()).map(([one, other, isSame]) => isSame ? [one, one] : [one, other])
const NAMING = fc.shuffledSubarray([...NAMES], { minLength: NAMES.length }).map((names) => (name: string) => names[NAMES.indexOf(name as 'x')]!)

export interface Patterns {
  readonly patterns: readonly string[]
  readonly urls: readonly string[]
}

/** The patterns of an application: at each place they are one of two parts, and the names of their parameters change places. */
export const PATTERNS: fc.Arbitrary<Patterns> = fc.record({
  places: fc.array(PLACE, { minLength: 1, maxLength: 3 }),
  last: fc.tuple(LAST, LAST),
  routes: fc.array(fc.record({ which: fc.array(fc.constantFrom(0, 0, 1), { minLength: 4, maxLength: 4 }), named: NAMING }), { minLength: 2, maxLength: 5 }),
  respelled: fc.array(fc.constantFrom<(url: string) => string>(
    (url) => `${url}/`, (url) => url.replaceAll('/', '//'), (url) => url.toUpperCase(), (url) => `${url}?realm=/a`, (url) => `${url};x=/b`), { maxLength: 2 })
}).map(({ places, last, routes, respelled }) => {
  const chosen = (which: readonly number[]): Part => together([
    ...places.flatMap((place, i) => [fixed('/'), place[which[i]!]!]), last[which[3]!]!
  ])
  const urls = [...new Set(routes.map(({ which }) => chosen(which).url))]
  return {
    patterns: routes.map(({ which, named }) => chosen(which).pattern(named)),
    urls: [...urls, ...respelled.flatMap((respell) => urls.map(respell))]
  }
})

export const ROUTER = fc.record({
  caseSensitive: fc.boolean(), ignoreDuplicateSlashes: fc.boolean(), ignoreTrailingSlash: fc.boolean(), useSemicolonDelimiter: fc.boolean()
})
