/** The messages of stores about changes: `""`, `"<origin>"` or `"<origin> <version before> <version after>"`. */
import type { CorsSourceChange } from '../../types/source.ts'
import { isSerializedOrigin } from '../standard/origin.ts'

/** The arguments of `onChange`: none if anything can have changed. */
export type NamedChange = readonly [origin?: string, versions?: CorsSourceChange]

/** Parses a message. Any other text means that anything can have changed. */
export function parseChange (message: string): NamedChange {
  const [origin, before, after, ...rest] = message.split(' ') as [string, string?, string?, ...string[]]
  if (!isSerializedOrigin(origin) || rest.length > 0) return []
  if (before === undefined) return [origin]
  return after === undefined ? [] : [origin, { before, after }]
}
