import type { ServerResponse } from '../../../types/browser.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import { probe, type ProbeRequests } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { skipWithoutAllowedOrigin } from '../baseline-requests.ts'
import { corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

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
  plan: target => ({ ...reformatted(target), ...malformed(target) }),
  judge (target, responses, report) {
    const { allowed: [origin], credentials, url: { href } } = target
    const requestHeaders = namesOf(target)
    const passes = (name: string): boolean => isApproved({ origin: origin!, url: href, credentials, requestHeaders }, responses.get(name))
    const rejected = passes('canonical') ? Object.keys(reformatted(target)).filter(name => responses.get(name) !== undefined && !passes(name)) : []
    const other = rejected.find(name => !UNUSUAL_FORMATS.has(name)) ?? rejected[0]
    if (other !== undefined) {
      report('request-headers-order-dependent', {
        severity: UNUSUAL_FORMATS.has(other) ? 'info' : 'warning',
        subject: other,
        message: `A preflight for ${requestHeaders.join(', ')} is allowed, but is not allowed if the list has another format: ${rejected.join('; ')}.`,
        expected: corsLines(responses.get('canonical')!),
        actual: corsLines(responses.get(other)!),
        evidence: ['canonical', other]
      })
    }
    const isFault = (name: string): boolean => (responses.get(name)?.status ?? 0) >= 500
    // A server that fails for every preflight is reported by another probe.
    const [fault, ...more] = isFault('canonical') ? [] : Object.keys(malformed(target)).filter(isFault)
    if (fault === undefined) return
    report('malformed-preflight-500', {
      severity: [fault, ...more].every(name => isProxyError(responses.get(name)!)) ? 'info' : 'warning',
      subject: fault,
      message: `The response to a preflight with ${[fault, ...more].join(', or ')} has status ${responses.get(fault)!.status}.`,
      expected: ['a status below 500'],
      actual: corsLines(responses.get(fault)!),
      evidence: [fault]
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

function reformatted (target: CheckTarget): ProbeRequests {
  const origin = target.allowed[0]!
  const names = namesOf(target)
  const with_ = (...values: string[]) => ({
    method: 'OPTIONS' as const,
    headers: [...preflightLines(origin, 'GET'), ...values.map((value): HeaderLine => ['Access-Control-Request-Headers', value])]
  })
  return {
    canonical: with_(names.join(',')),
    'a space after each comma': with_(names.join(', ')),
    'upper case': with_(names.join(',').toUpperCase()),
    'reverse order': with_(names.toReversed().join(',')),
    'a header line for each name': with_(...names),
    'an empty element': with_(`${names.join(',')},`),
    'a duplicate name': with_([...names, names[0]!].join(','))
  }
}

function malformed ({ allowed: [origin] }: CheckTarget): ProbeRequests {
  const from = (method: string, ...more: HeaderLine[]) => ({ method: 'OPTIONS' as const, headers: [...preflightLines(origin!, method), ...more] })
  return {
    'a method in lower case': from('patch'),
    'an empty method': from(''),
    'an invalid method': from('GE T'),
    'an invalid header name': from('PUT', ['Access-Control-Request-Headers', 'a b:c']),
    'a header name of 8,000 characters': from('PUT', ['Access-Control-Request-Headers', 'x'.repeat(8000)])
  }
}
