/** Reads route patterns like the router: which patterns share a node of its tree, and where their order matters. */

/** A parameter or a wildcard of a pattern, in the order of the pattern. */
export interface PatternParameter {
  readonly name: string
  /** Whether it is a wildcard, whose name is `*`. */
  readonly isWildcard: boolean
  /** The number of slashes before it, without those in expressions. */
  readonly segment: number
  /** The text before the first parameter of its segment. */
  readonly prefix: string
  /** The regular expression in its parentheses, without the anchors that the router removes; '' for none. */
  readonly expression: string
  /** The text between it and the next parameter of its segment, or the end of the segment. */
  readonly suffix: string
}

export interface PatternShape {
  /** Equal for patterns that match the same URLs at the same node, independent of the names of parameters. */
  readonly key: string
  /** The names of its parameters and its wildcard, without duplicates. */
  readonly names: readonly string[]
  readonly parameters: readonly PatternParameter[]
  /** Whether each parameter is a whole segment without a regular expression. The router has one such parameter at each node. */
  readonly isPlain: boolean
}

const NAME_ENDS = '(-./'

/** Reads a pattern; `caseSensitive` is the option of the router. No other code reads parameters in patterns of the router. */
export function shapeOf (pattern: string, caseSensitive: boolean): PatternShape {
  const parameters: PatternParameter[] = []
  let key = ''
  let isPlain = true
  let segment = 0
  let at = 0

  /** Reads the text between parameters, in which "::" is a colon. Reads it as a whole, because letter case depends on neighbors. */
  const readText = (ends: string): string => {
    const start = at
    while (at < pattern.length && !ends.includes(pattern[at]!)) {
      if (pattern[at] === ':') {
        if (pattern[at + 1] !== ':') break
        at++
      }
      at++
    }
    return pattern.slice(start, at).replaceAll('::', ':')
  }
  const readParameter = (prefix: string): void => {
    const start = ++at
    while (at < pattern.length && !NAME_ENDS.includes(pattern[at]!)) at++
    const name = pattern.slice(start, at)
    if (at < pattern.length && pattern[at] !== '/') isPlain = false
    const expression = readExpression()
    // In a segment that starts with a parameter, the text after the parameter keeps its letter case.
    const suffix = readText('/')
    parameters.push({ name, isWildcard: false, segment, prefix, expression, suffix })
    key += `\0${expression}${suffix}`
  }
  const readExpression = (): string => {
    if (pattern[at] !== '(') return ''
    const start = at
    at = closingParenthesis(pattern, start) + 1
    return `${pattern.slice(start, at - 1).replace(/^\(\^/, '(').replace(/\$$/, '')})`
  }

  while (at < pattern.length) {
    const text = readText('*')
    const parts = text.split('/')
    const prefix = parts.at(-1)!
    segment += parts.length - 1
    key += caseSensitive ? text : text.toLowerCase()
    if (pattern[at] === '*') {
      parameters.push({ name: '*', isWildcard: true, segment, prefix, expression: '', suffix: '' })
      key += pattern.slice(at)
      break
    }
    while (pattern[at] === ':') readParameter(prefix)
  }
  return { key, names: [...new Set(parameters.map(({ name }) => name))], parameters, isPlain }
}

/** Finds the closing parenthesis of a regular expression that the router has accepted. */
function closingParenthesis (pattern: string, start: number): number {
  let depth = 0
  let i = start
  do {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '(') depth++
    else if (pattern[i] === ')') depth--
    i++
  } while (depth > 0)
  return i - 1
}

/**
 * Groups methods into trees. For each method, the router tries patterns with regular expressions in the order of declaration. So
 * methods share a tree only if this order is equal. Methods without such patterns can use any tree.
 *
 * @returns the name of the tree for each method
 */
export function treesOf (
  routes: Iterable<{ readonly method: string, readonly pattern: string }>, caseSensitive: boolean
): ReadonlyMap<string, string> {
  const orders = new Map<string, Set<string>>()
  for (const { method, pattern } of routes) {
    let order = orders.get(method)
    if (order === undefined) orders.set(method, order = new Set())
    const { key, isPlain } = shapeOf(pattern, caseSensitive)
    if (!isPlain) order.add(key)
  }
  const byOrder = new Map<string, string>()
  for (const [method, order] of orders) {
    const text = [...order].join('\n')
    if (order.size > 0 && !byOrder.has(text)) byOrder.set(text, method)
  }
  const [anywhere = 'GET'] = byOrder.values()
  return new Map([...orders].map(([method, order]) => [method, byOrder.get([...order].join('\n')) ?? anywhere]))
}
