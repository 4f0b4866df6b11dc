/** Sends OPTIONS requests with inject, and returns the compared parts of the responses. */
import type { FastifyInstance } from 'fastify'
import { corsHeadersOf } from '../../decision-headers.ts'

/** The origin that the policies of these tests allow. */
export const A = 'https://a.test'

/** Asks by OPTIONS: status, body, and the fields of the protocol. */
export async function ask (app: FastifyInstance, url: string, headers: Record<string, string>) {
  const response = await app.inject({ method: 'OPTIONS', url, headers })
  return [response.statusCode, response.body, corsHeadersOf(response.headers)] as const
}

/** The response to a preflight: status and listed methods. */
export async function methodsAt (app: FastifyInstance, url: string, method: string, origin = A) {
  const [status, , headers] = await ask(app, url, { origin, 'access-control-request-method': method })
  return [status, headers['access-control-allow-methods']] as const
}
