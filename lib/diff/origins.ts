/** The origins that one policy allows and another one does not, and those that both allow. */
import type { CorsDiffOrigins } from '../../types/diff.ts'
import type { AllowedOrigins } from './allowed-origins.ts'
import { exampleOutside } from './examples.ts'
import { exampleInBoth } from './overlap.ts'

/** Returns the origins that the first policy allows and the other one does not, each pattern with an example. */
export function originsOnlyIn (list: AllowedOrigins, other: AllowedOrigins): CorsDiffOrigins[] {
  if (other.isAny) return []
  if (list.isAny) return [{ kind: 'any', example: anyOutside(other) }]
  const found: CorsDiffOrigins[] = []
  for (const pattern of list.patterns) {
    // A wider pattern of the same list covers it.
    if (list.coverOf(pattern) !== undefined) continue
    const example = exampleOutside(pattern, other)
    if (example !== undefined) found.push({ kind: 'pattern', pattern: pattern.text, example })
  }
  if (list.hasNull && !other.hasNull) found.push({ kind: 'pattern', pattern: 'null', example: 'null' })
  for (const [text, { entry, allowsInsecure }] of list.sources) {
    const same = other.sources.get(text)
    if (same === undefined || (allowsInsecure && !same.allowsInsecure)) {
      found.push({ kind: 'source', entry, insecureOnly: same !== undefined })
    }
  }
  return found
}

/** Returns the origins that both policies allow; undefined if there are none. */
export function originsInBoth (list: AllowedOrigins, other: AllowedOrigins): CorsDiffOrigins | undefined {
  if (list.isEmpty || other.isEmpty) return undefined
  const example = exampleInBoth(list, other)
  if (example !== undefined) return { kind: 'kept', example }
  // A source can have any origin.
  return list.sources.size + other.sources.size === 0 ? undefined : { kind: 'kept', example: null }
}

function anyOutside (other: AllowedOrigins): string {
  const usual = 'https://untrusted.example'
  return other.has(usual) ? `https://untrusted.${other.freshLabel()}` : usual
}
