/** Generates example paths for route patterns, and example hosts: https://github.com/delvedor/find-my-way#supported-path-formats */
import { isSerializedOrigin } from '../standard/origin.ts'
import { exampleText } from './example-text.ts'

/** Example values of parameters. Each path uses one of them. */
const VALUES = ['1', 'a', 'a1-b2', '2024-01-31']

/** For expressions with lookarounds, which rarely match text with only one kind of character. */
const MIXED = 'abcd1234'

/** Example values of "*", including texts with slashes, which no parameter matches. */
const RESTS = ['1', 'none/of/the/routes', 'none', 'a/b', 'a/b/c/d/e/f/g/h']

/** Number of example texts for an expression. */
const ROUNDS = 4

/** An escaped colon, the name of a parameter, or a star. */
const SPECIAL = /::|:[^/:()?*.-]*|\*/g

/** Generates paths that may reach the route. Callers must check with the router. Empty if an expression is too complex. */
export function examplePaths (pattern: string): string[] {
  const parts = partsOf(pattern)
  if (parts.some(texts => texts.length === 0)) return []
  const count = Math.max(...parts.map(texts => texts.length))
  const paths = Array.from({ length: count }, (_, i) => parts.map(texts => texts[i % texts.length]).join(''))
  // The pattern "*" of Fastify has no leading slash.
  return [...new Set(paths.map(path => path.startsWith('/') ? path : `/${path}`))]
}

/** Generates values of `Host` that match a constraint. Null stands for any host. */
export function exampleHosts (host: unknown): (string | null)[] {
  if (host === undefined) return [null]
  if (typeof host === 'string') return [host]
  // The syntax of the flag `v` is not supported.
  if (!(host instanceof RegExp) || host.flags.includes('v')) return []
  const whole = new RegExp(host.source, host.flags.replaceAll(/[gy]/g, ''))
  return textsOf(host.source).flatMap(text => [text, `a${text}`, `${text}.example.com`]).filter(text => isHost(text) && whole.test(text))
}

/** Whether a text is a valid host of a URL. */
function isHost (text: string): boolean {
  return isSerializedOrigin(`https://${text}`)
}

/** The parts of a pattern, each with its example texts. */
function partsOf (pattern: string): (readonly string[])[] {
  const parts: (readonly string[])[] = []
  let at = 0
  for (const { 0: special, index } of pattern.matchAll(SPECIAL)) {
    // It is inside the expression of the previous parameter.
    if (index < at) continue
    parts.push([pattern.slice(at, index)])
    at = index + special.length
    if (special === '::') parts.push([':'])
    else if (special === '*') parts.push(RESTS)
    else {
      const end = endOfExpression(pattern, at)
      parts.push(exampleValues(pattern.slice(at + 1, end - 1)))
      at = pattern[end] === '?' ? end + 1 : end
    }
  }
  return [...parts, [pattern.slice(at)]]
}

/** The offset after the parentheses that open at `start`, as the router parses them. Otherwise `start`. */
function endOfExpression (pattern: string, start: number): number {
  let depth = 0
  let at = start
  do {
    if (pattern[at] === '(') depth++
    else if (pattern[at] === ')') depth--
    else if (pattern[at] === '\\' && depth > 0) at++
    if (depth > 0) at++
  } while (depth > 0)
  return at === start ? start : at + 1
}

/** Generates values of a parameter that match its expression. '' for no expression. */
export function exampleValues (expression: string): readonly string[] {
  if (expression === '') return VALUES
  const whole = new RegExp(`^(?:${expression})$`)
  return [...textsOf(expression), ...VALUES, MIXED].filter(text => text !== '' && whole.test(text))
}

function textsOf (expression: string): string[] {
  return Array.from({ length: ROUNDS }, (_, round) => exampleText(expression, round))
}
