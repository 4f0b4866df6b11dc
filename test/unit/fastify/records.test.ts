/** What is read of Fastify's own records: routes, not-found handlers, options. */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { hookNames, listRoutes } from '../../../lib/fastify/route-list.ts'
import { matchOptionsOf } from '../../../lib/fastify/match-options.ts'
import { listNotFoundHandlers } from '../../../lib/routes/not-found.ts'

const config = {}
const server = {}
const constraints = {}

/** A Fastify that prints one route, in whose place `store` stands. */
const printing = (store: object | null) => ({
  supportedMethods: ['GET'],
  printRoutes (options: { buildPrettyMeta: (record: object) => object }) {
    return JSON.stringify(options.buildPrettyMeta({ method: 'GET', path: '/', opts: { constraints }, store }))
  }
}) as unknown as FastifyInstance

t.test('listRoutes returns a complete list or undefined', async (t) => {
  for (const store of [null, {}, { config }, { server }]) t.equal(listRoutes(printing(store)), undefined)
  t.strictSame(listRoutes(printing({ config, server })), [{ method: 'GET', pattern: '/', constraints, config, server, context: { config, server } }])
})

t.test('hookNames returns the original names of hooks', async (t) => {
  const onRequest = [{ name: 'bound check' }, { name: 'check' }, { name: 'is bound to' }, { name: '' }]
  t.strictSame(hookNames(listRoutes(printing({ config, server, onRequest }))?.[0]?.context, 'onRequest'), ['check', 'check', 'is bound to', ''])
  t.strictSame(hookNames({ onRequest: null }, 'onRequest'), [])
  t.strictSame(hookNames(undefined, 'preHandler'), [])
})

t.test('matchOptionsOf reads an option from both places of the configuration', async (t) => {
  const caseSensitive = (initialConfig: object) => matchOptionsOf({ initialConfig } as FastifyInstance).caseSensitive
  t.equal(caseSensitive({ caseSensitive: true, routerOptions: { caseSensitive: false } }), false)
  t.equal(caseSensitive({ caseSensitive: false, routerOptions: { caseSensitive: true } }), false)
  t.equal(caseSensitive({ caseSensitive: true, routerOptions: { caseSensitive: true } }), true)
})

t.test('listNotFoundHandlers lists each handler once, outermost first', async (t) => {
  const key = Symbol('fastify.404ContextKey')
  const level = (parent: object | null, prefix: string, context?: object) =>
    Object.assign(Object.create(parent) as object, { register: () => {}, prefix }, context && { [key]: context }) as unknown as FastifyInstance
  const root = level(Object.create(null) as object, '', { server })
  const named = { server, config: { cors: 'named' } }
  const long = level(root, '/long/prefix', named)
  const inner = level(long, '/long/prefix')
  const plain = { server, config: {} }
  const short = level(root, '/short', plain)
  t.strictSame(listNotFoundHandlers([inner, long, short, root]), [
    { prefix: '', server, cors: undefined, config: undefined, context: { server } },
    { prefix: '/short', server, cors: undefined, config: plain.config, context: plain },
    { prefix: '/long/prefix', server, cors: 'named', config: named.config, context: named }
  ])
})
