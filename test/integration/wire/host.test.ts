/** Routes with host constraints: a preflight gets the policy of the route that the request with the same Host reaches. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import { exchange, responsesIn } from './raw-exchange.ts'

const A = 'https://a.test'

/** Constraints of a route beside which there is one for any host. */
const CONSTRAINTS = ['a.test', 'a.test:80', '', /^a\.test$/, /a/g, /.*/, /^$/, /undefined/]

/** HTTP version and Host lines. */
const HOSTS: ReadonlyArray<readonly [version: string, head: string]> = [
  ['1.1', 'Host: a.test\r\n'],
  ['1.1', 'Host: a.test:80\r\n'],
  ['1.1', 'Host: A.TEST\r\n'],
  ['1.1', 'Host: b.test\r\n'],
  ['1.1', 'Host: a.test\r\nHost: b.test\r\n'],
  ['1.1', 'Host: \xe4\r\n'],
  ['1.1', 'Host:\r\n'],
  ['1.0', '']
]

function constrained (constraint: string | RegExp): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, { origins: [A] })
  const route = { method: 'PUT', url: '/', handler: async () => '' }
  app.route({
    ...route, constraints: { host: constraint }, config: { cors: { maxAge: 1, exposedHeaders: ['x-1'] } }
  })
  app.route({ ...route, config: { cors: { maxAge: 2, exposedHeaders: ['x-2'] } } })
  return app
}

t.test('requests and preflights with the same Host have the same policy', async (t) => {
  for (const constraint of CONSTRAINTS) {
    const { port, close } = await listening(constrained(constraint))
    const valueOf = async (bytes: string, field: string) => {
      const [response] = responsesIn(await exchange(port, bytes))
      return response!.lines.find(([name]) => name === field)?.[1].replace('x-', '')
    }
    for (const [version, host] of HOSTS) {
      const head = `${host}Origin: ${A}\r\nConnection: close\r\n`
      const actual = await valueOf(
        `PUT / HTTP/${version}\r\n${head}Content-Length: 0\r\n\r\n`, 'access-control-expose-headers'
      )
      const preflight = await valueOf(
        `OPTIONS / HTTP/${version}\r\n${head}Access-Control-Request-Method: PUT\r\n\r\n`, 'access-control-max-age'
      )
      t.ok(['1', '2'].includes(actual!))
      t.equal(preflight, actual, `a route for ${String(constraint)}, HTTP/${version} ${JSON.stringify(host)}`)
    }
    await close()
  }
})
