/** What is wrong with origins that overrides inherit: found once for all of them, because both can be thousands. */
import type { IssueDraft } from './issue.ts'

/** An entry of a list of origins, and what is wrong with it. */
export interface OriginFault {
  readonly index: number
  readonly entry: unknown
  readonly fault: IssueDraft
}

interface Known {
  readonly suffixes: readonly string[]
  readonly faults: readonly OriginFault[]
}

const byOrigins = new WeakMap<object, Map<string, Known>>()

/**
 * Returns the first fault of each kind.
 *
 * @param origins   the same object for all overrides
 * @param rules     equal for policies with the same rules for origins
 * @param suffixes  the same object for all overrides
 */
export function inheritedFaults (origins: object, rules: string, suffixes: readonly string[], find: () => Iterable<OriginFault>): readonly OriginFault[] {
  let byRules = byOrigins.get(origins)
  if (byRules === undefined) byOrigins.set(origins, byRules = new Map())
  const known = byRules.get(rules)
  if (known?.suffixes === suffixes) return known.faults
  const firsts = new Map<string, OriginFault>()
  for (const found of find()) if (!firsts.has(found.fault.id)) firsts.set(found.fault.id, found)
  const faults = [...firsts.values()]
  byRules.set(rules, { suffixes, faults })
  return faults
}
