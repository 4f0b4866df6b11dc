/**
 * What hostile field values cost: no more than on a server without the plugin, and a constant. What is compared is measured in
 * one run, by turns, and the least of several readings counts: a machine that does something else makes both sides slower.
 */
import Fastify, { type FastifyInstance } from 'fastify'
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { compilePolicy, corsPlugin, decide } from '../../lib/index.ts'
import { memoryOrigins } from '../../lib/sources.ts'
import { assertLinear, leastTimes, neverHopeless, type Prepare } from '../growth.ts'
import { isLong } from '../unit/properties/seed.ts'
import { REQUESTS, SHAPES, bareAndGuarded, injected, shapesFor, type JunkRequest } from './stress/junk.ts'

/** How often more a hostile value may cost. What is linear in a value of this length costs at least ten times as much. */
const MOST = 4

type Readings = Readonly<Record<'normal' | 'bareHostile' | 'hostile', Prepare>>

/** Asserts that a hostile value costs no more than a normal one, or than it costs without the plugin, by orders of magnitude. */
async function assertNoDearer (t: Test, what: string, readings: Readings): Promise<void> {
  const times = (least: Readonly<Record<keyof Readings, number>>) => least.hostile / Math.max(least.normal, least.bareHostile)
  const measured = times(await leastTimes(readings, (least) => neverHopeless(times(least) / MOST)))
  t.ok(measured <= MOST, `${what}: ${measured.toFixed(2)} times as much`)
}

const { bare, guarded } = bareAndGuarded()

/** Bytes of junk that does not come from a socket. */
const LENGTH = 4_000_000

for (const [i, request] of REQUESTS.entries()) {
  t.test(`4 MB of junk in ${request.field} of ${request.what} costs no more than a normal value`, async (t) => {
    const ask = (app: FastifyInstance, value: string): Prepare => () => {
      const options = injected(request, value)
      return () => app.inject(options)
    }
    for (const [what, make] of shapesFor(i)) {
      const junk = make(LENGTH)
      await assertNoDearer(t, what, {
        normal: ask(guarded, request.headers[request.field]!), bareHostile: ask(bare, junk), hostile: ask(guarded, junk)
      })
    }
  })
}

t.test('the time for a long Vary of the application\'s own grows as its length', async (t) => {
  for (const [shape, [what]] of SHAPES.entries()) {
    await assertLinear(t, what, { size: 160_000, prepare: (length) => () => guarded.inject({ url: `/vary/${length}/${shape}` }) })
  }
})

t.test('a set of many origins decides as fast as one of 5', async (t) => {
  const count = isLong ? 1_000_000 : 100_000
  const origins = (count: number) => Array.from({ length: count }, (_, i) => `https://tenant-${i}.example.com`)
  const policies = { few: compilePolicy({ origins: origins(5) }), many: compilePolicy({ origins: origins(count) }) }
  const asked = ['tenant-0.example.com', 'tenant-4.example.com', 'evil.test', 'tenant-04.example.com']
    .map((host) => `https://${host}`)
  const decisions = (policy: typeof policies.few): Prepare => () => () => {
    for (let i = 0; i < 2_000; i++) decide(policy, { method: 'GET', origin: asked[i & 3]! })
  }
  // A search through the origins would take thousands of times as long, and one by halves four times.
  const most = 3
  const { few, many } = await leastTimes({ few: decisions(policies.few), many: decisions(policies.many) }, ({ few, many }) => neverHopeless(many / few / most))
  t.ok(many <= most * few, `${(many / few).toFixed(2)} times as long as with 5 origins`)
  t.equal(decide(policies.many, { method: 'GET', origin: `https://tenant-${count - 1}.example.com` }).reason, 'origin-allowed')
})

/** What Node reads of all fields together, less the other fields. What is quadratic in it takes a hundred milliseconds and more. */
const ON_THE_WIRE = 15_000

const portOf = (app: FastifyInstance) => (app.server.address() as { readonly port: number }).port

/** Writes a request and waits for the whole response, whose body is known to come with its headers. */
function roundTrip (socket: Socket, { method, url, headers, field }: JunkRequest, value: string): Prepare {
  const lines = Object.entries({ host: 'api.test', ...headers, [field]: value, ...(method === 'POST' ? { 'content-length': '0' } : {}) })
  const bytes = `${method} ${url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return () => () => new Promise((resolve, reject) => {
    socket.once('error', reject).once('data', (chunk) => { socket.off('error', reject); resolve(chunk) }).write(bytes, 'latin1')
  })
}

t.test('15 KB of junk on a socket costs no more than a normal value', async (t) => {
  const apps = bareAndGuarded({ forceCloseConnections: true })
  const sockets = {} as Record<keyof typeof apps, Socket>
  for (const name of ['bare', 'guarded'] as const) {
    await apps[name].listen({ host: '127.0.0.1', port: 0 })
    t.teardown(() => apps[name].close())
    sockets[name] = connect({ port: portOf(apps[name]), host: '127.0.0.1', noDelay: true })
  }
  for (const [i, request] of REQUESTS.entries()) {
    for (const [what, make] of shapesFor(i)) {
      const junk = make(ON_THE_WIRE)
      await assertNoDearer(t, `${what} in ${request.field} of ${request.what}`, {
        normal: roundTrip(sockets.guarded, request, request.headers[request.field]!),
        bareHostile: roundTrip(sockets.bare, request, junk),
        hostile: roundTrip(sockets.guarded, request, junk)
      })
    }
  }
})

t.test('junk in the pseudo-header that HTTP/2 has for Host costs no more than without the plugin', async (t) => {
  const apps = bareAndGuarded({ http2: true, forceCloseConnections: true } as never)
  const sessions = {} as Record<keyof typeof apps, ClientHttp2Session>
  for (const name of ['bare', 'guarded'] as const) {
    await apps[name].listen({ host: '127.0.0.1', port: 0 })
    sessions[name] = connectHttp2(`http://127.0.0.1:${portOf(apps[name])}`)
    t.teardown(() => { sessions[name].destroy(); return apps[name].close() })
  }
  // The protocol itself refuses some of them.
  let responses = 0
  const exchange = (session: ClientHttp2Session, authority: string): Prepare => () => () => new Promise((resolve) => {
    const { host, ...headers } = REQUESTS.find(({ field }) => field === 'host')!.headers
    session.request({ ':method': 'OPTIONS', ':path': '/host', ':authority': authority, ...headers })
      .on('response', () => { responses++ }).on('error', () => {}).on('close', resolve).resume().end()
  })
  let taken = 0
  for (const [what, make] of SHAPES) {
    const junk = make(ON_THE_WIRE)
    responses = 0
    await exchange(sessions.guarded, junk)()()
    taken += responses
    await assertNoDearer(t, what, {
      normal: exchange(sessions.guarded, 'one.test'), bareHostile: exchange(sessions.bare, junk), hostile: exchange(sessions.guarded, junk)
    })
  }
  t.ok(taken > 3, `${taken} of the values reach the server`)
})

t.test('the time to replace a document grows as its list of origins', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: ['https://app.test'], lint: 'off' })
  await app.ready()
  let made = 0
  await assertLinear(t, 'replace', {
    size: 40_000,
    factor: 16,
    prepare: (size) => {
      // A document that is known is not validated again.
      const number = ++made
      const origins = Array.from({ length: size }, (_, i) => `https://tenant-${number}-${i}.example.com`)
      return () => app.cors.replace({ origins })
    }
  })
  await app.close()
})

t.test('the time to replace and lint a document grows with its lists and its overrides, not with their product', async (t) => {
  const SIZE = 128
  const app = Fastify()
  await app.register(corsPlugin, { origins: ['https://app.test'] })
  for (let i = 0; i < SIZE; i++) app.get(`/${i}`, async () => '')
  await app.ready()
  let made = 0
  await assertLinear(t, 'replace', {
    size: SIZE,
    factor: 16,
    prepare: (size) => {
      const number = ++made
      const document = {
        origins: Array.from({ length: size * 40 }, (_, i) => `https://*.tenant-${i}.example.com`),
        allowedHeaders: Array.from({ length: size * 20 }, (_, i) => `x-${i}`),
        routes: Object.fromEntries(Array.from({ length: size }, (_, i) => [`/${i}`, { credentials: true, maxAge: i }]))
      }
      return async () => {
        await app.cors.replace({ ...document, description: `${number}` })
        // Equal lists that are not the same are compared. Besides, this one waits until the other one is linted.
        await app.cors.replace({ ...structuredClone(document), maxAge: 5 })
        await app.cors.replace({ origins: ['https://app.test'], maxAge: number % 1000 })
      }
    }
  })
  await app.close()
})

t.test('the time to replace a document grows with its routes and its entries of sources, not with their product', async (t) => {
  const SIZE = 256
  const app = Fastify()
  await app.register(corsPlugin, { policies: { app: { origins: ['https://app.test'] } }, lint: 'off', sources: { tenants: memoryOrigins() } })
  for (let i = 0; i < SIZE; i++) app.get(`/${i}/:realm`, async () => '')
  await app.ready()
  let made = 0
  await assertLinear(t, 'replace', {
    size: SIZE,
    factor: 16,
    prepare: (size) => {
      const keys = ['host', { param: 'realm' }] as const
      const entries = Array.from({ length: size * 8 }, (_, i) => ({ source: 'tenants', key: keys[i % 2]! }))
      const document = {
        policies: { tenants: { origins: [`https://app-${++made}.test`, ...entries] } },
        routes: Object.fromEntries(Array.from({ length: size }, (_, i) => [`/${i}/:realm`, 'tenants']))
      }
      return () => app.cors.replace(document as never)
    }
  })
  await app.close()
})
