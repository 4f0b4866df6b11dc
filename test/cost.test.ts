/** What hostile field values cost: no more than on a server without the plugin, and a constant. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { connect, type Socket } from 'node:net'
import t from 'tap'
import { compilePolicy, decide } from '../lib/index.ts'
import { REQUESTS, SHAPES, bareAndGuarded, injected, median, type JunkRequest } from './stress/junk.ts'

/** Milliseconds that a reading may be off on a busy machine. A regular expression or a split over 1 MB takes more. */
const SLACK = 0.3
const ROUNDS = 15
const ATTEMPTS = 4

async function timed (work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

const ask = (app: FastifyInstance, options: InjectOptions) => timed(() => app.inject(options))

type Readings = Record<'bare' | 'guarded' | 'bareHostile' | 'guardedHostile', () => Promise<number>>

/** What the plugin adds, in milliseconds: to a normal request and to a hostile one; medians of rounds that interleave. */
async function added (readings: Readings) {
  const values: Record<keyof Readings, number[]> = { bare: [], guarded: [], bareHostile: [], guardedHostile: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, read] of Object.entries(readings)) values[name as keyof Readings].push(await read())
  }
  return {
    normal: median(values.guarded) - median(values.bare),
    hostile: median(values.guardedHostile) - median(values.bareHostile)
  }
}

/** Holds what junk costs against what a normal value costs; a machine that is busy shows it now and then, not each time. */
async function noDearer (readings: Readings, slack: number): Promise<{ isSo: boolean, words: string }> {
  let limit = slack
  let hostile = Infinity
  for (let attempt = 0; attempt < ATTEMPTS && hostile > limit; attempt++) {
    const measured = await added(readings)
    limit = Math.max(limit, 5 * measured.normal + slack)
    hostile = Math.min(hostile, measured.hostile)
  }
  return { isSo: hostile <= limit, words: `${hostile.toFixed(3)} ms added, at most ${limit.toFixed(3)}` }
}

const { bare, guarded } = bareAndGuarded()

for (const request of REQUESTS) {
  t.test(`1 MB of junk in ${request.field} of ${request.what} costs no more than a normal value`, async (t) => {
    const { headers, field } = request
    const normal = () => injected(request, headers[field]!)
    for (const [what, make] of SHAPES) {
      const junk = make(1_000_000)
      const { isSo, words } = await noDearer({
        bare: () => ask(bare, normal()),
        guarded: () => ask(guarded, normal()),
        bareHostile: () => ask(bare, injected(request, junk)),
        guardedHostile: () => ask(guarded, injected(request, junk))
      }, SLACK)
      t.ok(isSo, `${what}: ${words}`)
    }
  })
}

t.test('the time for a long Vary of the application\'s own grows as its length', async (t) => {
  const lengths = [10_000, 160_000] as const
  for (const [shape, [what]] of SHAPES.entries()) {
    const cost = async (length: number) => {
      const values: number[] = []
      for (let round = 0; round < 7; round++) {
        const hostile = await ask(guarded, { url: `/vary/${length}/${shape}` })
        values.push(hostile - await ask(bare, { url: `/vary/${length}/${shape}` }))
      }
      return Math.max(median(values), 0)
    }
    let growth = Infinity
    for (let attempt = 0; attempt < ATTEMPTS && growth > 80; attempt++) {
      growth = await cost(lengths[1]) / (await cost(lengths[0]) + SLACK)
    }
    t.ok(growth <= 80, `${what}: ${growth.toFixed(1)} times as much for 16 times the length`)
  }
})

t.test('a set of 1,000,000 origins decides as fast as one of 5', async (t) => {
  const origins = (count: number) => Array.from({ length: count }, (_, i) => `https://tenant-${i}.example.com`)
  const few = compilePolicy({ origins: origins(5) })
  const many = compilePolicy({ origins: origins(1_000_000) })
  const asked = ['tenant-0.example.com', 'tenant-4.example.com', 'evil.test', 'tenant-04.example.com']
    .map((host) => `https://${host}`)
  const perDecision = (policy: typeof few) => {
    const start = process.hrtime.bigint()
    for (let i = 0; i < 20_000; i++) decide(policy, { method: 'GET', origin: asked[i & 3]! })
    return Number(process.hrtime.bigint() - start) / 20_000
  }
  let ofFew = 0
  let ofMany = Infinity
  for (let attempt = 0; attempt < ATTEMPTS && ofMany > 5 * ofFew + 100; attempt++) {
    const readings: Array<[number, number]> = []
    for (let round = 0; round < 20; round++) readings.push([perDecision(few), perDecision(many)])
    ofFew = median(readings.map(([few]) => few))
    ofMany = median(readings.map(([, many]) => many))
  }
  t.ok(ofMany <= 5 * ofFew + 100, `${ofMany.toFixed(0)} ns, ${ofFew.toFixed(0)} ns with 5 origins`)
  t.equal(decide(many, { method: 'GET', origin: 'https://tenant-999999.example.com' }).reason, 'origin-allowed')
})

/** What Node reads of all fields together, less the other fields. */
const ON_THE_WIRE = 15_000

/** A round trip is less exact than a call. What is quadratic takes a hundred milliseconds and more. */
const WIRE_SLACK = 3

const portOf = (app: FastifyInstance) => (app.server.address() as { readonly port: number }).port

/** Writes a request and waits for the whole answer, whose body is known to come with its headers. */
function roundTrip (socket: Socket, { method, url, headers, field }: JunkRequest, value: string): Promise<number> {
  const lines = Object.entries({ host: 'api.test', ...headers, [field]: value, ...(method === 'POST' ? { 'content-length': '0' } : {}) })
  const bytes = `${method} ${url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return timed(() => new Promise((resolve, reject) => {
    socket.once('error', reject).once('data', (chunk) => { socket.off('error', reject); resolve(chunk) }).write(bytes, 'latin1')
  }))
}

t.test('15 KB of junk on a socket costs no more than a normal value', async (t) => {
  const apps = bareAndGuarded({ forceCloseConnections: true })
  const sockets = {} as Record<keyof typeof apps, Socket>
  for (const name of ['bare', 'guarded'] as const) {
    await apps[name].listen({ host: '127.0.0.1', port: 0 })
    t.teardown(() => apps[name].close())
    sockets[name] = connect({ port: portOf(apps[name]), host: '127.0.0.1', noDelay: true })
  }
  for (const request of REQUESTS) {
    for (const [what, make] of SHAPES) {
      const junk = make(ON_THE_WIRE)
      const normal = request.headers[request.field]!
      const { isSo, words } = await noDearer({
        bare: () => roundTrip(sockets.bare, request, normal),
        guarded: () => roundTrip(sockets.guarded, request, normal),
        bareHostile: () => roundTrip(sockets.bare, request, junk),
        guardedHostile: () => roundTrip(sockets.guarded, request, junk)
      }, WIRE_SLACK)
      t.ok(isSo, `${what} in ${request.field} of ${request.what}: ${words}`)
    }
  }
})

t.test('so does junk in the pseudo-header that HTTP/2 has for Host', async (t) => {
  const apps = bareAndGuarded({ http2: true, forceCloseConnections: true } as never)
  const sessions = {} as Record<keyof typeof apps, ClientHttp2Session>
  for (const name of ['bare', 'guarded'] as const) {
    await apps[name].listen({ host: '127.0.0.1', port: 0 })
    sessions[name] = connectHttp2(`http://127.0.0.1:${portOf(apps[name])}`)
    t.teardown(() => { sessions[name].destroy(); return apps[name].close() })
  }
  // The protocol itself refuses some of them.
  let answers = 0
  const exchange = (session: ClientHttp2Session, authority: string) => timed(() => new Promise((resolve) => {
    const { host, ...headers } = REQUESTS.find(({ field }) => field === 'host')!.headers
    session.request({ ':method': 'OPTIONS', ':path': '/host', ':authority': authority, ...headers })
      .on('response', () => { answers++ }).on('error', () => {}).on('close', resolve).resume().end()
  }))
  let taken = 0
  for (const [what, make] of SHAPES) {
    const junk = make(ON_THE_WIRE)
    answers = 0
    await exchange(sessions.guarded, junk)
    taken += answers
    const { isSo, words } = await noDearer({
      bare: () => exchange(sessions.bare, 'one.test'),
      guarded: () => exchange(sessions.guarded, 'one.test'),
      bareHostile: () => exchange(sessions.bare, junk),
      guardedHostile: () => exchange(sessions.guarded, junk)
    }, WIRE_SLACK)
    t.ok(isSo, `${what}: ${words}`)
  }
  t.ok(taken > 3, `${taken} of the values reach the server`)
})
