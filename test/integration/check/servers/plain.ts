/** Servers on `node:http` alone. */
import type { IncomingMessage } from 'node:http'
import { DATA, isPreflight, listen, PATH, type Start } from './running.ts'

/** Header lines of an answer, or also its status. */
type Reply = Readonly<Record<string, string>> & { readonly status?: never }

export interface PlainRules {
  /** Whether an origin gets in, and how: the headers that say so. */
  readonly access?: (origin: string, allowed: readonly string[]) => Reply
  /** As `access`, for preflights alone. */
  readonly preflightAccess?: (origin: string, allowed: readonly string[]) => Reply
  /** What preflights get beside that. */
  readonly preflight?: (request: IncomingMessage) => Reply
  /** Of a preflight's answer. */
  readonly status?: (request: IncomingMessage, allowed: readonly string[]) => number
  /** Whether OPTIONS with Origin is a preflight to it, whatever else there is. */
  readonly takesAnyOptions?: boolean
  /** Of every other answer. */
  readonly also?: Reply
}

export const SHARED = (origin: string): Reply => ({ 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' })
export const listed = (origin: string, allowed: readonly string[]): Reply => allowed.includes(origin) ? SHARED(origin) : {}
export const USUAL = { 'access-control-allow-methods': 'GET, PUT', 'access-control-allow-headers': 'Content-Type' }

/** All as it should be, but for the rules given. */
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

/** Lets in whoever the test says. */
export function admits (test: (origin: string, allowed: readonly string[]) => boolean): Start {
  return plain({ access: (origin, allowed) => test(origin, allowed) ? SHARED(origin) : {} })
}
