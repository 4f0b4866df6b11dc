/** Lists the sources of origins, and the policies that use them. */
import type { DocumentedPolicy, DocumentedSource } from '../../types/documentation.ts'
import { sourcesIn } from '../origin-entries.ts'
import { byText } from './order.ts'

/**
 * Lists the sources, sorted by name.
 *
 * @param policies      all documented policies
 * @param descriptions  name → description, for the sources of an application
 */
export function documentedSources (policies: readonly DocumentedPolicy[], descriptions: ReadonlyMap<string, string | undefined> = new Map()): DocumentedSource[] {
  const uses = new Map<string, DocumentedSource['uses'][number][]>([...descriptions.keys()].map(name => [name, []]))
  for (const { id, policy } of policies) {
    for (const { source, key = null } of sourcesIn(policy.origins)) {
      const known = uses.get(source) ?? []
      uses.set(source, known)
      known.push({ policy: id, key })
    }
  }
  return [...uses].sort(byText).map(([name, uses]) => ({ name, description: descriptions.get(name) ?? null, uses }))
}
