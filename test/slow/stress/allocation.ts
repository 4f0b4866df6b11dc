/** What the code of the package allocates, told apart from what everybody else does, by V8's own sampling. */
import { Session, type HeapProfiler } from 'node:inspector/promises'
import { pathToFileURL } from 'node:url'

const SOURCES = new URL('../../../lib/', import.meta.url).href

/** A sample is taken each so many bytes, on average; nothing is more exact than some times that. */
const INTERVAL = 1024

/**
 * Bytes that functions of `lib/` allocate while some work is done, freed meanwhile or not. Built-in functions count for
 * the one that calls them; those of Fastify, the router and the test do not count.
 */
export async function allocatedBySources (work: () => Promise<unknown>, isCounted = isSource): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: INTERVAL, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true
  } as HeapProfiler.StartSamplingParameterType)
  await work()
  const { profile } = await session.post('HeapProfiler.stopSampling')
  session.disconnect()
  return counted(profile.head, false, isCounted)
}

function counted (node: HeapProfiler.SamplingHeapProfileNode, above: boolean, isCounted: (url: string) => boolean): number {
  const { url } = node.callFrame
  const isOurs = url === '' ? above : isCounted(url)
  return node.children.reduce((sum, child) => sum + counted(child, isOurs, isCounted), isOurs ? node.selfSize : 0)
}

function isSource (url: string): boolean {
  return (url.startsWith('/') ? pathToFileURL(url).href : url).startsWith(SOURCES)
}
