/** Sorts issues and findings in the order of the document. */
import { keysOf } from './issue.ts'

/**
 * Sorts issues by the position of their paths in the document. Issues of one value keep their order, and missing members
 * come last.
 *
 * @param document  the document that the paths refer to
 * @param base      the path of the document itself
 */
export function sortIssues<T extends { readonly path: string }> (issues: readonly T[], document: unknown, base: string): T[] {
  const indexes = new WeakMap<object, Map<string, number>>()

  /** Returns the index of a member; Infinity for a missing member. */
  function indexOf (parent: object, key: string): number {
    let index = indexes.get(parent)
    if (index === undefined) {
      index = new Map(Object.keys(parent).map((key, i) => [key, i]))
      indexes.set(parent, index)
    }
    return index.get(key) ?? Infinity
  }

  function placeOf ({ path }: T): number[] {
    let value = document
    return keysOf(path.slice(base.length)).map(key => {
      // A list can be rejected as a whole after some of its members.
      if (typeof value !== 'object' || value === null) return Infinity
      const place = Array.isArray(value) ? Number(key) : indexOf(value, key)
      value = (value as Record<string, unknown>)[key]
      return place
    })
  }

  return issues
    .map(issue => ({ issue, place: placeOf(issue) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ issue }) => issue)
}

function compare (a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const x = a[i] ?? -1
    const y = b[i] ?? -1
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
