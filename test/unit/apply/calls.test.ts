/** The cost of a typical request: the plugin reads and writes object members, and calls no method for a header. */
import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import { respondToPreflight, applyDecision, enforceDecision } from '../../../lib/apply.ts'
import { compilePolicy } from '../../../lib/index.ts'
import type { CorsPolicy } from '../../../types/policy.ts'

const A = 'https://a.test'
const POLICIES: readonly CorsPolicy[] = [{ origins: '*' }, { origins: [A] }, { origins: [A], credentials: true, methods: ['PUT'] }]

/** Records calls of the methods that read, set and remove headers. */
async function callsOf (deed: (reply: FastifyReply) => void): Promise<string[]> {
  const calls: string[] = []
  let isOver = false
  const app = Fastify()
  app.get('/', (_request, reply) => {
    const watch = (of: object, whose: string, name: string): void => {
      const method = (of as Record<string, (...args: unknown[]) => unknown>)[name]!
      const watched = (...args: unknown[]): unknown => {
        if (!isOver) calls.push(`${whose}.${name}`)
        return method.apply(of, args)
      }
      Object.assign(of, { [name]: watched })
    }
    for (const name of ['header', 'getHeader', 'getHeaders', 'removeHeader']) watch(reply, 'reply', name)
    // Node's own writeHead sets them one by one.
    for (const name of ['getHeader', 'removeHeader']) watch(reply.raw, 'raw', name)
    deed(reply)
    isOver = true
    if (!reply.raw.headersSent) reply.send('')
  })
  await app.inject('/')
  return calls
}

for (const policy of POLICIES) {
  const { actual, preflight } = compilePolicy(policy)
  const name = JSON.stringify(policy)

  t.test(`setting the headers calls no method of the reply: ${name}`, async t => {
    for (const decision of Object.values(actual)) t.same(await callsOf(reply => { applyDecision(reply, decision, A) }), [])
  })

  t.test(`correct headers are not set again: ${name}`, async t => {
    for (const decision of Object.values(actual)) {
      t.same(await callsOf(reply => {
        applyDecision(reply, decision, A)
        t.equal(enforceDecision(reply, decision, A), undefined)
      }), [])
    }
  })

  t.test(`a response to a preflight calls no method of the reply if no header is set: ${name}`, async t => {
    for (const decision of Object.values(preflight)) {
      t.same(await callsOf(reply => {
        reply.hijack()
        respondToPreflight(reply, decision, A)
        t.ok(reply.raw.headersSent)
      }), [])
    }
  })
}

t.test('the test double records calls', async t => {
  const { actual: { allowed } } = compilePolicy({ origins: [A] })
  const calls = await callsOf(reply => {
    reply.raw.setHeader('access-control-max-age', '1')
    enforceDecision(reply, allowed, A)
  })
  t.ok(calls.includes('raw.getHeader') && calls.includes('raw.removeHeader') && calls.includes('reply.removeHeader'))
})
