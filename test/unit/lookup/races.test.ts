/** Look-ups that race with changes: an outdated result may be given once, but it must not stay. */
import t from 'tap'
import fc from 'fast-check'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CorsOriginSource } from '../../../types/source.ts'
import { rounds, SEED } from '../properties/seed.ts'
import { FAST, started, until } from './scripted-store.ts'

/** The largest number of turns that a response takes. */
const SLOWEST = 15

const ORIGINS = ['https://a.example', 'https://b.example', 'https://c.example']

/**
 * A store whose responses and messages arrive after given numbers of turns. On one connection, everything arrives in order, except that
 * the promise of a response continues after a message that arrived with it.
 */
function racingStore (delays: readonly number[], connections: 1 | 2) {
  const origins = new Set<string>()
  let version = 0
  let next = 0
  let onChange: ((origin?: string) => void) | undefined
  let last: Promise<unknown> = Promise.resolve()
  const delay = async (): Promise<void> => {
    for (let turns = delays[next++ % delays.length]!; turns > 0; turns--) await nextTurn()
  }
  const arriving = <T>(value: T): Promise<T> => {
    const before = connections === 1 ? last : undefined
    const response = (async () => {
      await delay()
      await before
      return value
    })()
    last = response
    return response
  }
  const source: CorsOriginSource = {
    ...FAST,
    pollInterval: 1,
    connect: async () => ({
      version: () => arriving(String(version)),
      has: (origin) => arriving(origins.has(origin)),
      listen: async (listener) => { onChange = listener },
      close () {}
    })
  }
  return {
    origins,
    source,
    version: () => version,
    write (origin: string, isIn: boolean, hasMessage: boolean) {
      if (isIn) origins.add(origin)
      else origins.delete(origin)
      version++
      if (hasMessage) arriving(origin).then((origin) => { onChange!(origin) })
    }
  }
}

const step = fc.record({
  origin: fc.constantFrom(...ORIGINS),
  kind: fc.constantFrom('ask', 'ask', 'allow', 'disallow', 'wait'),
  hasMessage: fc.boolean()
})

for (const connections of [1, 2] as const) {
  t.test(`with ${connections} connection${connections === 1 ? '' : 's'}, no outdated result stays in memory`, async (t) => {
    let asked = 0
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(SLOWEST), { minLength: 1, maxLength: 8 }), async (steps, delays) => {
      const ends: (() => void)[] = []
      const store = racingStore(delays, connections)
      const { lookup } = await started({ teardown: (end) => ends.push(end) }, store.source)
      for (const { origin, kind, hasMessage } of steps) {
        if (kind === 'wait') await nextTurn()
        else if (kind === 'ask') {
          asked++
          lookup.find(origin, undefined)
        } else store.write(origin, kind === 'allow', hasMessage)
      }
      // The message of the last change can be lost too: the version tells.
      await until(() => lookup.status().version === String(store.version()))
      for (let turns = 0; turns < 2 * SLOWEST; turns++) await nextTurn()
      const results = await Promise.all(ORIGINS.map((origin) => lookup.find(origin, undefined)))
      for (const end of ends) end()
      return results.every((result, i) => (result === 'listed') === store.origins.has(ORIGINS[i]!))
    }), { numRuns: rounds(1000), seed: SEED })
    t.ok(asked > 0)
  })
}
