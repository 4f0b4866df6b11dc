/** What a proxy must know of a document: for which paths which policy applies, and which origins may read its own errors. */
import type { CorsOriginEntry, CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { patternsIn, sourcesIn } from '../origin-entries.ts'
import { scopePolicy, validateOverride } from '../validate.ts'
import { baseOf, withoutSlash } from '../validate/covering-pattern.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'

/** The paths of one key of `routes`, or all others. PCRE, PCRE2 and RE2 read its expressions in the same way. */
export interface ProxyPlace {
  /** A number that names the place in a configuration. 0 is the policy of the scope. */
  readonly id: number
  /** For comments. */
  readonly title: string
  /** An expression for the path, which a query can follow. Undefined for all other paths. */
  readonly path: string | undefined
  /** Who may read the errors of the proxy; undefined if CORS is off. */
  readonly readers: Readers | undefined
}

export interface Readers {
  /** Whether pages of any origin may. The other fields are then empty. */
  readonly anyOrigin: boolean
  /** Exact origins. */
  readonly exact: readonly string[]
  /** Expressions for whole origins. */
  readonly expressions: readonly string[]
  /** One expression for all of them, without `^` and `$`. Undefined for an empty list. */
  readonly expression: string | undefined
  readonly credentials: boolean
}

/** Lists the places of a valid document: that of the scope first, then the keys of `routes`, from the weakest to the strongest. */
export function placesOf (document: CorsPolicyDocument): ProxyPlace[] {
  const { routes = {} } = document
  const scope = scopePolicy(document)
  const context = { names: new Map(Object.entries(document.policies ?? {})), privateSuffixes: document.privateSuffixes ?? [] }
  const keys = Object.keys(routes).sort(byStrength)
  return [
    { id: 0, title: 'all other paths', path: undefined, readers: readersOf(scope ?? false) },
    ...keys.map((key, i) => {
      const { policy } = validateOverride(routes[key], scope, context, '')
      return { id: i + 1, title: `the routes ${JSON.stringify(key)}`, path: pathExpression(key), readers: readersOf(policy) }
    })
  ]
}

/** The names of all sources, whose origins a proxy cannot know. */
export function sourcesOf (document: CorsPolicyDocument): string[] {
  const lists = [document, ...Object.values(document.policies ?? {}), ...Object.values(document.routes ?? {})]
    .map(policy => (Object(policy) as { readonly origins?: '*' | readonly CorsOriginEntry[] }).origins ?? [])
  return [...new Set(lists.flatMap(origins => sourcesIn(origins).map(({ source }) => source)))]
}

/** An exact key is stronger than a pattern, a longer pattern stronger than a shorter one, and `/a/+` stronger than `/a/*`. */
function byStrength (a: string, b: string): number {
  const [ofA, ofB] = [strengthOf(a), strengthOf(b)]
  return ofA[0] - ofB[0] || ofA[1] - ofB[1]
}

function strengthOf (key: string): readonly [length: number, kind: number] {
  const base = baseOf(key)
  return base === undefined ? [Infinity, key.length] : [base.length, key.endsWith('+') ? 1 : 0]
}

function pathExpression (key: string): string {
  const base = baseOf(key)
  if (base === undefined) return `^${segments(withoutSlash(key))}/?([?]|$)`
  return key.endsWith('+') ? `^${segments(base)}/[^?]` : `^${segments(base)}([/?]|$)`
}

/** A segment with a parameter, or with a character that URLs and configurations write in several ways, can be any segment. */
function segments (path: string): string {
  return path.split('/').map(segment => /^[A-Za-z0-9_.~-]*$/.test(segment) ? literalExpression(segment) : '[^/?]+').join('/')
}

function readersOf (policy: CorsPolicy | false): Readers | undefined {
  if (policy === false) return undefined
  const { origins, credentials = false } = policy
  if (origins === '*') return { anyOrigin: true, exact: [], expressions: [], expression: undefined, credentials }
  const patterns = [...new Set(patternsIn(origins))]
  const exact = patterns.filter(pattern => !pattern.includes('*'))
  const expressions = patterns.filter(pattern => pattern.includes('*')).map(originExpression)
  const all = [...exact.map(literalExpression), ...expressions]
  return { anyOrigin: false, exact, expressions, expression: all.length === 0 ? undefined : all.join('|'), credentials }
}

function originExpression (pattern: string): string {
  const parsed = readOriginPattern(pattern)
  // Validation has accepted it, and `null` has no star.
  const { scheme, host, subdomains, label, port } = parsed as Extract<typeof parsed, { readonly kind: 'tuple' }>
  if (host === '*') return `${scheme}://[a-z0-9-]+`
  const before = subdomains ? '([a-z0-9_-]+[.])+' : label === undefined ? '' : `${literalExpression(label.before)}[a-z0-9-]+${literalExpression(label.after)}[.]`
  return `${scheme}://${before}${literalExpression(host)}${port === '*' ? '(:[0-9]+)?' : port === '' ? '' : `:${port}`}`
}

/** The expression for a text: without backslashes, which configurations read in different ways. */
export function literalExpression (text: string): string {
  return text.replaceAll(/[.+[\]]/g, '[$&]')
}
