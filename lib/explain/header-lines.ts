/** Turns a decision into header lines, without Fastify. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CorsDecision } from '../../types/decision.ts'

/**
 * The header lines that a decision adds to a response. Names are lower case.
 *
 * @param origin  the `Origin` of the request, unchanged. Undefined if it is absent.
 */
export function headerLines (decision: CorsDecision, origin: string | undefined): HeaderLine[] {
  const fields: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
    ['access-control-allow-origin', decision.allowOrigin === 'origin' ? origin : decision.allowOrigin],
    ['access-control-allow-credentials', decision.allowCredentials],
    ['access-control-expose-headers', decision.exposeHeaders],
    ['access-control-allow-methods', decision.allowMethods],
    ['access-control-allow-headers', decision.allowHeaders],
    ['access-control-max-age', decision.maxAge],
    ['cache-control', decision.cacheControl],
    ['vary', decision.vary]
  ]
  return fields.filter((field): field is HeaderLine => field[1] !== undefined)
}
