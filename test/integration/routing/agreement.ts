/** Checks for one request that its preflight gets the policy of the actual request. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import { ORIGIN, UNTRUSTED } from './random-app.ts'

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
  // Fastify runs no hook for a URL that it rejects, and it can reject a URL for OPTIONS and not for the requested method.
  if (answered === 'off' && [400, 414].includes(preflight.statusCode)) return undefined
  if (expected === 'off' ? isUnreached(actual.headers) : answered === 'off' && isOfHook(preflight.headers, preflight.statusCode)) return undefined
  return `${method} ${url} (host ${host}): the request has policy ${expected} (${actual.statusCode}), ` +
    `its preflight ${answered} (${preflight.statusCode})`
}

/** Whether a hook before the plugin has sent a response past Fastify, which runs no hook for it. */
function isUnreached (headers: Record<string, unknown>): boolean {
  return headers['x-hook'] === 'hijacked'
}

/** Whether a hook before the plugin has responded to a preflight, and the plugin does not approve it instead: it does so for a rejection only. */
function isOfHook (headers: Record<string, unknown>, status: number): boolean {
  const isRejection = status === 401 || status === 403 || (status >= 300 && status < 400)
  return headers['x-hook'] !== undefined && (isUnreached(headers) || !isRejection)
}

const GRANTS = ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers']

let pages = 0

/** What a page of an untrusted origin gets from a request and its preflight; undefined for nothing. */
export async function leak (app: FastifyInstance, { method, url, host }: Asked): Promise<string | undefined> {
  for (const [sent, more] of [[method, {}], ['OPTIONS', { 'access-control-request-method': method }]] as const) {
    // Another one each time: memory has no result for it, so the source is read, which can fail.
    const origin = `${UNTRUSTED}:${1024 + pages++ % 60_000}`
    const response = await app.inject({ method: sent, url, headers: { origin, host, ...more } } as InjectOptions)
    const granted = GRANTS.filter((name) => response.headers[name] !== undefined)
    if (granted.length > 0) return `${sent} ${url} (host ${host}): an untrusted origin gets ${granted.join(', ')} (${response.statusCode})`
  }
  return undefined
}
