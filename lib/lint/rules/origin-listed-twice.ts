import type { PolicyRule } from '../rule.ts'

/** An entry that changes nothing. */
export const originListedTwice: PolicyRule = {
  id: 'origin-listed-twice',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin pattern is listed twice',
  why: 'The second entry changes nothing, and one day only one of the two is taken out, so that pages that should be refused ' +
    'are still allowed.',
  recommendation: 'Take one of the two out.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#cors-check',
  reads: ['origins'],
  check ({ policy: { origins } }, report) {
    const seen = new Set<string>()
    for (const [i, text] of origins === '*' ? [] : origins.entries()) {
      if (seen.has(text)) report(`/origins/${i}`, 'is listed already. Take it out.', { fix: { op: 'remove' } })
      seen.add(text)
    }
  },
  bad: [
    { origins: ['https://app.example.com', 'https://example.com', 'https://app.example.com'] },
    { origins: ['https://*.example.com', 'https://*.example.com'], credentials: true },
    { origins: ['null', 'null'], dangerouslyAllow: ['null-origin'] }
  ],
  good: [{ origins: ['https://app.example.com', 'http://app.example.com', 'https://app.example.com:8443', 'https://*.app.example.com'] }, { origins: '*' }]
}
