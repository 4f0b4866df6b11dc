import type { PolicyRule } from '../rule.ts'

export const originListedTwice: PolicyRule = {
  id: 'origin-listed-twice',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin pattern is listed twice',
  why: 'The second entry has no effect. If only one of the two is removed later, the origin stays allowed.',
  recommendation: 'Remove the duplicate.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#cors-check',
  reads: ['origins'],
  check ({ policy: { origins } }, report) {
    const seen = new Set<string>()
    for (const [i, text] of origins === '*' ? [] : origins.entries()) {
      if (seen.has(text)) report(`/origins/${i}`, 'The origin is already listed. Remove the duplicate.', { fix: { op: 'remove' } })
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
