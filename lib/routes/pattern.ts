/** Reads route patterns like the router: which patterns share a node of its tree, and where their order matters. */

export interface PatternShape {
  /** Equal for patterns that match the same URLs at the same node, independent of the names of parameters. */
  readonly key: string
  /** The names of its parameters and its wildcard, without duplicates. */
  readonly names: readonly string[]
  /** Whether each parameter is a whole segment without a regular expression. The router has one such parameter at each node. */
  readonly isPlain: boolean
}

const NAME_ENDS = '(-./'

/** Reads a pattern; `caseSensitive` is the option of the router. */
export function shapeOf (pattern: string, caseSensitive: boolean): PatternShape {
  const names = new Set<string>()
  let key = ''
  let isPlain = true
  let at = 0

  /** Copies the text between parameters, in which "::" is a colon. Copies it as a whole, because letter case depends on neighbors. */
  const copyStatic = (ends: string, inCase: (text: string) => string): void => {
    const start = at
    while (at < pattern.length && !ends.includes(pattern[at]!)) {
      if (pattern[at] === ':') {
        if (pattern[at + 1] !== ':') break
        at++
      }
      at++
    }
    key += inCase(pattern.slice(start, at).replaceAll('::', ':'))
  }
  const copyParameter = (): void => {
    const start = ++at
    while (at < pattern.length && !NAME_ENDS.includes(pattern[at]!)) at++
    names.add(pattern.slice(start, at))
    key += '\0'
    if (at === pattern.length || pattern[at] === '/') return
    isPlain = false
    if (pattern[at] !== '(') return
    const end = closingParenthesis(pattern, at)
    key += pattern.slice(at, end).replace(/^\(\^/, '(').replace(/\$$/, '')
    at = end
  }

  while (at < pattern.length) {
    copyStatic('*', (text) => caseSensitive ? text : text.toLowerCase())
    if (pattern[at] === '*') {
      names.add('*')
      key += pattern.slice(at)
      break
    }
    // In a segment that starts with a parameter, the text after the parameter keeps its letter case.
    while (pattern[at] === ':') {
      copyParameter()
      copyStatic('/', (text) => text)
    }
  }
  return { key, names: [...names], isPlain }
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
