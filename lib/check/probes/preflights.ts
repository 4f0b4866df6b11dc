import type { ServerResponse } from '../../../types/browser.ts'
import { extractTokens, getValue } from '../../browser/header-values.ts'
import { failureMessage } from '../../browser/failure-messages.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { probe, type ProbeRequest } from '../probe.ts'
import type { Target } from '../target.ts'
import { converse, corsLines, isApproved, isRedirect, preflightLines } from '../browser-verdict.ts'

/** Pages of how many origins are tried; one server treats them alike. */
const TRIED = 3

/** Whether preflights let through what pages need. */
export const preflights = probe({
  id: 'preflights',
  title: 'preflights approve the methods and headers that pages use',
  area: 'preflight',
  kinds: {
    'preflight-fails': {
      why: 'The browser asks before it sends such a request, and sends nothing where the answer does not approve it: the page sees a network error.',
      recommendation: 'Answer OPTIONS with Origin and Access-Control-Request-Method: an ok status, Access-Control-Allow-Origin, and the method and header names in Access-Control-Allow-Methods and -Headers.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'preflight-needs-authentication': {
      why: 'A preflight never carries cookies, tokens or certificates, so no browser can satisfy a server that asks for them.',
      recommendation: 'Answer preflights before authentication is asked for.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'preflight-is-redirected': {
      why: 'A preflight that is answered by a redirect fails, wherever that leads.',
      recommendation: 'Answer preflights at the URL that pages use, or have pages use the URL that the redirect leads to.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  skip: target => Object.keys(asked(target)).length === 0 ? 'no origin is said to be allowed, or nothing that pages do needs a preflight' : null,
  plan: target => ({
    ...Object.fromEntries(Object.entries(asked(target)).map(([name, { request }]) => [name, request])),
    bare: { method: 'GET', headers: [['Origin', target.allowed[0]!]], isBare: true }
  }),
  judge (target, seen, report) {
    const { requestHeaders, credentials, url: { href } } = target
    for (const [name, { origin, method }] of Object.entries(asked(target))) {
      const preflight = seen.answer(name)
      if (preflight === undefined) continue
      const { failure } = converse({ origin, url: href, credentials, method, requestHeaders }, { preflight })
      // The request itself is not sent.
      if (failure === undefined || failure.code === 'no-answer') continue
      // A policy lists what all of its routes have; a URL without one of these methods is right to say so.
      if (failure.code === 'method-not-allowed' && !target.areMethodsGiven) continue
      // Where all else passes, "*" is told of by itself: most browsers let it cover Authorization.
      if (failure.code === 'authorization-not-listed' && coversAll(preflight) &&
        isApproved({ origin, url: href, credentials, method, requestHeaders: requestHeaders.filter(name => name !== 'authorization') }, preflight)) continue
      const id = needsAuthentication(preflight, seen.answer('bare'))
        ? 'preflight-needs-authentication'
        : isRedirect(preflight) ? 'preflight-is-redirected' : 'preflight-fails'
      report(id, {
        severity: 'error',
        subject: `${method} from ${origin}`,
        message: `A page of ${origin} cannot send ${method}${requestHeaders.length === 0 ? '' : ` with ${requestHeaders.join(', ')}`}. ${failureMessage('preflight', failure)}${failure.code === 'method-not-allowed' ? otherCase(method, preflight) : ''}`,
        expected: [
          'status 204', `access-control-allow-origin: ${origin}`, `access-control-allow-methods: ${method}`,
          ...requestHeaders.length === 0 ? [] : [`access-control-allow-headers: ${requestHeaders.join(', ')}`]
        ],
        seen: corsLines(preflight),
        shownBy: [name]
      })
    }
  }
})

interface Asked {
  readonly origin: string
  readonly method: string
  readonly request: ProbeRequest
}

function asked ({ allowed, methods, requestHeaders }: Target): Readonly<Record<string, Asked>> {
  const needing = methods.filter(method => !isForbiddenMethod(method) && (requestHeaders.length > 0 || !isSafelistedMethod(method)))
  return Object.fromEntries(allowed.slice(0, TRIED).flatMap(origin => needing.map(method =>
    [`${method} ${origin}`, { origin, method, request: { method: 'OPTIONS', headers: preflightLines(origin, method, requestHeaders) } }])))
}

/** A preflight carries nothing by which the server could know anybody, and neither does the bare request. */
function needsAuthentication ({ status, headers }: ServerResponse, bare: ServerResponse | undefined): boolean {
  if (status === 401) return true
  return status === 403 && (getValue(headers, 'www-authenticate') !== undefined || bare?.status === 401 || bare?.status === 403)
}

/** Said of a method that is not in the list where it is there in other case; '' elsewhere. */
function otherCase (method: string, { headers }: ServerResponse): string {
  const other = [extractTokens(headers, 'access-control-allow-methods') ?? []].flat().find(name => name.toUpperCase() === method.toUpperCase())
  return other === undefined ? '' : ` Names of methods are case-sensitive, and the list has ${other}.`
}

function coversAll ({ headers }: ServerResponse): boolean {
  const names = extractTokens(headers, 'access-control-allow-headers')
  return Array.isArray(names) && names.includes('*')
}
