/** A text → an origin pattern taken apart, or what is wrong with it. */
import type { Fault } from './issue.ts'
import { diagnose } from './origin-diagnosis.ts'
import { readOriginPattern, type OriginPattern } from './origin-grammar.ts'

export type { OriginPattern } from './origin-grammar.ts'

/**
 * What is wrong with an origin pattern: the id of the issue, what to say, and the corrected pattern where one is
 * known.
 */
export type OriginFault = Fault

/** Takes an origin pattern apart, or says what is wrong with the text; only a fault has an `id`. Total. */
export function parseOriginPattern (text: string): OriginPattern | OriginFault {
  return readOriginPattern(text) ?? diagnose(text)
}
