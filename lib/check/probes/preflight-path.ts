import { canRead, corsLines, isApproved, isRedirect } from '../browser-verdict.ts'
import { probe, type Evidence, type Kind } from '../probe.ts'
import { get, preflight } from '../requests.ts'
import { allowOriginOf, proxyLines, senderHint } from '../response-facts.ts'
import { skipWithoutAllowedOrigin } from '../target.ts'

const kinds = {
  'preflight-gets-no-response': {
    why: 'The browser waits for the preflight, and the page gets a network error.',
    recommendation: 'Find the firewall, proxy or hook that drops OPTIONS requests, and let them reach the application.',
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'options-refused-before-application': {
    why: 'The actual request would be allowed, but the browser never sends it.',
    recommendation: 'Let the proxy, firewall or router pass OPTIONS on to the application, like GET.',
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'options-handled-elsewhere': {
    why: 'The response to a preflight does not come from the code that allows the actual request, and has other CORS headers.',
    recommendation: 'Find the proxy, router or middleware that responds to OPTIONS, and let preflights reach the application.',
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'preflight-not-handled': {
    why: 'The browser sends the actual request only after a preflight with an ok status that allows the method and the headers.',
    recommendation: 'Let the CORS code respond to OPTIONS requests with Access-Control-Request-Method. If it does, a proxy removes that header from the request.',
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  }
} satisfies Record<string, Kind>

type Id = keyof typeof kinds

/** Finds out why preflights fail at a URL whose responses pages can read. */
export const preflightPath = probe({
  id: 'preflight-path',
  title: 'preflights reach the code that also allows the actual request',
  area: 'preflight',
  kinds,
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    read: get(target.allowed[0]),
    unknown: get(target.allowed[0], { url: target.unknownUrl }),
    // A preflight that every server with CORS for this origin allows.
    simple: preflight(target.allowed[0]!, 'GET', target.requestHeaders),
    unknownOptions: preflight(target.allowed[0]!, 'GET', target.requestHeaders, { url: target.unknownUrl }),
    plain: { method: 'OPTIONS', headers: [['Origin', target.allowed[0]!]] }
  }),
  // A GET after the OPTIONS requests shows that the check could still send some.
  followUps: target => ({ later: get(target.allowed[0], { repeat: 1 }) }),
  judge (target, { read, simple, unknown, unknownOptions, plain, later }, report) {
    const { allowed: [origin], credentials, url: { href }, requestHeaders } = target
    if (read === undefined || !canRead(origin!, href, credentials, read)) return
    const add = (id: Id, message: string, evidence: Evidence): void => {
      const response = evidence.at(-1)!
      report(id, {
        severity: 'error',
        subject: 'OPTIONS',
        message,
        evidence,
        expected: ['status 204', `access-control-allow-origin: ${origin}`],
        actual: [...corsLines(response), ...proxyLines(response)]
      })
    }
    if (simple === undefined) {
      if (plain === undefined && unknownOptions === undefined && later !== undefined) add('preflight-gets-no-response', 'OPTIONS requests get no response, but GET requests do: something drops them.', [read])
      return
    }
    if (isApproved({ origin: origin!, url: href, credentials, requestHeaders }, simple) || isRedirect(simple) || simple.status === 401) return
    const isAllowed = allowOriginOf(simple) === allowOriginOf(read)
    if (simple.status < 300) {
      if (!isAllowed) {
        add('options-handled-elsewhere',
          `Something before the CORS code${senderHint(simple)} responds to OPTIONS with status ${simple.status}, but its Access-Control-Allow-Origin differs from that of the response to GET.`, [read, simple])
      }
      return
    }
    const isEverywhere = unknown !== undefined && unknownOptions?.status === simple.status && unknown.status !== simple.status
    if (isEverywhere && !isAllowed) {
      add('options-refused-before-application',
        `Something before the application${senderHint(simple)} rejects OPTIONS with status ${simple.status}, also at a URL that does not exist, but passes GET on.`, [unknownOptions, read, simple])
      return
    }
    add('preflight-not-handled', isAllowed && plain?.status === simple.status
      ? `A preflight gets status ${simple.status} like an OPTIONS request without Access-Control-Request-Method: that header does not reach the CORS code, or the CORS code does not handle preflights.`
      : `The CORS code does not handle OPTIONS: a preflight gets status ${simple.status}.`, [read, simple])
  }
})
