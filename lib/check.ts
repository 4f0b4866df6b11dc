/**
 * Checks a live endpoint of any server: sends the requests of browsers, and evaluates the responses like browsers.
 *
 * @module fastify-cors-policy/check
 */
import type { CheckOptions, CheckReport, CheckRequest } from '../types/check.ts'
import { keyOf, literalRequest } from './check/literal-request.ts'
import { PROBES } from './check/probes/index.ts'
import { runProbes } from './check/run-probes.ts'
import { Session } from './check/session.ts'
import { resolveTarget } from './check/target.ts'

export { checkApplication } from './check/application.ts'
export { CheckOptionError } from './check/target.ts'
export { UnreachableError } from './check/http-client.ts'
export type * from '../types/check.ts'
export type * from '../types/check-application.ts'

/**
 * Checks an endpoint. Sends requests only to the host of the URL: GET, HEAD and OPTIONS without bodies, and `errorMethod` with bodies.
 *
 * @param address  http or https URL without credentials
 * @throws         CheckOptionError for an invalid URL or option; CorsPolicyError for an invalid policy; UnreachableError if the server
 *                 does not respond to the first request, or responds with 429
 */
export async function checkEndpoint (address: string | URL, options: CheckOptions = {}): Promise<CheckReport> {
  const target = resolveTarget(address, options)
  const session = new Session(target.url.origin, options)
  try {
    return await runProbes(session, target, options)
  } finally {
    await session.client.close()
  }
}

/** Returns the requests that a check would send first. Requests that depend on responses are not included. @throws as `checkEndpoint` */
export function planRequests (address: string | URL, options: CheckOptions = {}): readonly CheckRequest[] {
  const target = resolveTarget(address, options)
  const requests = PROBES.filter(probe => probe.skip(target) === null).flatMap(probe => probe.plan(target))
  return [...new Map(requests.map(request => literalRequest(request, target, options)).map(request => [keyOf(request), request.shown])).values()]
}
