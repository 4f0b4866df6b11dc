/** Checks for one request that its preflight gets the policy of the actual request. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import { ORIGIN } from './random-app.ts'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly host: string
}

/** The policy that a response shows: its number and whether it has credentials, or `off`. */
export function policyOf (headers: Record<string, unknown>, field: string): string {
  if (headers['access-control-allow-origin'] === undefined) return 'off'
  const credentials = headers['access-control-allow-credentials'] === undefined ? '' : ' with credentials'
  return `${String(headers[field]).replace('x-policy-', '')}${credentials}`
}

/** Undefined where both agree, a description where they do not. */
export async function disagreement (app: FastifyInstance, { method, url, host }: Asked): Promise<string | undefined> {
  const headers = { origin: ORIGIN, host }
  const actual = await app.inject({ method, url, headers } as InjectOptions)
  const preflight = await app.inject({
    method: 'OPTIONS', url, headers: { ...headers, 'access-control-request-method': method }
  })
  const expected = policyOf(actual.headers, 'access-control-expose-headers')
  const answered = policyOf(preflight.headers, 'access-control-max-age')
  if (expected === answered) return undefined
  // For a URL that it refuses Fastify runs no hook, and it may refuse one for OPTIONS and not for the requested method.
  if (answered === 'off' && [400, 414].includes(preflight.statusCode)) return undefined
  return `${method} ${url} (host ${host}): the request has policy ${expected} (${actual.statusCode}), ` +
    `its preflight ${answered} (${preflight.statusCode})`
}
