/** Real libraries that write responses, most of them with CORS headers of their own: the policy has the last word, and nothing else changes. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../../lib/index.ts'
import { compareAll, POLICY } from '../comparison.ts'
import { isLong } from '../../../unit/properties/seed.ts'
import { overHttp1, overHttp2 } from '../exchange.ts'
import { apollo } from './apollo.ts'
import { auth } from './auth.ts'
import { betterSse } from './better-sse.ts'
import { compressionInHook, compressionOnMiddie } from './compression.ts'
import { express } from './express.ts'
import { hono } from './hono.ts'
import { httpProxy } from './http-proxy.ts'
import type { Library } from './library.ts'
import { mcp } from './mcp.ts'
import { middie } from './middie.ts'
import { fromUpstream } from './reply-from.ts'
import { sessionOnExpress, sessionOnMiddie } from './session.ts'
import { openTrpc, trpc } from './trpc.ts'

const LIBRARIES: readonly Library[] = [
  mcp, betterSse, middie, express, httpProxy, fromUpstream, trpc, openTrpc, apollo, auth, hono, sessionOnExpress, sessionOnMiddie,
  compressionOnMiddie, compressionInHook
]

const ORDERS = ['plugin first', 'library first'] as const
const PROTOCOLS = [['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]] as const
type Order = typeof ORDERS[number] | 'without the plugin'

async function applicationOf (library: Library, order: Order, http2: boolean): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true, ...(http2 ? { http2 } : {}) } as {})
  if (order === 'plugin first') await app.register(corsPlugin, POLICY)
  await library.register(app)
  if (order === 'library first') await app.register(corsPlugin, POLICY)
  return app
}

for (const [i, library] of LIBRARIES.entries()) {
  // Unless the run is long, each library is over one of the protocols, the next one over the other, and two after each other in one order.
  const some = library.notOverHttp2 === undefined ? i % 2 : 0
  const orders = isLong ? ORDERS : [ORDERS[Math.floor(i / 2) % 2]!]
  for (const [protocol, connected] of isLong ? PROTOCOLS : [PROTOCOLS[some]!]) {
    const isHttp2 = protocol === 'HTTP/2'
    const skip = isHttp2 && library.notOverHttp2 !== undefined ? library.notOverHttp2 : false
    t.test(`${library.name}, over ${protocol}`, { skip }, async (t) => {
      const bare = await connected(t, await applicationOf(library, 'without the plugin', isHttp2))
      for (const order of orders) {
        const ask = await connected(t, await applicationOf(library, order, isHttp2))
        const exchanges = library.exchanges.filter(({ notOverHttp2 }) => !isHttp2 || notOverHttp2 === undefined)
        await compareAll(t, exchanges, bare, ask, order, library.random)
      }
    })
  }
}
