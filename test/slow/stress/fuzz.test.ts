/** Hostile bytes on sockets: the server outlives them, and whatever it takes for a request has the response of its policy. */
import { METHODS } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { SEED, countOf } from '../../unit/properties/seed.ts'
import { random } from '../../unit/properties/seeded-random.ts'
import { corsLinesOf, type RawResponse } from '../../integration/wire/raw-exchange.ts'
import { seenOf, start, type Seen } from './application.ts'
import { hostileBytes } from './hostile.ts'
import { actual, preflight, routeOf, type Expected } from './oracle.ts'
import { takeResponse } from './responses.ts'

const CASES = countOf('CASES', 200, 300_000)
const AT_ONCE = 50

/** Milliseconds without a byte, after which a client that may have sent half a request asks whether the server has time. */
const SILENCE = 100

/** Ends a connection, where the bytes before it ended a request. */
const LAST = 'GET /json HTTP/1.1\r\nHost: last.test\r\nConnection: close\r\n\r\n'

const { app, port } = await start()
t.teardown(() => app.close())

const troubles: unknown[] = []
for (const event of ['uncaughtException', 'unhandledRejection', 'warning']) {
  process.on(event, (trouble) => { troubles.push(event, trouble) })
}

const CONTROL = LAST.replace('Connection', 'Origin: https://a.test\r\nConnection')

/**
 * What comes back until the server closes or nothing comes any more: later connections had their responses, and this one had none. A fixed time
 * would be too short on a busy machine.
 *
 * @param isLast  whether the bytes end the connection, so that its end comes
 */
function bytesFor (bytes: string, isLast: boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => { socket.write(Buffer.from(bytes, 'latin1')) })
    const giveUp = async () => {
      for (let length = -1; length !== text.length;) {
        length = text.length
        for (let i = 0; i < 3; i++) await bytesFor(CONTROL, true)
      }
      socket.destroy()
    }
    socket.setEncoding('latin1')
    if (!isLast) socket.setTimeout(SILENCE).once('timeout', giveUp)
    socket.on('data', (chunk) => { text += String(chunk) }).on('error', () => {}).on('close', () => { resolve(text) })
  })
}

function responsesIn (text: string): RawResponse[] {
  const responses: RawResponse[] = []
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n') + 4
    // Where no hook has told the method, what follows tells whether there is a body.
    const taken = takeResponse(rest, (response) => {
      const seen = seenOf(response)
      return seen === undefined ? rest.startsWith('HTTP/1.1 ', end) : seen.method === 'HEAD'
    })
    if (taken === undefined) break
    responses.push(taken)
    if (taken.length === undefined) break
    rest = rest.slice(taken.length)
  }
  return responses
}

const isPreflight = ({ method, origin, requestMethod }: Seen) =>
  method === 'OPTIONS' && origin !== undefined && requestMethod !== undefined

/** Learns from the actual request of a preflight which responses to it are right. */
async function rightResponsesTo ({ url, host, origin, requestMethod }: Seen): Promise<Expected[]> {
  const canBeSent = METHODS.includes(requestMethod!) && requestMethod !== 'CONNECT'
  // A method of which nobody has a route.
  const method = canBeSent ? requestMethod! : 'ACL'
  const head = host === undefined ? 'HTTP/1.0\r\n' : `HTTP/1.1\r\nHost: ${host}\r\n`
  const [response] = responsesIn(await bytesFor(`${method} ${url} ${head}Content-Length: 0\r\nConnection: close\r\n\r\n`, true))
  const requested = seenOf(response!)
  // No hook runs, so that no page could read the response.
  if (requested === undefined) return [{ status: 403, lines: ['vary: Origin'] }]
  const route = routeOf(method, requested.pattern)
  if (route !== undefined) return [preflight(route, requested.pattern, origin!)]
  // The URL may have other methods or none.
  return [preflight(undefined, undefined, origin!), preflight(undefined, '/json', origin!)]
}

/** How often what was seen, lest the bytes are never right enough to be taken for a request. */
const seenTimes = { nothing: 0, refusedByNode: 0, allowed: 0, notAdmitted: 0, approved: 0, refused: 0, passedOn: 0 }

/** What is wrong with a response. */
async function faultOf (response: RawResponse): Promise<string | undefined> {
  const given = { status: response.status, lines: corsLinesOf(response) }
  const seen = seenOf(response)
  if (seen === undefined) {
    seenTimes.refusedByNode++
    return given.status >= 400 && given.status < 500 && given.lines.length === 0
      ? undefined
      : `no hook has run, and the response is ${JSON.stringify(given)}`
  }
  const route = routeOf(seen.method, seen.pattern)
  const right = isPreflight(seen) ? await rightResponsesTo(seen) : [actual(route, seen.origin, seen.site)]
  count(isPreflight(seen), given)
  const isRight = right.some((expected) => JSON.stringify(expected.lines) === JSON.stringify(given.lines) &&
    (expected.status === given.status || (BODY_ERRORS.has(given.status) && !SENT_AT_ONCE.has(expected.status))))
  if (isRight) return undefined
  return `${JSON.stringify(seen)} got ${JSON.stringify(given)}, not ${right.map((expected) => JSON.stringify(expected)).join(' or ')}`
}

/** How Fastify responds before the handler to a body that it cannot read. */
const BODY_ERRORS: ReadonlySet<number> = new Set([400, 413, 415])

/** How the plugin responds before a body is read. */
const SENT_AT_ONCE: ReadonlySet<number> = new Set([204, 403])

function count (isPreflight: boolean, { status, lines }: Expected): void {
  if (isPreflight) seenTimes[status === 204 ? 'approved' : status === 403 ? 'refused' : 'passedOn']++
  else seenTimes[lines.some((line) => line.startsWith('access-control-')) ? 'allowed' : 'notAdmitted']++
}

t.test('whatever bytes are sent, no verdict is wrong and the server goes on', async (t) => {
  const faults: string[] = []
  let next = 0
  const attack = async () => {
    while (next < CASES && faults.length === 0) {
      const n = next++
      const bytes = hostileBytes(random(SEED + n))
      const text = await bytesFor(bytes + LAST, false)
      if (text === '') seenTimes.nothing++
      for (const response of responsesIn(text)) {
        const fault = await faultOf(response)
        if (fault !== undefined) faults.push(`SEED=${SEED + n} CASES=1, ${JSON.stringify(bytes)}: ${fault}`)
      }
      if (n % 50 !== 0) continue
      const [control] = responsesIn(await bytesFor(CONTROL, true))
      if (control?.status !== 200) faults.push(`no response after SEED=${SEED + n}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, attack))
  t.same(faults.slice(0, 3), [])
  t.same(troubles, [])
  const { nothing, ...responses } = seenTimes
  t.comment(`${nothing} without a response`)
  for (const [what, times] of Object.entries(responses)) t.ok(CASES < 600 || times > 0, `${what}: ${times}`)
})
