import type { ServerResponse } from '../../../types/browser.ts'
import { corsLines, isApproved } from '../browser-verdict.ts'
import { probe, type ProbeRequest } from '../probe.ts'
import { preflight, preflightWith } from '../requests.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

const HEADER = 'Access-Control-Request-Headers'

/** Checks that the server parses preflights that a proxy has rewritten, and does not fail for malformed ones. */
export const preflightParsing = probe({
  id: 'preflight-parsing',
  title: 'preflights do not depend on the format of their header list, and malformed ones do not cause server errors',
  area: 'preflight',
  kinds: {
    'request-headers-order-dependent': {
      why: 'Proxies may add a space after commas, or split a list into several header lines. A server that compares the list as a string then rejects the preflight.',
      recommendation: 'Do not compare the value. Send the list of all allowed names.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-recipient-requirements'
    },
    'malformed-preflight-500': {
      why: 'Anyone can send such a request, so an attacker can cause server errors and log entries at will.',
      recommendation: 'Respond to it as to any preflight that is not allowed.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-server-error-5xx'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    canonical: preflight(target.allowed[0]!, 'GET', namesOf(target)),
    reformatted: reformatted(target),
    malformed: malformed(target)
  }),
  judge (target, { canonical, reformatted, malformed }, report) {
    const { allowed: [origin], credentials, url: { href } } = target
    const requestHeaders = namesOf(target)
    const passes = (response: ServerResponse): boolean => isApproved({ origin: origin!, url: href, credentials, requestHeaders }, response)
    const rejected = canonical !== undefined && passes(canonical) ? [...reformatted].filter(([, response]) => !passes(response)) : []
    const decisive = rejected.find(([format]) => !UNUSUAL_FORMATS.has(format)) ?? rejected[0]
    if (canonical !== undefined && decisive !== undefined) {
      const [format, response] = decisive
      report('request-headers-order-dependent', {
        severity: UNUSUAL_FORMATS.has(format) ? 'info' : 'warning',
        subject: format,
        message: `A preflight for ${requestHeaders.join(', ')} is allowed, but is not allowed if the list has another format: ` +
          `${rejected.map(([format]) => format).join('; ')}.`,
        expected: corsLines(canonical),
        evidence: [canonical, response]
      })
    }
    // A server that fails for every preflight is reported by another probe.
    const faults = canonical !== undefined && canonical.status >= 500 ? [] : [...malformed].filter(([, { status }]) => status >= 500)
    const [fault] = faults
    if (fault === undefined) return
    const [what, response] = fault
    report('malformed-preflight-500', {
      severity: faults.every(([, response]) => isProxyError(response)) ? 'info' : 'warning',
      subject: what,
      message: `The response to a preflight with ${faults.map(([what]) => what).join(', or ')} has status ${response.status}.`,
      expected: ['a status below 500'],
      evidence: [response]
    })
  }
})

/** Whether a proxy caused the error, perhaps by limits of its own: https://www.rfc-editor.org/rfc/rfc9110.html#name-502-bad-gateway */
function isProxyError ({ status }: ServerResponse): boolean {
  return status === 502 || status === 504
}

/** Formats that neither browsers nor proxies produce: by the Fetch standard, names are sorted, in lower case and unique. */
const UNUSUAL_FORMATS: ReadonlySet<string> = new Set(['upper case', 'reverse order', 'a duplicate name'])

function namesOf ({ requestHeaders }: CheckTarget): readonly string[] {
  return requestHeaders.length > 0 ? [...requestHeaders].sort() : ['content-type']
}

/** The same preflight with other formats of the list, by a description. */
function reformatted (target: CheckTarget): ReadonlyMap<string, ProbeRequest> {
  const names = namesOf(target)
  const formats: ReadonlyArray<readonly [what: string, ...values: readonly string[]]> = [
    ['a space after each comma', names.join(', ')],
    ['upper case', names.join(',').toUpperCase()],
    ['reverse order', names.toReversed().join(',')],
    ['a header line for each name', ...names],
    ['an empty element', `${names.join(',')},`],
    ['a duplicate name', [...names, names[0]!].join(',')]
  ]
  const request = (values: readonly string[]) => preflightWith(target.allowed[0]!, 'GET', ...values.map(value => [HEADER, value] as const))
  return new Map(formats.map(([what, ...values]) => [what, request(values)]))
}

/** Preflights that are not valid, by a description. */
function malformed ({ allowed: [origin] }: CheckTarget): ReadonlyMap<string, ProbeRequest> {
  return new Map([
    ['a method in lower case', preflightWith(origin!, 'patch')],
    ['an empty method', preflightWith(origin!, '')],
    ['an invalid method', preflightWith(origin!, 'GE T')],
    ['an invalid header name', preflightWith(origin!, 'PUT', [HEADER, 'a b:c'])],
    ['a header name of 8,000 characters', preflightWith(origin!, 'PUT', [HEADER, 'x'.repeat(8000)])]
  ])
}
