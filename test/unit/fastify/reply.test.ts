/** If Fastify stores the headers of replies in another way, the plugin uses public methods and gives the same responses. */
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'

const HANDLERS: Readonly<Record<string, (request: FastifyRequest, reply: FastifyReply) => unknown>> = {
  plain: async () => 'plain',
  vary: async (_request, reply) => reply.header('vary', 'Accept').send('vary'),
  rawVary: (_request, reply) => {
    reply.raw.setHeader('Vary', 'Accept')
    reply.send('raw')
  },
  foreign: async (_request, reply) => reply.headers({
    'access-control-allow-origin': '*', 'access-control-max-age': '1', 'access-control-expose-headers': 'x'
  }).send('foreign'),
  rawForeign: (_request, reply) => {
    reply.raw.setHeader('Access-Control-Allow-Origin', '*')
    reply.send('raw')
  },
  error: async () => { throw new Error('on purpose') },
  response: async () => new Response('web', { headers: { vary: 'Accept', 'access-control-allow-origin': '*' } }),
  hijacked: (_request, reply) => {
    reply.hijack()
    reply.raw.end('hijacked')
  }
}

/** The complete responses to pages of both origins, except dates. */
async function answers (app = Fastify()): Promise<unknown[]> {
  app.addHook('onRequest', async (_request, reply) => { reply.header('x-before', 'kept') })
  app.register(corsPlugin, { origins: [A], credentials: true, exposedHeaders: ['ETag'], allowedHeaders: ['X-A'], maxAge: 5 })
  for (const [name, handler] of Object.entries(HANDLERS)) app.get(`/${name}`, handler)
  const all: unknown[] = []
  for (const name of Object.keys(HANDLERS)) {
    for (const origin of [A, EVIL]) {
      for (const asked of [{}, { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }] as const) {
        const { statusCode, headers, body } = await app.inject({ url: `/${name}`, ...asked, headers: { origin, ...(asked as { headers?: object }).headers } })
        all.push([name, origin, statusCode, { ...headers, date: undefined }, body])
      }
    }
  }
  return all
}

t.test('the plugin gives the same responses if Fastify stores headers in another way', async (t) => {
  // The plugin remembers the symbol of the Fastify that it met last, and another test may have brought it this one.
  await answers(OldestFastify() as never)
  const { getOwnPropertySymbols } = Object
  let asked = 0
  Object.getOwnPropertySymbols = (object: object) => getOwnPropertySymbols(object).filter(({ description }) => {
    if (description !== 'fastify.reply.headers') return true
    asked++
    return false
  })
  t.teardown(() => { Object.getOwnPropertySymbols = getOwnPropertySymbols })
  const byName = await answers()
  t.ok(asked > 0, 'the symbol was looked for and not found')
  Object.getOwnPropertySymbols = getOwnPropertySymbols
  t.same(byName, await answers())
})
