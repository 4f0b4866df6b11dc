/** An application with sources of origins, and what an explanation says about them. */
import type { FastifyInstance } from 'fastify'
import type { CorsExplanation } from '../../../types/explanation.ts'
import { application as registered } from '../plugin/source-application.ts'

export const LISTED = 'https://static.example'
export const TENANT = 'https://shop.example'
export const OTHER = 'https://other.example'

export async function application (options: object): Promise<FastifyInstance> {
  const app = await registered(options)
  await app.ready()
  return app
}

/** What the explanation says about the sources: each result and each sentence. */
export const said = ({ sources }: CorsExplanation): string[] => sources.flatMap(({ result, message }) => [result, message])
