/** Paths that a routed pattern may match, and hosts: https://github.com/delvedor/find-my-way#supported-path-formats */
import { isSerializedOrigin } from '../standard/origin.ts'
import { exampleText } from './example-text.ts'

/** What stands in place of parameters, one in each path. */
const VALUES = ['1', 'a', 'a1-b2', '2024-01-31']

/** For expressions that look around, which one kind of character seldom pleases. */
const MIXED = 'abcd1234'

/** What stands in place of a star: also what no parameter takes, as it has slashes. */
const RESTS = ['1', 'none/of/the/routes', 'none', 'a/b', 'a/b/c/d/e/f/g/h']

/** So many texts are made up by an expression. */
const ROUNDS = 4

/** An escaped colon, the name of a parameter, or a star. */
const SPECIAL = /::|:[^/:()?*.-]*|\*/g

/** Makes up paths; whether one reaches the route is for the router to say. None where an expression asks for too much. */
export function examplePaths (pattern: string): string[] {
  const parts = partsOf(pattern)
  if (parts.some(texts => texts.length === 0)) return []
  const count = Math.max(...parts.map(texts => texts.length))
  const paths = Array.from({ length: count }, (_, i) => parts.map(texts => texts[i % texts.length]).join(''))
  // Fastify has a spelling of its own for everything, without a slash.
  return [...new Set(paths.map(path => path.startsWith('/') ? path : `/${path}`))]
}

/** Makes up what `Host` may say by a constraint; null where it may say anything. */
export function exampleHosts (host: unknown): (string | null)[] {
  if (host === undefined) return [null]
  if (typeof host === 'string') return [host]
  // What the flag `v` adds to expressions is not understood.
  if (!(host instanceof RegExp) || host.flags.includes('v')) return []
  const whole = new RegExp(host.source, host.flags.replaceAll(/[gy]/g, ''))
  return textsOf(host.source).flatMap(text => [text, `a${text}`, `${text}.example.com`]).filter(text => isHost(text) && whole.test(text))
}

/** As a URL has it, and as it may have a name. */
function isHost (text: string): boolean {
  return isSerializedOrigin(`https://${text}`)
}

/** Each part of a pattern with what may stand there. */
function partsOf (pattern: string): (readonly string[])[] {
  const parts: (readonly string[])[] = []
  let at = 0
  for (const { 0: special, index } of pattern.matchAll(SPECIAL)) {
    // It stands in the expression of the parameter before.
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

/** Where the parentheses that open at a place close, as the router sees it; that place where none open. */
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

/** Makes up values of a parameter that its expression accepts; '' stands for no expression. */
export function exampleValues (expression: string): readonly string[] {
  if (expression === '') return VALUES
  const whole = new RegExp(`^(?:${expression})$`)
  return [...textsOf(expression), ...VALUES, MIXED].filter(text => text !== '' && whole.test(text))
}

function textsOf (expression: string): string[] {
  return Array.from({ length: ROUNDS }, (_, round) => exampleText(expression, round))
}
