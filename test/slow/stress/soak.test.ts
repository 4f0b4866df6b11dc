/**
 * A live server under many clients at once: every response is right, and nothing is left behind. It needs a process in
 * which nothing else runs meanwhile: it measures the heap, and fails for a warning or a rejection of anybody.
 */
import t from 'tap'
import { SEED, countOf, isLong, onlyLong } from '../../unit/properties/seed.ts'
import { random } from '../../unit/properties/seeded-random.ts'
import { start } from './application.ts'
import { serve } from './clients.ts'
import { leftBehind } from './flood.ts'
import { attached, heldBytes, leastLeft } from './heap.ts'

const CLIENTS = countOf('CLIENTS', 250, 100_000)
const REFUSED = isLong ? 2_000_000 : 10_000
const AT_ONCE = 16

/** Bytes that may be held after the clients: code that was compiled meanwhile, and less than any of them sent. */
const AFTER_CLIENTS = 1_500_000

/** The same after so many requests of one kind: less than any string for each. */
const afterRefusals = (count: number) => 300_000 + 5 * count

const troubles: unknown[] = []
for (const event of ['uncaughtException', 'unhandledRejection', 'warning']) {
  process.on(event, (trouble) => { troubles.push(event, trouble) })
}

t.test('every response follows the policy, and the requests leave nothing in memory', async (t) => {
  const { app, port } = await start()
  t.teardown(() => app.close())
  const warmUp = await serve(port, (n) => random(SEED - 1 - n), 700, AT_ONCE)
  const before = attached(app)
  const growth = await leastLeft(AFTER_CLIENTS, async () => {
    const held = await heldBytes()
    const { responses, wrong } = await serve(port, (n) => random(SEED + n), CLIENTS, AT_ONCE)
    t.same([...warmUp.wrong, ...wrong].slice(0, 5), [], `SEED=${SEED}`)
    t.ok(responses > CLIENTS, `${responses} responses were compared`)
    return await heldBytes() - held
  })
  t.ok(growth < AFTER_CLIENTS, `${growth} bytes are held`)
  t.same(attached(app), before, 'no listener and no hook is added')
  t.same(troubles, [])
})

t.test(`${REFUSED} refused requests of as many origins, URLs, hosts and methods leave only counts in memory`, async (t) => {
  const { app, port } = await start()
  t.teardown(() => app.close())
  const bytes = await leastLeft(afterRefusals(REFUSED), async () => {
    const { bytes, statuses, isAllowed } = await leftBehind(port, REFUSED)
    t.same(statuses, { 200: REFUSED / 2, 403: REFUSED / 2 })
    t.notOk(isAllowed)
    return bytes
  })
  t.ok(bytes < afterRefusals(REFUSED), `${bytes} bytes are held`)
  t.same(Object.keys(app.cors.stats()).sort(), ['override', 'scope'])
  t.same(troubles, [])
})

t.test('what an application remembers of each request is found', onlyLong, async (t) => {
  const { app, port } = await start((app) => {
    const origins = new Set<string | undefined>()
    app.addHook('onRequest', async (request) => { origins.add(request.headers.origin) })
  })
  t.teardown(() => app.close())
  const before = attached(app)
  const count = 30_000
  const { bytes } = await leftBehind(port, count)
  t.ok(bytes > afterRefusals(count), `${bytes} bytes are held`)
  app.server.on('request', () => {})
  t.not(attached(app)['server request'], before['server request'])
  t.ok(before['hooks onSend']! > 0 && before['hooks/0 onSend']! > 0, 'hooks are counted')
})
