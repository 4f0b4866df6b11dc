import type { ServerResponse } from '../../../types/browser.ts'
import { getValue } from '../../browser/header-values.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { baselineRequests, exchangesOf } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'
import { probe, type Evidence, type Kind } from '../probe.ts'
import { family, get, lacksGet, preflight } from '../requests.ts'
import type { CheckTarget } from '../target.ts'
import { hasNoCors, isGatewayError, isHtml, proxyLines, senderHint } from '../response-facts.ts'

const STATUS_CODES = 'https://www.rfc-editor.org/rfc/rfc9110.html#name-status-codes'

const kinds = {
  'application-not-reached': {
    why: 'A proxy responds in place of the application, so nothing is known about the CORS headers of the application.',
    recommendation: 'Start the application, or correct the address to which the proxy forwards requests. Then check again.',
    source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-502-bad-gateway'
  },
  'firewall-responds': {
    why: 'A firewall or another filter responds in place of the application, so nothing is known about the CORS headers of the application.',
    recommendation: 'Allow the address from which the check runs, or check from a place that the filter allows.',
    source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-403-forbidden'
  },
  'url-not-found': {
    why: 'The response is that of the not-found handler. It shows nothing about the CORS headers of a route.',
    recommendation: 'Correct the URL. If the route exists only for other methods, name them with --method.',
    source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-404-not-found'
  },
  'endpoint-always-fails': {
    why: 'A response that the application sends in normal operation was not seen, so its CORS headers are not known.',
    recommendation: 'Repair the error first. The log of the server names it. Then check again.',
    source: STATUS_CODES
  }
} satisfies Record<string, Kind>

type Id = keyof typeof kinds

/** Ids of the findings after which nothing else about the endpoint is known. */
export const NOT_REACHED: ReadonlySet<string> = new Set(Object.keys(kinds))

/** Checks that the endpoint itself responds. */
export const reach = probe({
  id: 'reach',
  title: 'the application responds to GET, and neither something before it nor its not-found handler',
  area: 'access',
  kinds,
  plan: target => ({
    requests: baselineRequests(target),
    unknown: get(undefined, { url: target.unknownUrl }),
    preflights: family(unsafeMethods(target), method => preflight(target.allowed[0]!, method)),
    unknownPreflights: family(unsafeMethods(target), method => preflight(target.allowed[0]!, method, [], { url: urlBelow(target) }))
  }),
  judge (target, { requests, unknown, preflights, unknownPreflights }, report) {
    const responses = exchangesOf(requests).map(({ response }) => response)
    const [response] = responses
    if (response === undefined || lacksGet(target, response)) return
    // The URL has other methods, for which the server handles preflights as it does not for a random URL.
    if (response.status === 404 && [...preflights].some(([method, own]) => isOfRoute(own, unknownPreflights.get(method)))) return
    const fault = faultOf(target, responses, unknown)
    if (fault === undefined) return
    const { id, message } = fault
    const evidence: Evidence = unknown === undefined ? [response] : [unknown, response]
    report(id, { severity: 'error', message, expected: ['a response of the route'], actual: [...corsLines(response), ...proxyLines(response)], evidence })
  }
})

/** A URL below that of the target: a random URL beside it can be of the same route, such as /orders/:id. */
function urlBelow ({ url, synthetic }: CheckTarget): string {
  const below = new URL(url)
  below.pathname = `${url.pathname.replace(/\/$/, '')}/${synthetic('unknown folder')}/${synthetic('unknown URL')}`
  below.search = ''
  return below.href
}

/** Whether a preflight succeeds that does not at a random URL, or only with other methods, such as those of the policy of the not-found handler. */
function isOfRoute (own: ServerResponse, unknown: ServerResponse | undefined): boolean {
  const listed = (response: ServerResponse) => getValue(response.headers, 'access-control-allow-methods')
  return unknown !== undefined && own.status < 300 && (unknown.status >= 300 || listed(own) !== listed(unknown))
}

/** Methods of the pages that need a preflight, if there is an origin for one. */
function unsafeMethods ({ allowed, methods }: CheckTarget): readonly string[] {
  return allowed.length === 0 ? [] : methods.filter(method => !isSafelistedMethod(method) && !isForbiddenMethod(method)).slice(0, MAX_METHODS)
}

/** Number of methods that are tried to find out whether the URL has any. */
const MAX_METHODS = 5

function faultOf ({ mayBeNotFound }: CheckTarget, responses: readonly ServerResponse[], unknown: ServerResponse | undefined): { readonly id: Id, readonly message: string } | undefined {
  const all = (holds: (response: ServerResponse) => boolean): boolean => responses.every(holds)
  const [response] = responses as [ServerResponse]
  const { status } = response
  if (all(isGatewayError)) {
    return { id: 'application-not-reached', message: `Every GET gets status ${status} from a proxy${senderHint(response)}: the application is down, too slow, or at another address.` }
  }
  const isBlockPage = (one: ServerResponse): boolean => one.status === 403 && isHtml(one) && hasNoCors(one)
  if (all(isBlockPage) && unknown !== undefined && isBlockPage(unknown)) {
    return { id: 'firewall-responds', message: `Every GET gets a page with status 403${senderHint(response)}, also at a random URL: a filter before the application blocks the check.` }
  }
  if (!mayBeNotFound && all(({ status }) => status === 404 || status === 410)) {
    const where = unknown?.status === status ? ', like a GET for a random URL' : ''
    return { id: 'url-not-found', message: `The URL does not exist: every GET gets status ${status}${where}.` }
  }
  if (all(({ status }) => status >= 500)) {
    return { id: 'endpoint-always-fails', message: `Every GET gets status ${status}${senderHint(response)}: the endpoint is broken for every client.` }
  }
  return undefined
}
