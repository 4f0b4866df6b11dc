/** An application with sources of origins, and what an explanation says about them. */
import Fastify, { type FastifyInstance } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const LISTED = 'https://static.example'
export const TENANT = 'https://shop.example'
export const OTHER = 'https://other.example'

export async function application (options: object): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.get('/:realm/orders', async () => 'orders')
  app.put('/:realm/orders', async () => 'orders')
  await app.ready()
  return app
}

/** What the explanation says about the sources: each result and each sentence. */
export const said = ({ sources }: CorsExplanation): string[] => sources.flatMap(({ result, message }) => [result, message])
