/** The cost of a typical request: the plugin passes the headers to `writeHead`, and calls no other method for a header. */
import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import { governHead, respondToPreflight } from '../../../lib/apply.ts'
import { compilePolicy } from '../../../lib/index.ts'
import type { CorsPolicy } from '../../../types/policy.ts'

const A = 'https://a.test'
const POLICIES: readonly CorsPolicy[] = [{ origins: '*' }, { origins: [A] }, { origins: [A], credentials: true, methods: ['PUT'] }]

const onOverride = () => {}

/** Records calls of the methods that read, set and remove headers, until the head is passed to Node. */
async function callsOf (apply: (reply: FastifyReply) => void, before = (_reply: FastifyReply) => {}): Promise<string[]> {
  const calls: string[] = []
  const app = Fastify()
  app.get('/', (_request, reply) => {
    let isOver = false
    before(reply)
    const watch = (of: object, owner: string, name: string): void => {
      const method = (of as Record<string, (...args: unknown[]) => unknown>)[name]!
      const watched = (...args: unknown[]): unknown => {
        if (!isOver) calls.push(`${owner}.${name}`)
        return method.apply(of, args)
      }
      Object.assign(of, { [name]: watched })
    }
    for (const name of ['header', 'getHeader', 'removeHeader']) watch(reply, 'reply', name)
    // Node's own writeHead sets them one by one.
    for (const name of ['getHeader', 'removeHeader', 'setHeader']) watch(reply.raw, 'raw', name)
    const prototype = Object.getPrototypeOf(reply.raw) as typeof reply.raw
    Object.setPrototypeOf(reply.raw, Object.create(prototype, {
      writeHead: {
        writable: true,
        value (...args: unknown[]) {
          isOver = true
          return prototype.writeHead.apply(this, args as never)
        }
      }
    }))
    reply.hijack()
    apply(reply)
    if (!reply.raw.headersSent) reply.raw.writeHead(200, { 'content-type': 'text/plain' })
    reply.raw.end()
  })
  await app.inject('/')
  return calls
}

for (const policy of POLICIES) {
  const { actual, preflight } = compilePolicy(policy)
  const name = JSON.stringify(policy)

  t.test(`the head of a response is written without calls for single headers: ${name}`, async t => {
    for (const decision of Object.values(actual)) {
      t.same(await callsOf(reply => { governHead(reply.raw, { decision, origin: A, onOverride }) }), [])
    }
  })

  t.test(`a response to a preflight calls no method of the reply if no header is set: ${name}`, async t => {
    for (const decision of Object.values(preflight)) {
      t.same(await callsOf(reply => {
        respondToPreflight(reply, { decision, origin: A, onOverride })
        t.ok(reply.raw.headersSent)
        t.notOk(Object.hasOwn(reply.raw, 'writeHead'), 'its methods are not replaced')
      }), [])
    }
  })
}

t.test('code that shadows `headersSent` does not turn the policy off', async t => {
  const { actual: { allowed } } = compilePolicy({ origins: [A] })
  for (const headersSent of [true, false]) {
    const app = Fastify()
    app.get('/', (_request, { raw }) => {
      governHead(raw, { decision: allowed, origin: A, onOverride })
      Object.defineProperty(raw, 'headersSent', { value: headersSent })
      raw.writeHead(200)
      t.throws(() => raw.writeHead(500), { code: 'ERR_HTTP_HEADERS_SENT' })
      raw.end()
    })
    t.equal((await app.inject('/')).headers['access-control-allow-origin'], A, String(headersSent))
  }
})

t.test('the test double records calls', async t => {
  const { actual: { allowed } } = compilePolicy({ origins: [A] })
  const calls = await callsOf(
    reply => { governHead(reply.raw, { decision: allowed, origin: A, onOverride }) },
    reply => { reply.raw.setHeader('access-control-max-age', '1') }
  )
  t.ok(calls.includes('raw.getHeader') && calls.includes('raw.removeHeader'))
})
