import type { ServerResponse } from '../../../types/browser.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import { probe, type ProbeRequests } from '../probe.ts'
import type { Target } from '../target.ts'
import { withoutPages } from '../baseline-requests.ts'
import { corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

/** Whether proxies may touch a preflight, and whether it may be malformed. */
export const preflightParsing = probe({
  id: 'preflight-parsing',
  title: 'preflights are answered alike however proxies have written their lists, and without a fault where they are malformed',
  area: 'preflight',
  kinds: {
    'request-headers-order-dependent': {
      why: 'Proxies may add a space behind the comma, or split a list into lines. A server that takes the list for one text then refuses the preflight.',
      recommendation: 'Do not compare the value: answer with the list of all allowed names.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-recipient-requirements'
    },
    'malformed-preflight-500': {
      why: 'Anybody can send such a request. A server that fails at it has a place where strangers can make it fail, and log, at will.',
      recommendation: 'Answer it as one that is refused.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-server-error-5xx'
    }
  },
  skip: withoutPages,
  plan: target => ({ ...respelled(target), ...malformed(target) }),
  judge (target, seen, report) {
    const { allowed: [origin], credentials, url: { href } } = target
    const requestHeaders = namesOf(target)
    const passes = (name: string): boolean => isApproved({ origin: origin!, url: href, credentials, requestHeaders }, seen.answer(name))
    const refused = passes('canonical') ? Object.keys(respelled(target)).filter(name => seen.answer(name) !== undefined && !passes(name)) : []
    const other = refused.find(name => !NO_PROXY_DOES.has(name)) ?? refused[0]
    if (other !== undefined) {
      report('request-headers-order-dependent', {
        severity: NO_PROXY_DOES.has(other) ? 'info' : 'warning',
        subject: other,
        message: `A preflight for ${requestHeaders.join(', ')} is approved, and refused where a proxy writes the list otherwise: ${refused.join('; ')}.`,
        expected: corsLines(seen.answer('canonical')!),
        seen: corsLines(seen.answer(other)!),
        shownBy: ['canonical', other]
      })
    }
    const isFault = (name: string): boolean => (seen.answer(name)?.status ?? 0) >= 500
    // What fails at every preflight is another matter.
    const [fault, ...more] = isFault('canonical') ? [] : Object.keys(malformed(target)).filter(isFault)
    if (fault === undefined) return
    report('malformed-preflight-500', {
      severity: [fault, ...more].every(name => isOfProxy(seen.answer(name)!)) ? 'info' : 'warning',
      subject: fault,
      message: `A preflight with ${[fault, ...more].join(', or ')} is answered by ${seen.answer(fault)!.status}.`,
      expected: ['a status below 500'],
      seen: corsLines(seen.answer(fault)!),
      shownBy: [fault]
    })
  }
})

/** A proxy's own limits, which the server behind it may know nothing of: https://www.rfc-editor.org/rfc/rfc9110.html#name-502-bad-gateway */
function isOfProxy ({ status }: ServerResponse): boolean {
  return status === 502 || status === 504
}

/** Browsers do neither: the Fetch standard has the names sorted, in lower case, and each once, and a server may rely on that. */
const NO_PROXY_DOES: ReadonlySet<string> = new Set(['upper case', 'the other way round', 'a name twice'])

function namesOf ({ requestHeaders }: Target): readonly string[] {
  return requestHeaders.length > 0 ? [...requestHeaders].sort() : ['content-type']
}

function respelled (target: Target): ProbeRequests {
  const origin = target.allowed[0]!
  const names = namesOf(target)
  const with_ = (...values: string[]) => ({
    method: 'OPTIONS' as const,
    headers: [...preflightLines(origin, 'GET'), ...values.map((value): HeaderLine => ['Access-Control-Request-Headers', value])]
  })
  return {
    canonical: with_(names.join(',')),
    'a space behind each comma': with_(names.join(', ')),
    'upper case': with_(names.join(',').toUpperCase()),
    'the other way round': with_(names.toReversed().join(',')),
    'a line for each name': with_(...names),
    'an empty element': with_(`${names.join(',')},`),
    'a name twice': with_([...names, names[0]!].join(','))
  }
}

function malformed ({ allowed: [origin] }: Target): ProbeRequests {
  const from = (method: string, ...more: HeaderLine[]) => ({ method: 'OPTIONS' as const, headers: [...preflightLines(origin!, method), ...more] })
  return {
    'a method in lower case': from('patch'),
    'no method': from(''),
    'a method that is none': from('GE T'),
    'a header name that is none': from('PUT', ['Access-Control-Request-Headers', 'a b:c']),
    'names of 8,000 characters': from('PUT', ['Access-Control-Request-Headers', 'x'.repeat(8000)])
  }
}
