import { isHttp } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** A host that is spelled as hardly anybody does. */
export const originHasTrailingDot: PolicyRule = {
  id: 'origin-has-trailing-dot',
  severity: 'warning',
  about: 'policy',
  summary: 'the host of an origin ends with a dot',
  why: 'The name of a host means the same with a dot at its end and without, but the two are different origins, and pages are ' +
    'hardly ever visited with it.',
  recommendation: 'Take the dot out.',
  exceptions: 'Pages are visited under that very spelling; then list both.',
  source: 'https://www.rfc-editor.org/rfc/rfc1034.html#section-3.1',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const pattern of patterns) {
      if (!isHttp(pattern) || !pattern.host.endsWith('.')) continue
      report(pattern.path, 'ends with a dot, which pages hardly ever have: it is another origin than the one without. Take the dot out.')
    }
  },
  bad: [{ origins: ['https://app.example.com.'] }, { origins: ['https://*.example.com.:8443'] }],
  good: [{ origins: ['https://app.example.com', 'app://.'] }]
}
