/** Finds a label that a pattern with a "*" inside covers, and that several other patterns together do not cover. */
import type { LabelPatterns } from './label-patterns.ts'

/** What can stand for the "*". Begins with a letter that is easy to read in an example. */
const STAR = 'x1abcdefghijklmnopqrstuvwyz023456789-'

/** What covers labels of one host. */
export interface LabelCover {
  readonly patterns: readonly LabelPatterns[]
  /** The length of the longest label that the host leaves room for. */
  readonly most: number
  /** Whether anything covers this label: one of the patterns, or another entry of the list. */
  has (label: string): boolean
}

/**
 * Returns a label with these texts around the "*" that nothing covers; undefined if all of them are covered. Tries the shortest labels,
 * and then divides the rest by their next letter, on the side on which patterns can differ.
 */
export function uncoveredLabel (before: string, after: string, cover: LabelCover): string | undefined {
  // A label neither starts nor ends with a hyphen.
  if (before.length + after.length >= cover.most || before.startsWith('-') || after.endsWith('-')) return undefined
  if (cover.patterns.some((patterns) => patterns.findCover(before, after) !== undefined)) return undefined
  for (const char of STAR) {
    const label = before + char + after
    if (!label.startsWith('-') && !label.endsWith('-') && !cover.has(label)) return label
  }
  const isDividedBefore = cover.patterns.some((patterns) => patterns.hasLongerBefore(before))
  for (const char of STAR) {
    const found = isDividedBefore ? uncoveredLabel(before + char, after, cover) : uncoveredLabel(before, char + after, cover)
    if (found !== undefined) return found
  }
  return undefined
}
