/** Route patterns as the router reads them: which of them lead to one place in its tree, and where their order matters. */

export interface PatternShape {
  /** The same for patterns that match the same URLs at the same place, whatever their parameters are called. */
  readonly key: string
  /** Of its parameters and its wildcard, each once. */
  readonly names: readonly string[]
  /** Whether each parameter is a whole part of the path, without an expression: of such the router has one at each place. */
  readonly isPlain: boolean
}

const NAME_ENDS = '(-./'

/** Reads a pattern; `caseSensitive` is the router's. */
export function shapeOf (pattern: string, caseSensitive: boolean): PatternShape {
  const names = new Set<string>()
  let key = ''
  let isPlain = true
  let at = 0

  /** Copies what stands between parameters, where a colon is written twice: as a whole, since cases depend on neighbours. */
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
    // In a part that begins with a parameter, what stands behind it keeps its case.
    while (pattern[at] === ':') {
      copyParameter()
      copyStatic('/', (text) => text)
    }
  }
  return { key, names: [...names], isPlain }
}

/** Where the expression that begins here ends, before its parenthesis; the router has accepted it. */
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
 * Sorts methods into trees. The router tries patterns with expressions in the order in which they were declared for a method,
 * so that methods share a tree only where that is the same order; those that have none fit in anywhere.
 *
 * @returns the name of its tree for each method
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
