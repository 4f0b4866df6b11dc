/** An application with routes under several policies, and explanations of requests to it. */
import Fastify, { type FastifyInstance } from 'fastify'
import cors from '../../../lib/index.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'

export const APP = 'https://app.example.com'
export const ADMIN = 'https://admin.example.com'
export const SHOP = 'https://shop.example'

export const document: CorsPolicyDocument = {
  origins: [APP],
  policies: { public: { origins: '*' } },
  routes: { '/prices/*': 'public', '/health': false },
  notFound: { origins: [ADMIN] }
}

const override = { origins: [ADMIN], allowedHeaders: ['X-A'] }

export function build (policy: CorsPolicyDocument = document): FastifyInstance {
  const app = Fastify()
  app.get('/outside', { config: { cors: false } }, () => 1)
  app.register(async scope => {
    await scope.register(cors, policy)
    scope.setNotFoundHandler((_request, reply) => reply.code(404).send('none'))
    scope.get('/orders/:id', () => 1)
    scope.put('/orders/:id', () => 1)
    scope.delete('/orders/:id', { config: { cors: override } }, () => 1)
    scope.post('/orders/:id', { config: { cors: 'public' } }, () => 1)
    scope.get('/prices/:item', () => 1)
    scope.get('/health', () => 1)
    scope.get('/off', { config: { cors: false } }, () => 1)
    scope.get('/hosted', { constraints: { host: 'api.example.com' } }, () => 1)
    scope.register(async inner => {
      await inner.register(cors, { routes: { '/inner/named': 'public' } })
      inner.get('/inner/named', () => 1)
      inner.get('/inner/off', () => 1)
    })
  })
  return app
}

/** Explains a request. The application has one decorator, even with several registrations. */
export function explainIn (of: FastifyInstance, question: CorsApplicationQuestion): Promise<CorsExplanation> {
  let decorator: FastifyInstance['cors'] | undefined
  const visit = (instance: FastifyInstance): void => {
    decorator ??= instance.cors
    const key = Object.getOwnPropertySymbols(instance).find(({ description }) => description === 'fastify.children')!
    for (const child of (instance as unknown as Record<symbol, FastifyInstance[]>)[key]!) visit(child)
  }
  visit(of)
  return decorator!.explain(question)
}
