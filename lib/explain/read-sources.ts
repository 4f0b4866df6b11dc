/** Reads the sources of a policy for an explanation, and finds similar origins in them. */
import type { PolicyResolution, ReadableSource, SourceReader, SourceReading } from '../../types/resolution.ts'
import type { CorsSourceEntry } from '../../types/source.ts'
import { parseOrigin } from '../standard/origin.ts'
import { neighborsOf } from './neighbor-origins.ts'
import { originMisses } from './origin-misses.ts'
import { entriesThatCount } from './source-readings.ts'
import { spellingMiss } from './spelling-miss.ts'

/** Adds whether the sources of the policy have the origin. Never rejects, because look-ups do not. */
export async function withReadings (situation: PolicyResolution, origin: string, reader: SourceReader): Promise<PolicyResolution> {
  const entries = entriesThatCount(situation.actual, origin)
  return { ...situation, readings: await Promise.all(entries.map(entry => read(entry, origin, reader))) }
}

async function read (entry: CorsSourceEntry, origin: string, reader: SourceReader): Promise<SourceReading> {
  const source = reader.source(entry.source)
  const { description, adds } = source
  const keyValue = entry.key === undefined ? undefined : reader.valueOf(entry.key)
  if (entry.key !== undefined && keyValue === undefined) {
    return { entry, keyValue, description, adds, result: entry.key === 'host' ? 'no-host' : 'no-parameter', similar: [] }
  }
  const result = await source.find(origin, keyValue)
  return { entry, keyValue, description, adds, result, similar: result === 'not-listed' ? await similarOrigins(source, origin, keyValue) : [] }
}

/** Limits the work for one explanation. */
const MAX_ORIGINS = 100_000

/** The number of origins between two pauses, in which the process serves requests. */
const STRIDE = 1000

/** The origins that are similar to one that the source does not have: of all in memory, or of some that are looked up. */
async function similarOrigins (source: ReadableSource, origin: string, key: string | undefined): Promise<readonly string[]> {
  const parts = parseOrigin(origin)
  const inMemory = parts === undefined || key !== undefined ? undefined : source.origins()
  if (inMemory === undefined) {
    const neighbors = parts === undefined ? intendedOrigins(origin) : neighborsOf(parts)
    const found = await Promise.all(neighbors.map(async neighbor => await source.find(neighbor, key) === 'listed' ? [neighbor] : []))
    return found.flat()
  }
  const similar: string[] = []
  const chunk: string[] = []
  let count = 0
  for (const other of inMemory) {
    if (chunk.push(other) === STRIDE) {
      similar.push(...nearIn(chunk.splice(0), origin))
      await new Promise(resolve => { setImmediate(resolve) })
    }
    if (++count === MAX_ORIGINS) break
  }
  return nearIn([...similar, ...nearIn(chunk, origin)], origin)
}

function nearIn (origins: readonly string[], origin: string): string[] {
  return originMisses(origin, origins, () => false).map(({ near }) => near!)
}

/** What a text that is not an origin probably means. */
function intendedOrigins (text: string): string[] {
  const tried: string[] = []
  spellingMiss(text, origin => {
    tried.push(origin)
    return false
  })
  return tried
}
