/**
 * Documents are replaced while clients send requests over sockets: every response follows the document from before or from after, and
 * none is a mixture of both; nothing of a document stays in memory. Nothing else may run in the process meanwhile, because it measures the heap.
 */
import { once } from 'node:events'
import { Agent, request as send, type IncomingHttpHeaders } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { listening } from '../../listening.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { heldBytes, leastLeft } from './heap.ts'

const [REPLACEMENTS, REQUESTS] = isLong ? [1_000, 200_000] : [20, 2_000]
const CONNECTIONS = 8

/** Bytes that may be held after a round: code that was compiled meanwhile, and much less than the documents of the round. */
const LITTLE = 1_500_000

const BOTH = 'https://both.test'
const SOMETIMES = 'https://sometimes.test'

/** Every header of a response tells the number of the document. Only even ones have credentials, PATCH and a second origin. */
function documentOf (number: number): CorsPolicyDocument {
  const isEven = number % 2 === 0
  const policy = {
    origins: isEven ? [BOTH, SOMETIMES] : [BOTH],
    credentials: isEven,
    methods: isEven ? ['GET', 'PATCH'] : ['GET', 'PUT'],
    allowedHeaders: [`X-Allowed-${number}`],
    exposedHeaders: [`X-Exposed-${number}`],
    maxAge: number
  }
  return { ...policy, policies: { other: policy }, routes: { '/other': 'other' } }
}

/** The number of the document that a response follows; undefined if it allows nothing. @throws Error for a mixture */
function numberIn (headers: IncomingHttpHeaders, isPreflight: boolean): number | undefined {
  if (headers['access-control-allow-origin'] === undefined) {
    for (const name of Object.keys(headers)) if (name.startsWith('access-control-')) throw new Error(`${name} without an origin`)
    return undefined
  }
  const number = Number(/\d+$/.exec(String(headers[isPreflight ? 'access-control-allow-headers' : 'access-control-expose-headers']))![0])
  const isEven = number % 2 === 0
  const expected = {
    'access-control-allow-credentials': isEven ? 'true' : undefined,
    'access-control-allow-methods': isPreflight ? (isEven ? 'GET, PATCH' : 'GET, PUT') : undefined,
    'access-control-max-age': isPreflight ? String(number) : undefined
  }
  for (const [name, value] of Object.entries(expected)) {
    if (headers[name] !== value) throw new Error(`${name}: ${headers[name]} with document ${number}`)
  }
  if (headers['access-control-allow-origin'] === SOMETIMES && !isEven) throw new Error(`${SOMETIMES} with document ${number}`)
  return number
}

async function exchange (port: number, agent: Agent, method: string, path: string, headers: Readonly<Record<string, string>>): Promise<IncomingHttpHeaders> {
  const request = send({ port, agent, method, path, headers, host: '127.0.0.1' }).end()
  const [response] = await once(request, 'response')
  response.resume()
  await once(response, 'end')
  return response.headers
}

/** The last document that is certainly in place, and the last one that may be. */
const state = { certain: 0, possible: 0, requests: 0 }

async function client (port: number, last: number, faults: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  while (state.requests < last) {
    const turn = state.requests++
    const isPreflight = turn % 2 === 0
    const origin = turn % 3 === 0 ? SOMETIMES : BOTH
    const from = state.certain
    const headers = await exchange(port, agent, isPreflight ? 'OPTIONS' : 'GET', turn % 5 === 0 ? '/other' : '/', {
      origin, ...(isPreflight && { 'access-control-request-method': 'GET' })
    })
    const to = state.possible
    try {
      const number = numberIn(headers, isPreflight)
      const isTrue = number === undefined
        // An odd document was possible.
        ? origin === SOMETIMES && (to > from || from % 2 === 1)
        : number >= from && number <= to
      if (!isTrue) faults.push(`document ${number} from ${from} to ${to} for ${origin}`)
    } catch (error) {
      faults.push(String(error))
    }
  }
  agent.destroy()
}

async function round (app: FastifyInstance, port: number, replacements: number, requests: number): Promise<string[]> {
  const faults: string[] = []
  const [first, firstDocument] = [state.requests, state.certain]
  const clients = Array.from({ length: CONNECTIONS }, () => client(port, first + requests, faults))
  for (let i = 1; i <= replacements; i++) {
    while (state.requests < first + requests * i / (replacements + 1)) await new Promise(setImmediate)
    state.possible = firstDocument + i
    await app.cors.replace(documentOf(state.possible))
    state.certain = state.possible
  }
  await Promise.all(clients)
  return faults
}

t.test(`each of ${REQUESTS} requests has one document, among ${REPLACEMENTS} replacements`, async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { ...documentOf(0), lint: 'off' })
  for (const url of ['/', '/other']) {
    app.get(url, async () => 'fine')
    app.patch(url, async () => 'fine')
    app.put(url, async () => 'fine')
  }
  const { port } = await listening(app, { t })
  t.strictSame(await round(app, port, 5, 500), [], 'warm-up')
  const growth = await leastLeft(LITTLE, async () => {
    const held = await heldBytes()
    const faults = await round(app, port, REPLACEMENTS, REQUESTS)
    t.strictSame(faults.slice(0, 5), [])
    return await heldBytes() - held
  })
  t.ok(growth < LITTLE, `${growth} bytes are held`)
  t.equal(app.cors.status().registrations[0]!.version, state.certain + 1)
})

t.test('a mixture is found', async (t) => {
  const headers = { 'access-control-allow-origin': BOTH, 'access-control-expose-headers': 'x-exposed-4', 'access-control-allow-credentials': 'true' }
  t.equal(numberIn(headers, false), 4)
  t.equal(numberIn({}, false), undefined)
  for (const wrong of [
    { 'access-control-expose-headers': 'x-exposed-5' }, { 'access-control-allow-credentials': undefined }, { 'access-control-allow-origin': undefined }
  ]) t.throws(() => numberIn({ ...headers, ...wrong }, false), JSON.stringify(wrong))
})
