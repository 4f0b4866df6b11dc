/** The API of the demonstration: which policy each route has is in the policy file, and nowhere in here. */
import helmet from '@fastify/helmet'
import Fastify from 'fastify'
import corsPlugin from 'fastify-cors-policy'

/** Where the API documents its policies. */
export const DOCS = '/cors'

/**
 * @param {any} policy  a policy document as read from a file: the plugin validates it
 */
export function buildApi (policy) {
  // Without forceCloseConnections a browser's idle connections would hold up the end of the demonstration.
  const app = Fastify({ forceCloseConnections: true })

  app.register(corsPlugin, { ...policy, docs: { url: DOCS } })
  // After the policies, so that preflights are answered first. JSON is no page, and needs no more of a content security policy.
  app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }
  })
  app.register(async (api) => {
    api.get('/orders', (request, reply) => {
      const isReturning = /(?:^|; )session=/.test(request.headers.cookie ?? '')
      if (!isReturning) reply.header('set-cookie', 'session=demo; Path=/api; HttpOnly; SameSite=Lax')
      return reply.send({ session: isReturning ? 'returning' : 'new', orders: [{ id: 1, item: 'tea' }] })
    })
    // Nothing is stored, so that every run and every reload of the page begins alike.
    api.post('/orders', (request, reply) => reply.code(201).send({ id: 2, ordered: request.body }))
    api.put('/orders/:id', (request) => request.body)
    api.delete('/orders/:id', (_request, reply) => reply.code(204).send())
    api.get('/broken', () => { throw new Error('broken on purpose') })

    api.get('/public', () => ({ tea: 3.5 }))
    api.get('/private', () => ({ secret: true }))
  }, { prefix: '/api' })

  return app
}
