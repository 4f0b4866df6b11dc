import type { ServerResponse } from '../../../types/browser.ts'
import { corsLines, isRedirect, simulateExchange } from '../browser-verdict.ts'
import { variesByOrigin } from '../cacheability.ts'
import { probe, type Evidence, type Kind } from '../probe.ts'
import { get, lacksGet, preflight } from '../requests.ts'
import { allowOriginOf, hasNoCors, proxyLines, senderHint } from '../response-facts.ts'
import { WILDCARD_WITH_CREDENTIALS } from '../shared-kinds.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

const CORS_CHECK = 'https://fetch.spec.whatwg.org/#concept-cors-check'
const RESPONSES = 'https://fetch.spec.whatwg.org/#http-responses'

const kinds = {
  'authentication-before-cors': {
    why: 'The page cannot see that it has to log in: it gets a network error instead of the status.',
    recommendation: 'Add the CORS headers before authentication. To check responses to users, give credentials with --cookie-env or --auth-env.',
    source: CORS_CHECK
  },
  'cors-headers-removed': {
    why: 'The response shows that the application allows the origin, but the header that browsers need does not arrive.',
    recommendation: 'Find the proxy that removes the headers, for example with proxy_hide_header, and let it pass all Access-Control-* headers on.',
    source: RESPONSES
  },
  'origin-not-forwarded': {
    why: 'The application sees a request without Origin. It takes it for one that is not from a page of another site, and sends no CORS headers.',
    recommendation: 'Find the proxy that removes Origin from requests, and let it pass Origin and Access-Control-Request-* on.',
    source: 'https://fetch.spec.whatwg.org/#origin-header'
  },
  'allow-origin-is-fixed': {
    why: 'Browsers compare the header with the origin of the page. A fixed value is right for one origin only.',
    recommendation: 'Let only the application send the header, by its list of origins. Look for a fixed header in the configuration of the proxy, and for a fixed Origin in what it forwards.',
    source: CORS_CHECK
  },
  'credentials-not-allowed': {
    why: 'The browser lets the page read the response only if Access-Control-Allow-Credentials is true.',
    recommendation: 'Send Access-Control-Allow-Credentials: true to the allowed origins, or send requests without credentials. If the application sends it, find the proxy that removes it.',
    source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials'
  },
  'wildcard-with-credentials': WILDCARD_WITH_CREDENTIALS,
  'origin-not-listed': {
    why: 'The server has a list of origins, because its response depends on the origin, but this origin is not in it.',
    recommendation: 'Add the origin to the list of the server. If it is in the list, a proxy removes or changes Origin in the request, or removes the headers of the response.',
    source: CORS_CHECK
  },
  'cors-missing': {
    why: 'Without Access-Control-Allow-Origin no page of another origin can read the response.',
    recommendation: 'Enable CORS for this URL, with this origin in the list. If it is enabled, a proxy removes Origin from the request or the headers from the response.',
    source: RESPONSES
  }
} satisfies Record<string, Kind>

type Id = keyof typeof kinds

/** Finds out why an allowed origin is blocked: in the request, in the application, or in the response. */
export const blockedOrigins = probe({
  id: 'blocked-origins',
  title: 'the origin reaches the application, the application allows it, and its headers reach the page',
  area: 'access',
  kinds,
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    allowed: new Map(target.allowed.map(origin => [origin, get(origin)])),
    none: get(),
    untrusted: get(target.untrusted[0]),
    preflight: preflight(target.allowed[0]!, requestedMethod(target), target.requestHeaders),
    untrustedPreflight: preflight(target.untrusted[0], 'PUT'),
    plain: { method: 'OPTIONS', headers: [] },
    unknown: get(target.allowed[0], { url: target.unknownUrl })
  }),
  judge (target, responses, report) {
    const { credentials, url: { href } } = target
    for (const [origin, response] of responses.allowed) {
      if (lacksGet(target, response) || isRedirect(response)) continue
      const { failure } = simulateExchange({ origin, url: href, credentials }, { response })
      if (failure === undefined) continue
      const seen: Seen = { ...responses, response, origin, others: [responses.none, responses.untrusted].filter(one => one !== undefined) }
      const id = causeOf(seen, failure.code)
      if (id === undefined) continue
      report(id, {
        severity: 'error',
        subject: origin,
        message: MESSAGES[id](seen),
        expected: [`access-control-allow-origin: ${origin}`, ...credentials ? ['access-control-allow-credentials: true'] : []],
        actual: [...corsLines(response), ...proxyLines(response)],
        evidence: evidenceFor(id, seen)
      })
    }
  }
})

/** The responses that differ for different causes. */
interface Seen {
  readonly origin: string
  readonly response: ServerResponse
  /** Without an origin, and to an untrusted one. */
  readonly others: readonly ServerResponse[]
  readonly preflight: ServerResponse | undefined
  readonly untrustedPreflight: ServerResponse | undefined
  /** To OPTIONS without any header. */
  readonly plain: ServerResponse | undefined
  readonly unknown: ServerResponse | undefined
}

/** Undefined if the syntax of the header is the cause, which another probe reports. */
function causeOf (seen: Seen, code: string): Id | undefined {
  const { response, others } = seen
  if (code === 'wildcard-with-credentials') return code
  if (code === 'allow-credentials-missing') return 'credentials-not-allowed'
  const value = allowOriginOf(response)
  if (code === 'allow-origin-differs' && others.length > 0 && others.every(other => allowOriginOf(other) === value)) return 'allow-origin-is-fixed'
  if (code !== 'allow-origin-missing') return undefined
  // Behind code that decides by the origin, it is a guard of origins, or authentication that the page could see with another origin.
  if ((response.status === 401 || response.status === 403) && !variesByOrigin(response.headers)) return 'authentication-before-cors'
  if (isRemoved(seen)) return 'cors-headers-removed'
  if (isNotForwarded(seen)) return 'origin-not-forwarded'
  return hasOriginList(seen) ? 'origin-not-listed' : 'cors-missing'
}

/** Whether the application treats the origin as allowed, and only the header does not arrive. */
function isRemoved ({ response, others, preflight, untrustedPreflight }: Seen): boolean {
  if (!hasNoCors(response)) return others.length > 0 && others.every(hasNoCors)
  if (preflight === undefined || untrustedPreflight === undefined) return false
  return hasNoCors(preflight) && preflight.status < 300 && untrustedPreflight.status >= 400
}

/** Whether the application has CORS code, and takes a preflight for an OPTIONS request without Origin. */
function isNotForwarded ({ response, others, preflight, plain }: Seen): boolean {
  if (preflight === undefined || plain === undefined || !variesByOrigin(response.headers)) return false
  return preflight.status >= 400 && preflight.status !== 403 && preflight.status === plain.status && [preflight, response, ...others].every(one => allowOriginOf(one) === undefined)
}

/** Whether some response shows that the server decides by the origin. */
function hasOriginList ({ response, others, preflight, unknown }: Seen): boolean {
  return [response, preflight, unknown, ...others].some(one => one !== undefined && (variesByOrigin(one.headers) || !hasNoCors(one)))
}

const MESSAGES: Readonly<Record<Id, (seen: Seen) => string>> = {
  'authentication-before-cors': ({ response: { status } }) => `The server rejects the request with status ${status} before it adds CORS headers.`,
  'cors-headers-removed': ({ origin, response }) => `The application allows ${origin}, but a proxy${senderHint(response)} removes Access-Control-Allow-Origin from its response.`,
  'origin-not-forwarded': ({ origin, response }) =>
    `A proxy${senderHint(response)} removes Origin: requests from ${origin}, from an untrusted origin and without Origin get the same response, and so does a preflight.`,
  'allow-origin-is-fixed': ({ origin, response }) => `Every response allows ${allowOriginOf(response)}, whichever page sends the request, so a page from ${origin} is blocked.`,
  'credentials-not-allowed': ({ origin }) => `The server allows ${origin} only without credentials: Access-Control-Allow-Credentials is missing.`,
  'wildcard-with-credentials': ({ origin, response }) =>
    `The response allows "*", which browsers do not accept for the requests with credentials from ${origin}.${variesByOrigin(response.headers) ? ' Its Vary: Origin shows that a proxy has replaced the header of the application.' : ''}`,
  'origin-not-listed': ({ origin }) => `The server has a list of origins, and ${origin} is not in it.`,
  'cors-missing': ({ response }) => `The responses have no CORS headers${senderHint(response)}: CORS is off for this URL.`
}

/** The decisive response is that to the page. */
function evidenceFor (id: Id, { response, others, preflight, untrustedPreflight, plain }: Seen): Evidence {
  const before: Readonly<Partial<Record<Id, ReadonlyArray<ServerResponse | undefined>>>> = {
    'cors-headers-removed': [untrustedPreflight, preflight],
    'origin-not-forwarded': [plain, preflight, ...others],
    'allow-origin-is-fixed': others
  }
  const [first, ...rest] = [...before[id] ?? [], response].filter(one => one !== undefined)
  return [first!, ...rest]
}

/** A method that needs a preflight, if pages use one. */
function requestedMethod ({ methods }: CheckTarget): string {
  return methods.find(method => !/^(?:GET|HEAD|POST)$/.test(method)) ?? 'GET'
}
