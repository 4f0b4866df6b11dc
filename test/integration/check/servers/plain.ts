/** Servers with `node:http` only. */
import type { IncomingMessage } from 'node:http'
import { DATA, isPreflight, listen, PATH, type Start } from './running.ts'

/** Headers of a response. */
type Reply = Readonly<Record<string, string>> & { readonly status?: never }

export interface PlainRules {
  /** The CORS headers for an origin; {} if it is not allowed. */
  readonly access?: (origin: string, allowed: readonly string[]) => Reply
  /** Like `access`, only for preflights. */
  readonly preflightAccess?: (origin: string, allowed: readonly string[]) => Reply
  /** Additional headers of preflights. */
  readonly preflight?: (request: IncomingMessage) => Reply
  /** Status of preflights. */
  readonly status?: (request: IncomingMessage, allowed: readonly string[]) => number
  /** Whether every OPTIONS request with Origin is handled as a preflight. */
  readonly takesAnyOptions?: boolean
  /** Additional headers of other responses. */
  readonly also?: Reply
}

export const SHARED = (origin: string): Reply => ({ 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' })
export const listed = (origin: string, allowed: readonly string[]): Reply => allowed.includes(origin) ? SHARED(origin) : {}
export const USUAL = { 'access-control-allow-methods': 'GET, PUT', 'access-control-allow-headers': 'Content-Type' }

/** A correct server, except for the rules. */
export function plain (rules: PlainRules = {}): Start {
  const { access = listed, preflightAccess = access, preflight = () => USUAL, status = () => 204, takesAnyOptions = false, also = {} } = rules
  return allowed => listen((request, response) => {
    const { method, url, headers: { origin } } = request
    response.setHeader('vary', 'Origin')
    const send = (code: number, headers: Reply): void => { response.writeHead(code, headers).end(code === 204 ? undefined : JSON.stringify(DATA)) }
    if (isPreflight(request) || (takesAnyOptions && method === 'OPTIONS')) {
      const shared = preflightAccess(origin!, allowed)
      send(status(request, allowed), Object.keys(shared).length === 0 ? {} : { ...shared, ...preflight(request) })
    } else if (url!.split('?')[0] !== PATH) send(404, origin === undefined ? {} : access(origin, allowed))
    else if (method === 'OPTIONS') send(405, origin === undefined ? {} : access(origin, allowed))
    else send(200, { ...origin !== undefined && access(origin, allowed), 'content-type': 'application/json', ...also })
  })
}

/** A server that allows the origins that pass a test. */
export function allowing (test: (origin: string, allowed: readonly string[]) => boolean): Start {
  return plain({ access: (origin, allowed) => test(origin, allowed) ? SHARED(origin) : {} })
}
