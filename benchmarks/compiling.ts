/** A process that measures compilation, with a heap that is collected before each measurement. */
import assert from 'node:assert/strict'
import { compilePolicy, decide, validatePolicy } from 'fastify-cors-policy'
import { cpuTime } from './measure.ts'
import { answerWith, argument } from './processes.ts'
import { originsOf } from './setting.ts'

/** The CPU time to validate and compile, that of a plain `Map`, or the bytes for each origin. */
export type Compiling = 'compile' | 'map' | 'memory'

const count = argument<number>()

function collect (): void {
  // What one collection unties, the next one takes away.
  for (let i = 0; i < 3; i++) globalThis.gc!()
}

const measures: Readonly<Record<Compiling, () => number>> = {
  compile () {
    const origins = freshOrigins()
    return cpuTime(() => { compilePolicy({ origins }) })
  },
  map () {
    const origins = freshOrigins()
    return cpuTime(() => {
      const map = new Map<string, boolean>()
      for (const origin of origins) map.set(origin, true)
    })
  },
  memory () {
    const origins = freshOrigins()
    const before = process.memoryUsage().heapUsed
    // Both are kept while a server runs.
    const document = validatePolicy({ origins })
    const policy = compilePolicy(document)
    collect()
    const bytes = process.memoryUsage().heapUsed - before
    // All of it is used afterwards, so none has been collected.
    assert.equal(decide(policy, { method: 'GET', origin: origins.at(-1) }).reason, 'origin-allowed')
    assert.equal(document.origins?.length, count)
    return bytes / count
  }
}

/** New strings for each measurement: a string remembers its hash. */
function freshOrigins (): string[] {
  const origins = originsOf(count)
  collect()
  return origins
}

answerWith((what: Compiling) => measures[what]())
