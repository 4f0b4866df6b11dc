/**
 * What is allocated for hostile field values: a constant, however long they are. It needs a process in which nothing
 * else runs meanwhile: what others have the sources allocate counts too.
 */
import t from 'tap'
import { sample } from '../../unit/properties/seed.ts'
import { allocatedBySources } from './allocation.ts'
import { REQUESTS, SHAPES, bareAndGuarded, injected, shapesFor } from './junk.ts'

const LENGTH = 1_000_000
const TIMES = 5

/** Bytes for each request, of which none may stem from the value's length; the measure is exact to some hundreds. */
const LIMIT = 10_000

/** A busy machine can add some thousands to a reading, and never takes any away. */
const READINGS = 10

const { guarded } = bareAndGuarded()
await guarded.ready()

/** Bytes for each request: the first reading that is within the limit, or the least of all. */
async function bytesFor (ask: () => Promise<unknown>, limit: number): Promise<number> {
  let least = Infinity
  for (let reading = 0; reading < READINGS && least > limit; reading++) {
    const bytes = await allocatedBySources(async () => { for (let i = 0; i < TIMES; i++) await ask() })
    least = Math.min(least, bytes / TIMES)
  }
  return least
}

for (const [i, request] of REQUESTS.entries()) {
  t.test(`1 MB of junk in ${request.field} of ${request.what} is neither copied nor taken apart`, async (t) => {
    const value = request.headers[request.field] ?? ''
    for (let i = 0; i < 50; i++) await guarded.inject(injected(request, value))
    for (const [what, make] of shapesFor(i)) {
      const junk = make(LENGTH)
      const bytes = await bytesFor(() => guarded.inject(injected(request, junk)), LIMIT)
      t.ok(bytes <= LIMIT, `${what}: ${bytes.toFixed(0)} bytes`)
    }
  })
}

t.test('a long Vary of the application\'s own costs no more than its members', async (t) => {
  const length = 100_000
  for (const [shape, [what]] of sample([...SHAPES.entries()], 4)) {
    const bytes = await bytesFor(() => guarded.inject(`/vary/${length}/${shape}`), 16 * length)
    t.ok(bytes <= 16 * length, `${what}: ${bytes.toFixed(0)} bytes`)
  }
})

t.test('a value that is taken apart is found', async (t) => {
  const text = ','.repeat(LENGTH)
  const here = (url: string) => url.endsWith('allocation.test.ts')
  t.ok(await allocatedBySources(async () => text.split(','), here) > 100 * LIMIT, 'a split')
  t.ok(await allocatedBySources(async () => Buffer.from(`${text}x`.toLowerCase()).length, here) > 50 * LIMIT, 'a copy')
  t.ok(await allocatedBySources(async () => text.indexOf('x'), here) < LIMIT, 'not a search')
})
