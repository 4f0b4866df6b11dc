/** Every kind of response carries the policy's fields, each in one line, whatever else was written to it. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { errorRows } from './error-rows.ts'
import { overHttp1, overHttp2, type Ask } from './exchange.ts'
import { foreignRows } from './foreign-rows.ts'
import { rows, type Row } from './rows.ts'
import { webRows } from './web-rows.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { hasHandlerTimeout, hasTrailersOverHttp2, refusesLongParameters } from '../../fastify-facts.ts'

const A = 'https://a.test'
const LIST: CorsPolicyDocument = { origins: [A], credentials: true, exposedHeaders: ['X-E'] }
const EVERYONE: CorsPolicyDocument = { origins: '*', exposedHeaders: ['X-E'] }
const DOCUMENTS: readonly CorsPolicyDocument[] = [LIST, EVERYONE]

const ADMITTED = [
  'access-control-allow-credentials: true', `access-control-allow-origin: ${A}`, 'access-control-expose-headers: x-e'
]
const OPEN = ['access-control-allow-origin: *', 'access-control-expose-headers: x-e']

/** What is registered, who asks, and the lines that they get beside Vary. */
const ASKERS: ReadonlyArray<readonly [document: CorsPolicyDocument, origin: string | undefined, lines: string[]]> = [
  [LIST, A, ADMITTED],
  [LIST, 'https://evil.test', []],
  [LIST, undefined, []],
  [EVERYONE, A, OPEN],
  [EVERYONE, undefined, OPEN]
]

function applicationOf (row: Row, document: CorsPolicyDocument, http2: boolean): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, ...(http2 ? { http2 } : {}) } as {})
  row.before?.(app)
  app.register(corsPlugin, { ...document, lint: 'off' })
  app.after(() => {
    row.after?.(app)
    const { handler } = row
    if (handler !== undefined || row.route !== undefined) app.get('/', row.route ?? {}, handler as never ?? (() => ''))
    else if (row.asked?.url === undefined && row.asked?.method === undefined) app.get('/', () => '')
  })
  return app
}

const PROTOCOLS: ReadonlyArray<readonly [string, (t: Tap, app: FastifyInstance) => Promise<Ask>]> = [
  ['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]
]
type Tap = Pick<typeof t, 'teardown'>

for (const [p, [protocol, connected]] of PROTOCOLS.entries()) {
  for (const [i, row] of [...rows, ...errorRows, ...foreignRows, ...webRows].entries()) {
    // Unless the run is long, a row has one of the documents over HTTP/1.1, and the other one over HTTP/2.
    const documents = isLong ? DOCUMENTS : [DOCUMENTS[(p + i) % DOCUMENTS.length]!]
    const skip = (row.route?.handlerTimeout !== undefined && !hasHandlerTimeout) ||
      (row.hasTrailers === true && protocol === 'HTTP/2' && !hasTrailersOverHttp2)
    t.test(`${row.name}, over ${protocol}`, { skip }, async (t) => {
      const asks = new Map<CorsPolicyDocument, Ask>()
      const [listVary, ...openVary] = row.vary ?? ['Origin']
      for (const [document, origin, lines] of ASKERS.filter(([document]) => documents.includes(document))) {
        const ask = asks.get(document) ?? await connected(t, applicationOf(row, document, protocol === 'HTTP/2'))
        asks.set(document, ask)
        const vary = (document === LIST ? [listVary] : openVary).map((line) => `vary: ${line}`)
        const { asked } = row
        const answer = await ask({
          ...asked, headers: { ...asked?.headers, ...(origin === undefined ? {} : { origin }) }
        })
        t.same([answer.status, answer.lines], [row.status, [...lines, ...vary]], `origin ${origin}`)
        // Over HTTP/2 Fastify ends a broken stream as if it were whole.
        t.equal(answer.isComplete, row.breaksOff !== true || protocol === 'HTTP/2')
        if (row.body !== undefined) t.equal(answer.body, row.body)
      }
    })
  }
}

/** Refused by the router or by Node, in most versions of Fastify before any hook runs. */
const WITHOUT_HOOKS = ['/%zz', '/long/%zz', ...refusesLongParameters ? [`/long/${'l'.repeat(200)}`] : []]

t.test('a response without hooks does not approve a preflight', async (t) => {
  for (const document of DOCUMENTS) {
    const app = Fastify({ forceCloseConnections: true })
    app.register(corsPlugin, document)
    app.get('/long/:parameter', async () => '')
    const ask = await overHttp1(t, app)
    for (const url of WITHOUT_HOOKS) {
      for (const method of ['GET', 'OPTIONS']) {
        const { status, lines } = await ask({
          method, url, headers: { origin: 'https://evil.test', 'access-control-request-method': 'GET' }
        })
        t.ok(status >= 400, `${method} ${url.slice(0, 20)}`)
        t.notOk(lines.includes('access-control-allow-origin: https://evil.test'))
        t.notOk(lines.some((line) => line.startsWith('access-control-allow-credentials')))
      }
    }
  }
})
