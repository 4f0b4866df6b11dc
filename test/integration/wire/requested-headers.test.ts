/** Proxies can rewrite the list of requested headers in a preflight. Whatever they make of it, the response is the same. */
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import { corsLinesOf, exchange, responsesIn, type RawResponse } from './raw-exchange.ts'

const APP = 'https://app.test'
const NAME = 'Access-Control-Request-Headers'

const app = Fastify({ forceCloseConnections: true })
app.register(cors, { origins: [APP], credentials: true, allowedHeaders: ['X-A', 'X-B'], maxAge: 60 })
app.put('/target', async () => ({ done: true }))
const { port } = await listening(app, { t })

/** The response to a preflight with these lines for the requested headers. */
async function responseTo (origin: string, lines: readonly string[]): Promise<RawResponse> {
  const head = [
    'OPTIONS /target HTTP/1.1', 'Host: api.test', 'Connection: close', `Origin: ${origin}`,
    'Access-Control-Request-Method: PUT', ...lines
  ]
  const [response] = responsesIn(await exchange(port, `${head.join('\r\n')}\r\n\r\n`))
  return response!
}

/** The whole response, except its time. */
const withoutDate = ({ lines, ...rest }: RawResponse) =>
  ({ ...rest, lines: lines.filter(([name]) => name !== 'Date') })

/** As browsers send it: sorted, in lower case, without spaces. */
const CANONICAL = [`${NAME}: x-a,x-b`]

const ALTERED: ReadonlyArray<readonly [what: string, lines: readonly string[]]> = [
  ['in upper case', [`${NAME}: X-A,X-B`]],
  ['under a name in upper case', [`${NAME.toUpperCase()}: x-a,x-b`]],
  ['with a space after each comma', [`${NAME}: x-a, x-b`]],
  ['with tabs and spaces around each comma', [`${NAME}: x-a \t,\t x-b`]],
  ['in two lines', [`${NAME}: x-a`, `${NAME}: x-b`]],
  ['in two lines with others between', [`${NAME}: x-a`, 'Via: 1.1 proxy', `${NAME}: x-b`]],
  ['with duplicates', [`${NAME}: x-a,x-b,x-a`]],
  ['with duplicates in two lines', [...CANONICAL, ...CANONICAL]],
  ['in another order', [`${NAME}: x-b,x-a`]],
  ['with empty members', [`${NAME}: ,x-a,,x-b,`]],
  ['as an empty list', [`${NAME}:`]],
  ['not at all', []],
  ['with a name that the policy does not list', [`${NAME}: x-a,x-b,x-c`]],
  ['with texts that are not header names', [`${NAME}: x a,"x-b",@`]]
]

t.test('the response to a preflight lists the headers of the policy', async (t) => {
  const response = await responseTo(APP, CANONICAL)
  t.equal(response.status, 204)
  t.strictSame(corsLinesOf(response), [
    'access-control-allow-credentials: true',
    'access-control-allow-headers: x-a, x-b',
    'access-control-allow-methods: PUT',
    `access-control-allow-origin: ${APP}`,
    'access-control-max-age: 60',
    'vary: Origin'
  ])
})

for (const [what, lines] of ALTERED) {
  t.test(`the response to a preflight is the same, byte by byte, if the requested headers arrive ${what}`, async (t) => {
    for (const origin of [APP, 'https://other.test']) {
      const canonical = await responseTo(origin, CANONICAL)
      t.strictSame(withoutDate(await responseTo(origin, lines)), withoutDate(canonical), origin)
    }
  })
}
