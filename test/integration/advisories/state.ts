/** What outlives a registration or a request, and what is in the package. */
import { execFileSync } from 'node:child_process'
import Fastify, { type FastifyInstance } from 'fastify'
import { compilePolicy, corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { corsHeadersOf } from '../../decision-headers.ts'
import { packed } from '../packed.ts'
import { listening } from '../../listening.ts'
import { corsLinesOf, exchange, responsesIn } from '../wire/raw-exchange.ts'
import { A, EVIL, LIST, REFUSED, allowLines, type DeedVector } from './vector.ts'

function small (options: CorsPluginOptions = LIST): FastifyInstance {
  const app = Fastify()
  app.register(corsPlugin, options)
  app.get('/', async () => '')
  return app
}

const headersFor = async (app: FastifyInstance, origin: string) =>
  corsHeadersOf((await app.inject({ url: '/', headers: { origin } })).headers)

export const state: readonly DeedVector[] = [
  {
    id: 'P19',
    name: 'routes of a URL that a preflight cannot distinguish, with different policies, are rejected at boot',
    deed: async (t) => {
      const app = Fastify()
      app.register(corsPlugin, { origins: [A], policies: { everyone: { origins: '*' } } })
      const route = { method: 'PUT', url: '/', handler: async () => '' }
      app.route({ ...route, constraints: { version: '1.0.0' } })
      app.route({ ...route, constraints: { version: '2.0.0' }, config: { cors: 'everyone' } })
      await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_ROUTES_INVALID' })
    }
  },
  {
    id: 'S01',
    name: 'changing the options after register has no effect',
    deed: async (t) => {
      const origins: string[] = [A]
      const policy = { origins, credentials: true }
      const override = { origins: [A] }
      const app = small(policy)
      app.get('/own', { config: { cors: override } }, async () => '')
      await app.ready()
      origins.push(EVIL)
      override.origins.push(EVIL)
      policy.origins = [EVIL]
      for (const url of ['/', '/own']) {
        const headers = async (origin: string) => corsHeadersOf((await app.inject({ url, headers: { origin } })).headers)
        t.same(await headers(EVIL), { vary: 'Origin' }, url)
        t.equal((await headers(A))['access-control-allow-origin'], A, url)
      }
    }
  },
  {
    id: 'S02',
    name: 'a handler that changes its headers does not change other responses',
    deed: async (t) => {
      const app = Fastify()
      app.register(corsPlugin, LIST)
      app.get('/spoil', async (_request, reply) => {
        const headers = reply.getHeaders() as Record<string, unknown>
        for (const name of Object.keys(headers)) headers[name] = EVIL
        const vary = reply.getHeader('vary') as unknown
        if (Array.isArray(vary)) vary.push('X-Evil')
        for (const name of Object.keys(headers)) reply.header(name, `${EVIL}, more`)
        return reply.header('access-control-allow-methods', 'EVIL').send('')
      })
      app.get('/', async () => '')
      const before = await headersFor(app, A)
      await app.inject({ url: '/spoil', headers: { origin: A } })
      t.same(await headersFor(app, A), before)
      t.same(await headersFor(app, EVIL), { vary: 'Origin' })

      const { policy } = app.cors.policyFor({ method: 'GET', url: '/' })
      t.ok(policy !== false && Object.isFrozen(policy) && Object.isFrozen(policy.origins), 'what is told of a policy is frozen')
      const compiled = compilePolicy(LIST)
      for (const decision of [...Object.values(compiled.actual), ...Object.values(compiled.preflight)]) t.ok(Object.isFrozen(decision))
    }
  },
  {
    id: 'S09',
    name: 'two registrations in one scope are rejected at boot',
    deed: async (t) => {
      const app = small()
      app.register(corsPlugin, LIST)
      await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_DUPLICATE' })
    }
  },
  {
    id: 'S09',
    name: 'nested registrations send each header once',
    deed: async (t) => {
      const app = Fastify({ forceCloseConnections: true })
      app.register(corsPlugin, { origins: '*' })
      app.register(async (child) => {
        child.register(corsPlugin, LIST)
        child.get('/', async () => '')
      })
      const { port } = await listening(app, { t })
      for (const [origin, lines] of [[A, allowLines()], [EVIL, REFUSED]] as const) {
        const text = await exchange(port, `GET / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\nOrigin: ${origin}\r\n\r\n`)
        t.same(corsLinesOf(responsesIn(text)[0]!), lines)
      }
    }
  },
  {
    id: 'S12',
    name: 'only the owner can write to published files',
    deed: async (t) => {
      // Lines such as `-rw-r--r-- 0/0 1097 1985-10-26 08:15 package/LICENSE`.
      const files = execFileSync('tar', ['-tvzf', packed()], { encoding: 'utf8' }).trim().split('\n')
      t.ok(files.some((line) => line.includes(' package/dist/')), 'the package is built')
      t.strictSame(files.filter((line) => !/^-r[w-][x-]r-[x-]r-[x-] /.test(line)), [])
    }
  }
]
