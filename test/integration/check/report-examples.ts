/** Results of checks for tests of reports, one with hostile texts and one without a problem. */
import { readFileSync } from 'node:fs'
import type { CheckedEndpoint, CheckResults } from '../../../lib/reporters/check-results.ts'
import type { CheckFinding, CheckReport } from '../../../types/check.ts'

/** Something that each format would interpret. */
export const EVIL = '</pre></code></style><script>alert(1)</script><img src=x onerror=alert(1)> | **b** [x](javascript:alert(1)) `c` "\'&amp; ' +
  ']]>--> %0A::error::x @everyone \u001b[31m\u009b\u202e\u200b\ufeff\u061c\u180e\u3164\ufe0f\ufff9\u{e0041}\u0000\r\n# h\ufffe\ud800'

export const URLS = ['https://api.example.com/orders', 'https://other.example.com/?a=|^`{}"%zz&b=\'<i>']

export const SOURCE = 'https://fetch.spec.whatwg.org/#http-cors-protocol'

export function finding (url: string, over: Partial<CheckFinding> = {}): CheckFinding {
  return {
    id: 'origin-reflected',
    severity: 'error',
    area: 'access',
    probe: 'untrusted-origins',
    url,
    subject: '',
    message: 'Pages from any origin can read the response.',
    expected: ['no access-control-allow-origin'],
    actual: ['status 200', 'access-control-allow-origin: *'],
    why: 'Any site that a user visits can read the response, which may contain data that only this user should be able to read.',
    recommendation: 'Compare Origin with a list.',
    reference: SOURCE,
    explains: [],
    exchanges: [{ request: { method: 'GET', url, headers: [['Origin', 'https://a.test']] }, response: { status: 200, headers: [] }, omitted: 0, failure: null, curl: 'curl -sS x' }],
    ...over
  }
}

export function endpoint (url: string, findings: readonly CheckFinding[], over: Partial<CheckedEndpoint & CheckReport> = {}): CheckedEndpoint {
  const { ignored = [], known = [], requestsWithoutResponse = [], allowed = ['https://app.example.com, with credentials'] } = over
  const grade = findings.length > 0 ? 'F' : 'A'
  return {
    report: {
      version: 1,
      url,
      summary: findings[0]?.message ?? 'No problem was found.',
      isReached: true,
      allowed,
      grades: { access: grade, preflight: 'A', syntax: 'B', caching: 'C', errors: 'A', security: '-' },
      findings: [...findings, ...known, ...ignored.map(({ reason: _, ...finding }) => finding)],
      probes: [
        { id: 'untrusted-origins', title: 'untrusted pages cannot read', findings: findings.length, skipped: null, noResponse: null },
        { id: 'preflights', title: 'preflights are allowed', findings: 0, skipped: 'no allowed origin is given', noResponse: null },
        { id: 'caching', title: 'caches', findings: 0, skipped: null, noResponse: requestsWithoutResponse[0]?.reason ?? null }
      ],
      requests: 42,
      requestsWithoutResponse,
      isComplete: requestsWithoutResponse.length === 0
    },
    findings,
    ignored,
    known
  }
}

export function results (endpoints: readonly CheckedEndpoint[], over: Partial<CheckResults> = {}): CheckResults {
  return { endpoints, unreachable: [], baseline: undefined, isVerbose: true, failing: ['error'], ...over }
}

export const evil = finding(URLS[1]!, {
  subject: EVIL,
  message: `The server sends ${EVIL}.`,
  expected: [EVIL],
  actual: [`access-control-allow-origin: ${EVIL}`, ''],
  why: EVIL,
  recommendation: EVIL,
  reference: `javascript:alert(1)//${EVIL}`,
  exchanges: [{ request: { method: 'GET', url: URLS[1]!, headers: [['X-A', '<redacted>']] }, response: { status: 200, headers: [[EVIL, EVIL]] }, omitted: 0, failure: EVIL, curl: `curl ${EVIL}` }]
})

export const hostile = results([endpoint(URLS[1]!, [evil, finding(URLS[1]!, { severity: 'info', area: 'caching', probe: 'caching' })], {
  allowed: [EVIL], requestsWithoutResponse: [{ reason: EVIL, requests: 1 }]
})], {
  unreachable: [{ url: `https://${EVIL}`, message: EVIL }]
})

export const clean = results([endpoint(URLS[0]!, [])])

export const style = readFileSync(new URL('../../../lib/docs/page/style.css', import.meta.url), 'utf8')
