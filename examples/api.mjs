/** The API of the demonstration: the policy of each route is in the policy file, not in this one. */
import helmet from '@fastify/helmet'
import Fastify from 'fastify'
import corsPlugin from 'fastify-cors-policy'

/** Where the API documents its policies. */
export const DOCS = '/cors'

/**
 * @param {any} policy  a policy document as read from a file: the plugin validates it
 */
export function buildApi (policy) {
  // Without forceCloseConnections the demonstration ends only when a browser closes its idle connections.
  const app = Fastify({ forceCloseConnections: true })

  app.register(corsPlugin, { ...policy, docs: { url: DOCS } })
  // After the policies, so that preflights get their response first. JSON needs only this content security policy.
  app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }
  })
  app.register(async (api) => {
    api.get('/orders', (request, reply) => {
      const isReturning = /(?:^|; )session=/.test(request.headers.cookie ?? '')
      if (!isReturning) reply.header('set-cookie', 'session=demo; Path=/api; HttpOnly; SameSite=Lax')
      return reply.send({ session: isReturning ? 'returning' : 'new', orders: [{ id: 1, item: 'tea' }] })
    })
    // Nothing is stored, so that every run and every reload of the page begins in the same state.
    api.post('/orders', (request, reply) => reply.code(201).send({ id: 2, ordered: request.body }))
    api.put('/orders/:id', (request) => request.body)
    api.delete('/orders/:id', (_request, reply) => reply.code(204).send())
    api.get('/broken', () => { throw new Error('broken on purpose') })

    api.get('/public', () => ({ tea: 3.5 }))
    api.get('/private', () => ({ secret: true }))
  }, { prefix: '/api' })

  return app
}
