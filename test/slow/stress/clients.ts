/** Clients of every manner: patient, in a hurry, slow, and gone before the response is there. */
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Random } from '../../unit/properties/seeded-random.ts'
import { corsLinesOf } from '../../integration/wire/raw-exchange.ts'
import { randomAsk, type Ask } from './random-requests.ts'
import { takeResponse } from './responses.ts'

/** Responses that were compared with what they must be, and those that differ. */
export interface Tally {
  responses: number
  readonly wrong: string[]
}

/** Milliseconds without a byte. */
const PATIENCE = 120_000

/** An ask whose connection lives on. */
function lasting (random: Random): Ask {
  for (;;) {
    const ask = randomAsk(random)
    if (ask.ends === undefined) return ask
  }
}

const several = (random: Random, most: number) => Array.from({ length: 1 + random.int(most) }, () => lasting(random))

function open (port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => { resolve(socket) })
    socket.setTimeout(PATIENCE, () => { socket.destroy(new Error('no response')) })
    socket.once('error', reject)
  })
}

/** Reads the responses to the asks in their order; resolves when the last one is there or the connection has closed. */
function responsesTo (socket: Socket, asks: readonly Ask[], tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    let next = 0
    const take = () => {
      while (next < asks.length) {
        const ask = asks[next]!
        const taken = takeResponse(text, () => ask.method === 'HEAD')
        if (taken === undefined || (taken.length === undefined && ask.ends !== 'within')) return
        compare(ask, taken, tally)
        next++
        text = text.slice(taken.length ?? text.length)
      }
      socket.off('data', read).off('close', closed)
      resolve()
    }
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      try { take() } catch (error) { reject(new Error('the response cannot be read', { cause: error })) }
    }
    const closed = () => {
      if (next < asks.length) tally.wrong.push(`no response to ${JSON.stringify(asks[next]!.bytes)}`)
      resolve()
    }
    if (socket.destroyed) closed()
    else socket.on('data', read).on('close', closed)
  })
}

function compare ({ bytes, expected }: Ask, taken: Parameters<typeof corsLinesOf>[0], tally: Tally): void {
  tally.responses++
  const given = { status: taken.status, lines: corsLinesOf(taken) }
  if (JSON.stringify(given) === JSON.stringify(expected)) return
  tally.wrong.push(`${JSON.stringify(bytes)} got ${JSON.stringify(given)}, not ${JSON.stringify(expected)}`)
}

type Client = (port: number, random: Random, tally: Tally) => Promise<void>

/** One request after the other on one connection. */
const patient: Client = async (port, random, tally) => {
  const socket = await open(port)
  for (const ask of several(random, 8)) {
    socket.write(ask.bytes, 'latin1')
    await responsesTo(socket, [ask], tally)
  }
  socket.end()
}

/** All requests at once, in pieces that end anywhere. */
const pipelining: Client = async (port, random, tally) => {
  const socket = await open(port)
  const asks = several(random, 12)
  const responses = responsesTo(socket, asks, tally)
  for (let rest = asks.map(({ bytes }) => bytes).join(''); rest !== '';) {
    const length = random.chance(0.5) ? rest.length : 1 + random.int(rest.length)
    socket.write(rest.slice(0, length), 'latin1')
    rest = rest.slice(length)
    if (random.chance(0.5)) await nextTurn()
  }
  await responses
  socket.end()
}

/** Byte by byte. */
const slow: Client = async (port, random, tally) => {
  const socket = await open(port)
  const ask = lasting(random)
  const response = responsesTo(socket, [ask], tally)
  for (const byte of ask.bytes) {
    socket.write(byte, 'latin1')
    await nextTurn()
  }
  await response
  socket.end()
}

/** Gone before the request is complete, or before its response. */
const gone: Client = async (port, random) => {
  const socket = await open(port)
  socket.on('error', () => {})
  const { bytes } = randomAsk(random)
  socket.write(bytes.slice(0, random.chance(0.3) ? bytes.length : random.int(bytes.length)), 'latin1')
  for (let turns = random.int(4); turns > 0; turns--) await nextTurn()
  if (random.chance(0.5)) socket.resetAndDestroy()
  else socket.destroy()
}

/** Gone as soon as the response begins. */
const cutting: Client = async (port, random) => {
  const socket = await open(port)
  const url = random.pick(['/stream', '/breaks', '/nested/x', '/late'])
  socket.write(`GET ${url} HTTP/1.1\r\nHost: api.test\r\nOrigin: https://a.test\r\n\r\n`.repeat(1 + random.int(5)))
  await new Promise((resolve) => { socket.on('error', () => {}).once('data', resolve).once('close', resolve) })
  socket.resetAndDestroy()
}

/** The response after which the server closes, or in the middle of which: it has the headers that it must have. */
const disappointed: Client = async (port, random, tally) => {
  const socket = await open(port)
  let ask = randomAsk(random)
  while (ask.ends === undefined) ask = randomAsk(random)
  socket.on('error', () => {})
  const response = responsesTo(socket, [ask], tally)
  socket.write(ask.bytes, 'latin1')
  await response
  socket.destroy()
}

const MALFORMED = [
  'BREW / HTTP/1.1\r\nHost: x\r\nOrigin: https://a.test\r\n\r\n', 'GET / HTTP/1.1\r\nOrigin: https://a.test\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nOrigin: https://a\0.test\r\n\r\n', '\x16\x03\x01\x02\0\x01\0', 'GET / HTTP/9.9\r\n\r\n',
  'POST /items/7 HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nOrigin: ${'o'.repeat(20_000)}\r\n\r\n`
]

/** What Node's parser refuses reaches no hook, and gets nothing of the protocol. */
const malformed: Client = async (port, random, tally) => {
  const socket = await open(port)
  const bytes = random.pick(MALFORMED)
  let text = ''
  await new Promise((resolve) => {
    socket.on('error', () => {}).on('data', (chunk) => { text += chunk.toString('latin1') }).once('close', resolve)
    socket.write(bytes, 'latin1')
  })
  tally.responses++
  // The response to what is too long may be lost, as the server closes before it has read all.
  if (/^HTTP\/1\.1 4\d\d /.test(text) ? /^(?:access-control-|vary:)/im.test(text) : bytes.length < 20_000) {
    tally.wrong.push(`${JSON.stringify(bytes.slice(0, 100))} got ${JSON.stringify(text)}`)
  }
}

const CLIENTS: readonly Client[] = [
  patient, patient, patient, pipelining, pipelining, slow, gone, gone, cutting, disappointed, malformed
]

/** Lets clients come and go until so many have been served, a number of them at any time. */
export async function serve (port: number, source: (n: number) => Random, count: number, atOnce: number): Promise<Tally> {
  const tally: Tally = { responses: 0, wrong: [] }
  let started = 0
  const work = async () => {
    while (started < count) {
      const n = started++
      const random = source(n)
      const before = tally.wrong.length
      await random.pick(CLIENTS)(port, random, tally)
      for (let i = before; i < tally.wrong.length; i++) tally.wrong[i] = `client ${n}: ${tally.wrong[i]}`
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return tally
}
