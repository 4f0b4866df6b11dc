/** The sources of an application, as `explain` reads them. */
import type { ReadableSource, SourceReader } from '../../types/resolution.ts'
import type { SourceLookup } from '../lookup.ts'
import type { BootedApplication } from './booted-application.ts'
import { hostOf } from './find-in-sources.ts'

/**
 * Returns the sources for a request. The results count in the status of the sources, like those of requests.
 *
 * @param method  as the browser sends it
 * @param path    including the query
 */
export function sourceReader (application: BootedApplication, method: string, path: string, host: string | undefined): SourceReader {
  return {
    source: (name) => readable(application.sources.get(name)!),
    valueOf: (key) => key === 'host' ? hostOf({ host }) : application.parameterIn(application.find(method, path, host), { method, url: path, host }, key.param)
  }
}

function readable (lookup: SourceLookup): ReadableSource {
  const { source } = lookup
  return {
    description: source.description,
    adds: source.addsWith,
    find: (origin, key) => lookup.find(origin, key),
    origins: () => lookup.origins()
  }
}
