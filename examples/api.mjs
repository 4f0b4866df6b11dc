/** The API of the demonstration: one policy around everything under /api/, and two routes that differ from it. */
import Fastify from 'fastify'
import cors from 'fastify-cors-policy'

/**
 * @param {any} policy  a policy document as read from a file: the plugin validates it
 */
export function buildApi (policy) {
  // Without forceCloseConnections a browser's idle connections would hold up the end of the demonstration.
  const app = Fastify({ forceCloseConnections: true })

  app.register(async (api) => {
    await api.register(cors, policy)

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

    // Fields of an override replace those of the scope's policy.
    api.get('/public', { config: { cors: { origins: '*', credentials: false } } }, () => ({ tea: 3.5 }))
    api.get('/private', { config: { cors: false } }, () => ({ secret: true }))

    // A not-found handler of the scope's own puts unknown paths under /api/ under the policy too.
    api.setNotFoundHandler((_request, reply) => { reply.code(404).send({ error: 'no such path' }) })
  }, { prefix: '/api' })

  return app
}
