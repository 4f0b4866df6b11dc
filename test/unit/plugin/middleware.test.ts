/** Packages that run middleware: the plugin runs before them, whichever is registered first. */
import express from '@fastify/express'
import middie from '@fastify/middie'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

const A = 'https://a.test'
const POLICY: CorsPluginOptions = { origins: [A], lint: 'off' }

interface Use {
  use (middleware: (request: object, response: { statusCode: number, end (): void }, next: () => void) => void): unknown
}

/** Registers a package with middleware that responds to every request. Counts the requests that it gets. */
async function addMiddleware (app: FastifyInstance, runner: typeof middie | typeof express, counts: { reached: number }): Promise<void> {
  await app.register(runner as typeof middie);
  (app as unknown as Use).use((_request, response) => {
    counts.reached++
    response.statusCode = 401
    response.end()
  })
}

/** The ways to register both, each with the part of the application that has the routes. */
const ORDERS: ReadonlyArray<readonly [name: string, register: (app: FastifyInstance, addRunner: (app: FastifyInstance) => Promise<void>) => unknown]> = [
  ['the plugin first', async (app, addRunner) => {
    await app.register(corsPlugin, POLICY)
    await addRunner(app)
    app.put('/', async () => 'route')
  }],
  ['the middleware first', async (app, addRunner) => {
    await addRunner(app)
    app.put('/', async () => 'route')
    await app.register(corsPlugin, POLICY)
  }],
  ['the middleware first, and a scope between them', async (app, addRunner) => {
    await addRunner(app)
    await app.register(async (inner) => {
      await inner.register(async (innermost) => { innermost.put('/', async () => 'route') })
    })
    await app.register(corsPlugin, POLICY)
  }],
  ['the middleware first, and the plugin in an inner scope', async (app, addRunner) => {
    await addRunner(app)
    await app.register(async (inner) => {
      inner.put('/', async () => 'route')
      await inner.register(corsPlugin, POLICY)
    })
  }]
]

for (const [runnerName, runner] of [['@fastify/middie', middie], ['@fastify/express', express]] as const) {
  for (const [order, register] of ORDERS) {
    t.test(`${runnerName}, ${order}: its responses have the policy, and no preflight reaches it`, async (t) => {
      const app = Fastify()
      const counts = { reached: 0 }
      await register(app, (app) => addMiddleware(app, runner, counts))
      const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: { origin: A, 'access-control-request-method': 'PUT' } })
      t.strictSame([preflight.statusCode, preflight.headers['access-control-allow-origin'], counts.reached], [204, A, 0])
      const { statusCode, headers } = await app.inject({ method: 'PUT', url: '/', headers: { origin: A } })
      t.strictSame([statusCode, headers['access-control-allow-origin'], headers.vary, counts.reached], [401, A, 'Origin', 1])
      t.equal((await app.inject({ method: 'PUT', url: '/' })).headers.vary, 'Origin')
    })
  }
}

t.test('other hooks keep their place, before the plugin or after it', async (t) => {
  const app = Fastify()
  const order: string[] = []
  const note = (name: string): void => { app.addHook('onRequest', async (_request, { raw }) => { order.push(`${name} ${Object.hasOwn(raw, 'writeHead')}`) }) }
  note('first')
  await app.register(middie)
  note('second')
  await app.register(corsPlugin, POLICY)
  note('third')
  app.get('/', async () => '')
  await app.inject('/')
  t.strictSame(order, ['first false', 'second true', 'third true'])
})
