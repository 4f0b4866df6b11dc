/** Snapshots: loaded in slices, so that a large list does not stop other requests. */
import t from 'tap'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { loadSnapshot } from '../../../lib/lookup/snapshot.ts'
import { OriginTable } from '../../../lib/lookup/origin-table.ts'
import type { CorsSourceConnection } from '../../../types/source.ts'

const RULES = { acceptsPattern: () => false, maxOrigins: 1_000_000, deadline: 60_000, isObsolete: () => false }

const origins = Array.from({ length: 50_000 }, (_, i) => `https://tenant-${i}.example.com`)

function connectionOf (lists: Iterable<readonly string[]>, onEnd = () => {}): CorsSourceConnection {
  return {
    version: async () => '1',
    async * load () {
      try {
        yield * lists
      } finally {
        onEnd()
      }
    },
    close () {}
  }
}

t.test('other work runs while one long list is read', async (t) => {
  let turns = 0
  let isDone = false
  const count = (): void => {
    turns++
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  const snapshot = await loadSnapshot(connectionOf([origins]), RULES)
  isDone = true
  t.equal(snapshot!.size, origins.length)
  t.ok(turns > 2, `${turns} turns`)
  t.ok(origins.every((origin) => snapshot!.has(origin)))
  t.notOk(snapshot!.has('https://tenant-50000.example.com'))
  t.strictSame([...snapshot!.origins()].sort(), [...origins].sort())
})

t.test('an obsolete snapshot ends early', async (t) => {
  let ended = 0
  const lists = function * () {
    for (let i = 0; i < 1000; i++) yield [origins[i]!]
  }
  let polls = 0
  const isObsolete = () => ++polls > 2
  t.equal(await loadSnapshot(connectionOf(lists(), () => { ended++ }), { ...RULES, isObsolete }), undefined)
  t.equal(polls, 3)
  await nextTurn()
  t.equal(ended, 1)
})

t.test('a store that fails to end its cursor does not matter', async (t) => {
  const connection = {
    ...connectionOf([]),
    load: () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: true as const, value: undefined }),
        return: async () => { throw new Error('cursor lost') }
      })
    })
  }
  t.equal((await loadSnapshot(connection, RULES))!.size, 0)
})

t.test('a table of origins has what was added, once', async (t) => {
  const table = new OriginTable()
  for (const origin of [...origins, ...origins]) table.add(origin)
  t.equal(table.size, origins.length)
  t.ok(origins.every((origin) => table.has(origin)))
  t.notOk(table.has(''))
})
