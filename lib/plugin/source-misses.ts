/** Whether an origin that no source of a policy has is nearly in one. Reads only what is in memory: untrusted origins must not cause look-ups. */
import type { CompiledSources } from '../../types/decision.ts'
import { neighborsOf } from '../explain/neighbor-origins.ts'
import type { SourceLookup } from '../lookup.ts'
import { parseOrigin } from '../standard/origin.ts'

type Lookups = ReadonlyMap<string, SourceLookup>

/** The look-ups of sources whose origins belong to no tenant. */
export function openSources (lookups: Lookups, sources: CompiledSources | undefined): SourceLookup[] {
  return (sources?.entries ?? []).filter(({ key }) => key === undefined).map(({ source }) => lookups.get(source)!)
}

/** The origins in memory that differ from an origin in one part. */
export function rememberedNeighbors (sources: readonly SourceLookup[], origin: string): string[] {
  const parts = sources.length === 0 ? undefined : parseOrigin(origin)
  return parts === undefined ? [] : neighborsOf(parts).filter((neighbor) => sources.some((source) => source.remembers(neighbor)))
}

/** Whether a source is in memory, and has no origins. */
export function isEmpty (source: SourceLookup): boolean {
  const origins = source.origins()
  return origins !== undefined && origins[Symbol.iterator]().next().done === true
}
