import { isHttpScheme } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const originHasTrailingDot: PolicyRule = {
  id: 'origin-has-trailing-dot',
  severity: 'warning',
  about: 'policy',
  summary: 'the host of an origin ends with a dot',
  why: 'A host name with a trailing dot refers to the same host, but it is a different origin. Users hardly ever open pages with the ' +
    'dot.',
  recommendation: 'Remove the dot.',
  exceptions: 'Users open pages with the trailing dot. In that case, list both origins.',
  source: 'https://www.rfc-editor.org/rfc/rfc1034.html#section-3.1',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const pattern of patterns) {
      if (!isHttpScheme(pattern) || !pattern.host.endsWith('.')) continue
      report(pattern.path, 'The host ends with a dot, which makes it a different origin that pages hardly ever have. Remove the dot.')
    }
  },
  bad: [{ origins: ['https://app.example.com.'] }, { origins: ['https://*.example.com.:8443'] }],
  good: [{ origins: ['https://app.example.com', 'app://.'] }]
}
