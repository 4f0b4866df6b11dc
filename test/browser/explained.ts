/** The explanation of a request, in the same form as what Chromium and the server did with it. */
import type { Outcome, PageRequest } from './send-request.ts'
import { sent, type RecordedApi, type Seen } from './servers.ts'

/** What `explain` and Chromium both determine. */
export interface Conclusion {
  readonly outcome: 'allow' | 'block'
  readonly corsError: string | undefined
  /** The value that the error names. */
  readonly parameter: string | undefined
  readonly preflight: boolean
  /** Names of the headers that the page gets of those that it tries to read. */
  readonly readable: readonly string[]
}

/** Whether CORS decides the result of the request. */
export function isExplicable ({ as }: PageRequest): boolean {
  return as !== 'image' && as !== 'form'
}

/** @param origin  of the script that sends the request */
export async function predict (api: RecordedApi, origin: string, request: PageRequest): Promise<Conclusion> {
  const { url = '/target', method, headers, credentials, reads = [] } = request
  const { outcome, failure, exchanges, readable } = await api.app.cors.explain({
    // The names of the pages lead to this machine too, so no page is in another network.
    origin, url: `${api.origin}${url}`, method, headers, credentials, engine: 'chromium', localNetwork: 'granted'
  })
  return {
    outcome,
    corsError: failure?.corsError ?? undefined,
    parameter: failure?.parameter || undefined,
    preflight: exchanges.some(({ kind }) => kind === 'preflight'),
    readable: reads.filter((name) => readable?.everything === true || readable?.names.includes(name))
  }
}

/** @param seen  the requests that reached the server since the script began */
export function conclusionOf (outcome: Outcome, seen: readonly Seen[]): Conclusion {
  const { status, headers = {}, corsError, parameter } = outcome as {
    status?: number, headers?: object, corsError?: string, parameter?: string
  }
  return {
    outcome: status === undefined ? 'block' : 'allow',
    corsError,
    parameter,
    preflight: seen.some((request) => sent(request, 'access-control-request-method') !== undefined),
    readable: Object.keys(headers)
  }
}
