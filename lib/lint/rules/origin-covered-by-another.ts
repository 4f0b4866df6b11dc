import { coversOf } from '../covers.ts'
import type { PolicyRule } from '../rule.ts'

export const originCoveredByAnother: PolicyRule = {
  id: 'origin-covered-by-another',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin pattern is covered by a broader pattern',
  why: 'The entry has no effect while the broader pattern is listed. Readers may think that the list is narrower than it is, and ' +
    'removing the entry blocks no origin.',
  recommendation: 'Remove the entry. If only the narrower entries are intended, remove the broader pattern instead.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#cors-check',
  reads: ['origins'],
  check ({ patterns }, report) {
    const coverOf = coversOf(patterns)
    const seen = new Set<string>()
    for (const pattern of patterns) {
      const { text, path } = pattern
      // Another rule reports the second of two equal entries.
      const cover = seen.has(text) ? undefined : coverOf(pattern)
      seen.add(text)
      if (cover !== undefined) {
        report(path, `The pattern ${JSON.stringify(cover)} already covers this entry. Remove one of the ` +
        'two.', { fix: { op: 'remove' } })
      }
    }
  },
  bad: [
    { origins: ['https://*.example.com', 'https://app.example.com'] }, { origins: ['https://a.b.example.com', 'https://*.example.com'] },
    { origins: ['https://*.b.example.com', 'https://*.example.com'] },
    { origins: ['http://localhost:3000', 'http://localhost', 'http://localhost:*'] }, { origins: ['http://[::1]:3000', 'http://[::1]:*'] },
    { origins: ['https://*.example.com:8443', 'https://a.example.com:8443'] },
    { origins: ['https://*.example.com', 'https://*.example.com:*'] },
    { origins: ['https://*.example.com:*', 'https://a.example.com', 'https://b.example.com:8443', 'https://c.example.com:*', 'https://*.d.example.com'] }
  ],
  good: [
    { origins: ['https://*.example.com', 'https://example.com:*', 'http://app.example.com', 'https://app.example.com:8443'] },
    { origins: ['https://*.example.com', 'https://myexample.com', 'https://app.example.com:*', 'https://*.example.com:8443', 'https://a.example.com.'] },
    { origins: ['https://*.example.com', 'https://*.com.example', 'https://*.sub.example.org', 'https://*.example.com'] },
    { origins: ['https://localhost:*', 'http://localhost', 'https://*.localhost', 'app://localhost', 'app://a.localhost'] },
    { origins: ['https://a.example.com:*', 'https://*.a.example.com:*', 'https://*.b.example.com:8443'] }
  ]
}
