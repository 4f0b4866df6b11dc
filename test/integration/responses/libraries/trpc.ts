/** @trpc/server with its adapter for Fastify: queries, mutations, errors, batches and event streams. */
import { TRPCError, initTRPC } from '@trpc/server'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { posted, type Library } from './library.ts'

const { router, procedure } = initTRPC.create({ isDev: false })

const appRouter = router({
  greet: procedure.query(() => 'hello'),
  change: procedure.mutation(() => 'changed'),
  secret: procedure.query((): string => { throw new TRPCError({ code: 'UNAUTHORIZED' }) }),
  broken: procedure.query((): string => { throw new Error('broken') }),
  events: procedure.subscription(async function * () { yield 'hello' })
})

const OPTIONS = { router: appRouter, onError () {} }

const VARY = 'vary: trpc-accept, accept'

const notOverHttp2 = 'It sets `transfer-encoding`, which HTTP/2 does not have.'

/** @param own  CORS headers of the application itself */
const exchanges = (own: readonly string[]): Library['exchanges'] => [
  { name: 'a query', asked: { url: '/trpc/greet' }, status: 200, shows: /hello/ },
  { name: 'a mutation', asked: posted('/trpc/change', {}), status: 200, shows: /changed/ },
  { name: 'a batch', asked: { url: '/trpc/greet,greet?batch=1' }, status: 200, shows: /hello.*hello/ },
  {
    name: 'a batch as a stream of lines',
    asked: { url: '/trpc/greet?batch=1', headers: { 'trpc-accept': 'application/jsonl' } },
    status: 200,
    shows: /hello/,
    notOverHttp2
  },
  { name: 'an event stream', asked: { url: '/trpc/events', headers: { accept: 'text/event-stream' } }, status: 200, shows: /event-stream.*hello/ },
  { name: 'an unauthorized query', asked: { url: '/trpc/secret' }, status: 401, shows: /-32001/ },
  { name: 'a query that fails', asked: { url: '/trpc/broken' }, status: 500, shows: /-32603/ },
  { name: 'an unknown procedure', asked: { url: '/trpc/nothing' }, status: 404, shows: /-32004/ },
  { name: 'a method that is not supported', asked: posted('/trpc/greet', {}), status: 405, shows: /-32005/ }
].map((exchange) => ({ ...exchange, foreign: [...own, VARY] }))

export const trpc: Library = {
  name: '@trpc/server',
  register (app) {
    app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: OPTIONS })
  },
  exchanges: exchanges([])
}

const responseMeta = () => ({ headers: new Headers({ 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }) })

export const openTrpc: Library = {
  name: '@trpc/server with CORS headers in responseMeta',
  register (app) {
    app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: { ...OPTIONS, responseMeta } })
  },
  exchanges: exchanges(['access-control-allow-headers: *', 'access-control-allow-origin: *'])
}
