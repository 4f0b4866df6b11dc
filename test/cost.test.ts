/** What hostile field values cost: no more than on a server without the plugin, and a constant. */
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { compilePolicy, corsPlugin, decide } from '../lib/index.ts'
import { exchange } from './wire/raw-exchange.ts'

const A = 'https://a.test'
const ACRM = 'access-control-request-method'
const ACRH = 'access-control-request-headers'

/** Milliseconds that a reading may be off on a busy machine. A regular expression or a split over 1 MB takes more. */
const SLACK = 0.3
const ROUNDS = 30
const ATTEMPTS = 3

const JUNK: ReadonlyArray<readonly [what: string, make: () => string]> = [
  ['500,000 commas', () => ','.repeat(500_000)],
  ['200,000 spaces', () => `x${' '.repeat(200_000)}x`],
  ['1 MB of letters', () => 'a'.repeat(1_000_000)],
  ['1 MB of dots', () => `https://${'.'.repeat(1_000_000)}`],
  ['1 MB that ends like an allowed origin', () => `https://${'a.'.repeat(500_000)}a.test`],
  ['1 MB that begins like an allowed origin', () => `${A}${':1'.repeat(500_000)}`],
  ['500,000 allowed names', () => 'x-h,'.repeat(250_000)]
]

/** Normal requests, one for each field that is then filled with junk. */
const REQUESTS: ReadonlyArray<readonly [field: string, headers: Record<string, string>]> = [
  ['origin', { origin: A }],
  ['origin', { origin: A, [ACRM]: 'PUT', [ACRH]: 'x-h' }],
  [ACRM, { origin: A, [ACRM]: 'PUT', [ACRH]: 'x-h' }],
  [ACRH, { origin: A, [ACRM]: 'PUT', [ACRH]: 'x-h' }]
]

/** A text as it comes from a socket: flat, and never hashed before. */
const fresh = (text: string) => Buffer.from(text, 'latin1').toString('latin1')

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!

async function timed (app: FastifyInstance, options: InjectOptions): Promise<number> {
  const start = process.hrtime.bigint()
  await app.inject(options)
  return Number(process.hrtime.bigint() - start) / 1e6
}

function routed (app: FastifyInstance): FastifyInstance {
  app.put('/', async () => 'body')
  app.get('/', async () => 'body')
  return app
}

const bare = routed(Fastify())
// What the plugin answers is compared with the cheapest that Fastify has, not with its 404.
bare.options('*', (_request, reply) => { reply.code(204).send() })
const guarded = Fastify()
guarded.register(corsPlugin, { origins: [A, 'https://*.a.test:*', 'http://localhost:*'], allowedHeaders: ['X-H'] })
routed(guarded)

/** What the plugin adds, in milliseconds: to a normal request and to one with junk in one of its fields. */
async function added (field: string, headers: Record<string, string>, junk: string) {
  const readings = { bare: [], guarded: [], bareHostile: [], guardedHostile: [] } as Record<string, number[]>
  const options = (value: string): InjectOptions => ({
    method: ACRM in headers ? 'OPTIONS' : 'GET', url: '/', headers: { ...headers, [field]: fresh(value) }
  })
  for (let round = 0; round < ROUNDS; round++) {
    readings['bare']!.push(await timed(bare, options(headers[field]!)))
    readings['guarded']!.push(await timed(guarded, options(headers[field]!)))
    readings['bareHostile']!.push(await timed(bare, options(junk)))
    readings['guardedHostile']!.push(await timed(guarded, options(junk)))
  }
  return {
    normal: median(readings['guarded']!) - median(readings['bare']!),
    hostile: median(readings['guardedHostile']!) - median(readings['bareHostile']!)
  }
}

for (const [field, headers] of REQUESTS) {
  const what = ACRM in headers ? 'a preflight' : 'a request'
  t.test(`junk in ${field} of ${what} costs no more than a normal value`, async (t) => {
    for (const [what, make] of JUNK) {
      const junk = make()
      let limit = SLACK
      let hostile = Infinity
      for (let attempt = 0; attempt < ATTEMPTS && hostile > limit; attempt++) {
        const measured = await added(field, headers, junk)
        limit = Math.max(limit, 5 * measured.normal + SLACK)
        hostile = Math.min(hostile, measured.hostile)
      }
      t.ok(hostile <= limit, `${what}: ${hostile.toFixed(3)} ms added, at most ${limit.toFixed(3)}`)
    }
  })
}

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

t.test('15 KB of junk on a socket is answered like a normal value', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, { origins: [A, 'https://*.a.test'] })
  app.put('/', async () => '')
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const fields = [['Origin', 403], ['Access-Control-Request-Method', 204], ['Access-Control-Request-Headers', 204]] as const
  for (const junk of [','.repeat(15_000), `x${' '.repeat(15_000)}x`, 'a'.repeat(15_000), 'x,'.repeat(7_500)]) {
    for (const [field, status] of fields) {
      const head = { Origin: A, 'Access-Control-Request-Method': 'PUT', [field]: junk }
      const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`).join('')
      const text = await exchange(port, `OPTIONS / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n${lines}\r\n`)
      t.equal(text.slice(0, 12), `HTTP/1.1 ${status}`, field)
      t.ok(text.length < 1000, 'and none of it comes back')
    }
  }
})
