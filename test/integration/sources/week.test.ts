/**
 * A week in ten minutes: instances follow real stores, while origins change, and stores, paths, messages, the clock and the process
 * fail at random. Each response must be one that the store may have given within `maxStale`.
 *
 * `SEED` repeats the choices of a run; what they meet depends on the machine.
 */
import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import corsPlugin from '../../../lib/index.ts'
import { SourceLookup } from '../../../lib/lookup.ts'
import type { CorsSourceResult } from '../../../types/decision.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { CHANGING_SEED, isLong, sample } from '../../unit/properties/seed.ts'
import { random as seeded, type Random } from '../../unit/properties/seeded-random.ts'
import type { Relay } from './relay.ts'
import { History } from './week-history.ts'
import { STORES, type WeekStore } from './week-stores.ts'
import { until } from './waiting.ts'

/** A second of the default options is a tenth of a second here. */
const MAX_STALE = 300
const OPTIONS = { pollInterval: 100, deadline: 200, maxStale: MAX_STALE, startDeadline: 60_000 }

/** Of each store. */
const REQUESTS = isLong ? 334_000 : 1500
const BATCH = 20
/** Milliseconds between two batches, so that the long run has the time for several hundred faults. */
const INTERVAL = isLong ? 10 : 20

const STATIC = 'https://app.example'
const ORIGINS = Array.from({ length: 40 }, (_, i) => `https://${i}.tenant.example`)

class Week {
  readonly results: Record<CorsSourceResult | 'request', number> = { listed: 0, 'not-listed': 0, busy: 0, stale: 0, unavailable: 0, request: 0 }
  readonly violations: string[] = []
  readonly faults = new Map<string, number>()
  asked = 0
  readonly #store: WeekStore
  readonly #random: Random
  readonly #history = new History()
  readonly #lookups: SourceLookup[] = []
  readonly #relays: Relay[] = []
  #app!: FastifyInstance
  #losesMessages = false
  #hasFailedInEachWay = false
  /** Whether the simulation itself has failed. */
  #isBroken = false
  /** The change of the store that is on its way. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor (store: WeekStore, random: Random) {
    this.#store = store
    this.#random = random
  }

  /** Starts an application, and instances with a snapshot and with look-ups. */
  async start (t: Test): Promise<void> {
    for (const options of [{}, {}, { mode: 'lookup' }] as const) {
      const { source, relay } = await this.#store.source({ ...OPTIONS, ...options })
      if (relay !== undefined) this.#relays.push(relay)
      if (this.#app === undefined) {
        this.#app = Fastify({ forceCloseConnections: true })
        this.#app.register(corsPlugin, { origins: [STATIC, { source: 'tenants' }], sources: { tenants: this.#unreliable(source) } })
        this.#app.get('/', () => 'fine')
        await this.#app.ready()
        t.teardown(() => this.#app.close())
      } else {
        const lookup = new SourceLookup(this.#unreliable(source), () => false, () => undefined)
        t.teardown(() => { lookup.close() })
        await lookup.start()
        this.#lookups.push(lookup)
      }
    }
  }

  /** Runs until all requests were sent, and each kind of fault and result has happened, and then until all instances have recovered. */
  async run (): Promise<void> {
    await Promise.all([this.#ask(), this.#write(), this.#fail()].map((work) => work.catch((error: unknown) => {
      this.#isBroken = true
      throw error
    })))
    await this.#changed(ORIGINS[0]!, true)
    for (const lookup of this.#lookups) await until(async () => await lookup.find(ORIGINS[0]!, undefined) === 'listed')
    await until(async () => (await this.#app.inject({ url: '/', headers: { origin: ORIGINS[0] } })).headers['access-control-allow-origin'] !== undefined)
  }

  get #isOver (): boolean {
    return this.#isBroken || (this.asked >= REQUESTS && this.#hasFailedInEachWay && this.#hasEachResult)
  }

  /** On a busy machine, a store can be stale for most of the time. */
  get #hasEachResult (): boolean {
    return this.results.listed > 0 && this.results['not-listed'] > 0 && this.results.stale > 0
  }

  async #ask (): Promise<void> {
    while (!this.#isOver) {
      await Promise.all([
        ...Array.from({ length: BATCH - 2 }, () => this.#find(this.#random.pick(this.#lookups), this.#origin())),
        this.#request(this.#origin()),
        this.#request(STATIC)
      ])
      this.asked += BATCH
      await pause(INTERVAL)
    }
  }

  /** An origin that is in the store now and then, or one that never is. */
  #origin (): string {
    return this.#random.chance(0.9) ? this.#random.pick(ORIGINS) : `https://${this.#random.int(1e9)}.stranger.example`
  }

  async #find (lookup: SourceLookup, origin: string): Promise<void> {
    const from = performance.now()
    const result = await lookup.find(origin, undefined)
    this.results[result]++
    if (result === 'listed') this.#judge(origin, 'in', from)
    if (result === 'not-listed') this.#judge(origin, 'out', from)
  }

  async #request (origin: string): Promise<void> {
    const from = performance.now()
    const { statusCode, headers } = await this.#app.inject({ url: '/', headers: { origin } })
    this.results.request++
    const isAllowed = headers['access-control-allow-origin'] === origin
    if (statusCode !== 200 || headers.vary !== 'Origin') this.violations.push(`${origin}: ${statusCode}, Vary: ${headers.vary}`)
    if (origin === STATIC) {
      if (!isAllowed) this.violations.push('The origin of the policy was blocked.')
    } else if (isAllowed) {
      this.#judge(origin, 'in', from)
    }
  }

  #judge (origin: string, be: 'in' | 'out', from: number): void {
    const to = performance.now()
    if (this.#history.may(origin, be, from - MAX_STALE, to)) return
    this.violations.push(`${origin} counted as ${be} the store, ${(to - from).toFixed(0)} ms after the request.`)
  }

  async #write (): Promise<void> {
    while (!this.#isOver) {
      await this.#alone(() => this.#changed(this.#random.pick(ORIGINS), this.#random.chance(0.6)))
      await pause(this.#random.int(60))
    }
  }

  /** Changes an origin. A change that fails may have happened. */
  async #changed (origin: string, isIn: boolean): Promise<void> {
    const confirm = this.#history.begin(origin, isIn)
    await this.#store.write(origin, isIn).then(confirm, () => undefined)
  }

  /** Changes of the store come one after another. */
  async #alone (work: () => Promise<void>): Promise<void> {
    const before = this.#changing
    const done = before.then(work)
    this.#changing = done.catch(() => undefined)
    await done
  }

  async #fail (): Promise<void> {
    const kinds = Object.entries(this.#faults)
    for (let i = 0; !this.#isOver; i++) {
      // Each kind once, and then any.
      this.#hasFailedInEachWay = i >= kinds.length
      const [name, fault] = kinds[i] ?? this.#random.pick(kinds)
      await fault(MAX_STALE / 2 + this.#random.int(2 * MAX_STALE))
      this.faults.set(name, (this.faults.get(name) ?? 0) + 1)
      await pause(this.#random.int(2 * MAX_STALE))
    }
  }

  get #faults (): Record<string, (duration: number) => Promise<unknown>> {
    const { faults, loss } = this.#store
    const relays = this.#relays
    const now = Date.now
    return {
      ...faults,
      ...(loss !== undefined && { 'all data lost': (duration: number) => this.#alone(() => this.#lose(loss, duration)) }),
      ...(relays.length > 0 && {
        'connections closed': async () => { this.#random.pick(relays).close() },
        'path silent': async (duration: number) => {
          const relay = this.#random.pick(relays)
          relay.silence()
          await pause(duration)
          relay.speak()
        }
      }),
      'messages lost': async (duration) => {
        this.#losesMessages = true
        await pause(2 * duration)
        this.#losesMessages = false
      },
      'clock set': async (duration) => {
        const hours = (this.#random.int(48) - 24) * 3_600_000
        Date.now = () => now() + hours
        await pause(duration)
        Date.now = now
      },
      'process blocked': async (duration) => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, duration) }
    }
  }

  async #lose ({ restart, refill }: NonNullable<WeekStore['loss']>, duration: number): Promise<void> {
    const { origins } = this.#history
    const lost = origins.map((origin) => this.#history.begin(origin, false))
    await restart()
    for (const confirm of lost) confirm()
    await pause(duration)
    const refilled = origins.map((origin) => this.#history.begin(origin, true))
    await refill(origins)
    for (const confirm of refilled) confirm()
  }

  /** The same source, whose messages are lost now and then. */
  #unreliable (source: CorsOriginSource): CorsOriginSource {
    return {
      ...source,
      connect: async () => {
        const connection = await source.connect()
        const { listen } = connection
        return Object.assign(connection, {
          listen: (onChange: (origin?: string) => void, onGap: () => void) => listen!.call(connection, (origin) => {
            if (!this.#losesMessages) onChange(origin)
          }, onGap)
        })
      }
    }
  }
}

for (const [name, create] of sample(Object.entries(STORES), 3)) {
  t.test(`${name}: each response is one that the store may have given`, { timeout: 3_600_000 }, async (t) => {
    const week = new Week(await create(t), seeded(CHANGING_SEED))
    await week.start(t)
    await week.run()
    const { results, faults, asked } = week
    t.comment(`seed ${CHANGING_SEED}: ${asked} requests, ${JSON.stringify(results)}, faults ${JSON.stringify(Object.fromEntries(faults))}`)
    t.strictSame(week.violations.slice(0, 10), [])
  })
}

t.test('a response that the store cannot have given is noticed', async (t) => {
  const history = new History()
  const origin = ORIGINS[0]!
  t.strictSame([history.may(origin, 'in', 0, Infinity), history.may(origin, 'out', 0, 1)], [false, true])
  const start = performance.now()
  const confirm = history.begin(origin, true)
  const begun = performance.now()
  t.strictSame([history.may(origin, 'in', begun, begun), history.may(origin, 'out', begun, begun)], [true, true], 'not confirmed')
  await pause(2)
  confirm()
  const confirmed = performance.now()
  t.strictSame([history.may(origin, 'in', confirmed, confirmed), history.may(origin, 'out', confirmed, confirmed)], [true, false])
  t.strictSame([history.may(origin, 'in', 0, start - 1), history.may(origin, 'out', start, confirmed)], [false, true], 'before')
  t.strictSame(history.origins, [origin])
  await pause(2)
  history.begin(origin, false)()
  const removed = performance.now()
  t.strictSame([history.may(origin, 'in', removed, removed), history.may(origin, 'in', confirmed, removed)], [false, true])
  t.strictSame(history.origins, [])
})
