/**
 * Real libraries that write responses, most of them with CORS headers of their own: with the plugin, each response has the headers of the
 * policy, and is otherwise the same as without it.
 */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../../types/policy.ts'
import { overHttp1, overHttp2, type Answer, type Ask } from '../exchange.ts'
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

const ALLOWED = 'https://a.test'
const UNTRUSTED = 'https://evil.test'
const POLICY: CorsPolicyDocument = {
  origins: [ALLOWED], credentials: true, exposedHeaders: ['X-E'], methods: ['GET', 'PUT', 'POST'], allowedHeaders: ['Content-Type'], maxAge: 60
}

const FIELDS = ['access-control-allow-credentials: true', `access-control-allow-origin: ${ALLOWED}`, 'access-control-expose-headers: x-e']

/** What comes first: the plugin or the library; without a plugin, only the library. */
type Order = 'plugin first' | 'library first' | 'without the plugin'

async function applicationOf (library: Library, order: Order, http2: boolean): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true, ...(http2 ? { http2 } : {}) } as {})
  if (order === 'plugin first') await app.register(corsPlugin, POLICY)
  await library.register(app)
  if (order === 'library first') await app.register(corsPlugin, POLICY)
  return app
}

/** A response without the headers of CORS, the date and what is random. */
function restOf ({ status, headers, body, isComplete }: Answer, random: RegExp | undefined): unknown {
  const others = Object.entries(headers).filter(([name]) => name !== 'date' && name !== 'vary' && !name.startsWith('access-control-'))
  const text = JSON.stringify({ status, headers: others.sort(), body, isComplete })
  return random === undefined ? text : text.replaceAll(random, '…')
}

const isVary = (line: string) => line.startsWith('vary: ')

/** The lines of a response, with the members of `Vary` in order. */
function sorted (lines: readonly string[]): string[] {
  return lines.map((line) => isVary(line) ? `vary: ${line.slice('vary: '.length).split(', ').sort().join(', ')}` : line)
}

/** The one line of `Vary` that merges lines with `Origin`. */
function mergedVary (lines: readonly string[]): string {
  const members = lines.filter(isVary).flatMap((line) => line.slice('vary: '.length).split(', '))
  return `vary: ${[...new Set([...members, 'Origin'])].sort().join(', ')}`
}

for (const library of LIBRARIES) {
  for (const [protocol, connected] of [['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]] as const) {
    const isHttp2 = protocol === 'HTTP/2'
    t.test(`${library.name}, over ${protocol}`, { skip: isHttp2 && library.notOverHttp2 !== undefined ? library.notOverHttp2 : false }, async (t) => {
      const bare = await connected(t, await applicationOf(library, 'without the plugin', isHttp2))
      for (const order of ['plugin first', 'library first'] as const) {
        const ask = await connected(t, await applicationOf(library, order, isHttp2))
        for (const { name, asked, status, shows, foreign = [], notOverHttp2 } of library.exchanges) {
          if (isHttp2 && notOverHttp2 !== undefined) continue
          for (const origin of [ALLOWED, UNTRUSTED, undefined]) {
            const what = `${name}, ${order}, origin ${origin}`
            const request = { ...asked, headers: { ...asked.headers, ...origin !== undefined && { origin } } }
            const before = await bare(request)
            const after = await ask(request)
            t.match(JSON.stringify([before.headers, before.body]), shows, `${what}: the work of the library`)
            if (origin === ALLOWED) t.same([before.status, before.lines], [status, foreign], `${what}: the headers of the library`)
            t.same(sorted(after.lines), [...origin === ALLOWED ? FIELDS : [], mergedVary(before.lines)], `${what}: the policy`)
            t.equal(restOf(after, library.random), restOf(before, library.random), `${what}: all else`)
          }
          await preflights(t, ask, bare, asked.method ?? 'GET', asked.url!, `${name}, ${order}`)
        }
      }
    })
  }
}

async function preflights (t: Tap, ask: Ask, bare: Ask, method: string, url: string, name: string): Promise<void> {
  const headers = { 'access-control-request-method': method }
  const allowed = await ask({ method: 'OPTIONS', url, headers: { ...headers, origin: ALLOWED } })
  t.equal(allowed.status, 204, `${name}: a preflight`)
  t.same(allowed.lines.filter((line) => !line.startsWith('access-control-allow-methods: ')), [
    FIELDS[0], 'access-control-allow-headers: content-type', FIELDS[1], 'access-control-max-age: 60', 'vary: Origin'
  ], `${name}: headers of a preflight`)
  t.match(allowed.headers['access-control-allow-methods'], method, `${name}: methods of a preflight`)
  const refused = await ask({ method: 'OPTIONS', url, headers: { ...headers, origin: UNTRUSTED } })
  t.same([refused.status, refused.lines], [403, ['vary: Origin']], `${name}: an untrusted preflight`)
  const [before, after] = [await bare({ method: 'OPTIONS', url, headers }), await ask({ method: 'OPTIONS', url, headers })]
  t.same([after.status, after.body, sorted(after.lines)], [before.status, before.body, [mergedVary(before.lines)]], `${name}: OPTIONS without an origin`)
}

type Tap = Pick<typeof t, 'equal' | 'same' | 'match'>
