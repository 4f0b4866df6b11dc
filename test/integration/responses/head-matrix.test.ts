/**
 * Every kind of response × every way to name the headers of the policy in it × HTTP/1.1, HTTP/2 and `inject` × an origin that is
 * allowed, one that is not, and none: the head has exactly the headers of the policy, and the rest is as without the plugin. Unless the
 * run is long, each response has one of the origins and one of the protocols, the next response another protocol.
 */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { overHttp1, overHttp2, overInject, type Answer, type Ask } from './exchange.ts'
import { GIVEN, GIVEN_HEADER, mergedVary, varyOf, type Given } from './given-headers.ts'
import { KINDS, type Kind } from './head-kinds.ts'
import { isLong } from '../../unit/properties/seed.ts'

const A = 'https://a.test'
const OF_LIST = ['access-control-allow-credentials: true', `access-control-allow-origin: ${A}`, 'access-control-expose-headers: x-e']
const OF_EVERYONE = ['access-control-allow-origin: *', 'access-control-expose-headers: x-e']

/** The prefix of the policy, the origin of the request, and the lines of the protocol. */
const ASKERS: ReadonlyArray<readonly [prefix: string, origin: string | undefined, lines: readonly string[]]> = [
  ['/list', A, OF_LIST],
  ['/list', 'https://untrusted.test', []],
  ['/list', undefined, []],
  ['/everyone', 'https://untrusted.test', OF_EVERYONE]
]

/** The header of a request that says for which row the hooks before the plugin run. */
const KIND_HEADER = 'x-kind'

/** One application with all kinds, under each policy; or under one prefix, without the plugin. */
function applicationOf (isGoverned: boolean, http2: boolean): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, ...http2 ? { http2 } : {} } as {})
  app.addHook('onRequest', (request, reply, done) => {
    const hook = KINDS[Number(request.headers[KIND_HEADER])]!.early?.onRequest
    if (hook === undefined) done()
    else hook(request, reply, done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const hook = KINDS[Number(request.headers[KIND_HEADER])]!.early?.onSend
    if (hook === undefined) done(null, payload)
    else hook(request, reply, () => { done(null, payload) })
  })
  if (isGoverned) app.register(corsPlugin, { origins: [A], credentials: true, exposedHeaders: ['X-E'], lint: 'off' })
  for (const prefix of isGoverned ? ['/list', '/everyone'] : ['/list']) {
    app.register(async (scope) => {
      if (isGoverned && prefix === '/everyone') scope.register(corsPlugin, { origins: '*', exposedHeaders: ['X-E'], lint: 'off' })
      for (const [i, { declare }] of KINDS.entries()) scope.register(async (inner) => { declare(inner) }, { prefix: `/${i}` })
    }, { prefix })
  }
  return app
}

const urlOf = (prefix: string, kind: Kind): string => `${prefix}/${KINDS.indexOf(kind)}${kind.url ?? '/'}`

function requestOf (prefix: string, kind: Kind, given: number, origin: string | undefined) {
  return {
    url: urlOf(prefix, kind),
    headers: { [KIND_HEADER]: String(KINDS.indexOf(kind)), [GIVEN_HEADER]: String(given), ...origin === undefined ? {} : { origin } }
  }
}

/** What is wrong with a response, if anything. */
function faultsOf (answer: Answer, plain: Answer | undefined, given: Given, lines: readonly string[], prefix: string): unknown[] {
  const vary = answer.lines.filter((line) => line.startsWith('vary: '))
  // Without a value of its own, the policy leaves `Vary` alone.
  const [found, expected] = prefix === '/list'
    ? [answer.lines, [...lines, `vary: ${mergedVary(given, 'Origin')}`]]
    : [[...answer.lines.filter((line) => !vary.includes(line)), ...varyOf([['vary', vary.map((line) => line.slice('vary: '.length))]]).sort()], [...lines, ...varyOf(given).sort()]]
  const faults: unknown[] = []
  if (JSON.stringify(found) !== JSON.stringify(expected)) faults.push({ found, expected })
  if (answer.headers['x-own'] !== '1') faults.push('A header of the application is missing.')
  if (!answer.isComplete) faults.push('The response is not complete.')
  if (plain !== undefined && (plain.status !== answer.status || plain.body !== answer.body)) faults.push({ found: answer, expected: plain })
  return faults
}

/** The headers of the protocol that other code names. Without the plugin they are sent; otherwise a row would show nothing. */
const namesIn = (given: Given): string[] => given.map(([name]) => name.toLowerCase()).filter((name) => name !== 'x-own')

type Tap = Pick<typeof t, 'teardown'>
type Connected = (t: Tap, app: FastifyInstance) => Promise<Ask>

/** With the plugin and without it. */
type Both = readonly [governed: FastifyInstance, plain: FastifyInstance]
const bothOf = (http2: boolean): Both => [applicationOf(true, http2), applicationOf(false, http2)]

/** Who asks for a kind of response with some headers, by their numbers and that of the protocol. */
function askersOf (kind: number, given: number, protocol: number): typeof ASKERS {
  if (isLong) return ASKERS
  // The protocols share the rows.
  const row = kind + given
  return row % PROTOCOLS.length === protocol ? [ASKERS[Math.floor(row / PROTOCOLS.length) % ASKERS.length]!] : []
}

// Requests over HTTP/1.1 and by `inject` share the applications, which close at the end of the file.
const ofHttp1 = bothOf(false)

const PROTOCOLS: ReadonlyArray<readonly [name: string, connected: Connected, applications: Both]> = [
  ['HTTP/1.1', (_t, app) => overHttp1(t, app, true), ofHttp1], ['HTTP/2', overHttp2, bothOf(true)], ['inject', (_t, app) => overInject(t, app), ofHttp1]
]

for (const [p, [protocol, connected, [governed, bare]]] of PROTOCOLS.entries()) {
  t.test(`every kind of response over ${protocol} has the headers of the policy, and no others`, async (t) => {
    const http2 = protocol === 'HTTP/2'
    const ask = await connected(t, governed)
    const askPlain = await connected(t, bare)
    for (const [k, kind] of KINDS.entries()) {
      if (http2 && kind.isHttp1Only === true) continue
      const wrong = await Promise.all(GIVEN.map(async ([name, given], i) => {
        const askers = askersOf(k, i, p)
        if (askers.length === 0) return []
        const plain = kind.isPlain === false ? undefined : await askPlain(requestOf('/list', kind, i, A))
        const missing = plain === undefined ? [] : namesIn(given).filter((name) => !plain.lines.some((line) => line.startsWith(name)))
        const faults = await Promise.all(askers.map(async ([prefix, origin, lines]) => {
          const found = faultsOf(await ask(requestOf(prefix, kind, i, origin)), plain, given, lines, prefix)
          return found.length === 0 ? [] : [{ headers: name, prefix, origin, found }]
        }))
        return [...missing.map((missing) => ({ headers: name, missing })), ...faults.flat()]
      }))
      t.strictSame(wrong.flat(), [], kind.name)
    }
  })
}
