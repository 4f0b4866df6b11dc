import { isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import type { PolicyRule } from '../rule.ts'

export const safelistedHeaderExposed: PolicyRule = {
  id: 'safelisted-header-exposed',
  severity: 'info',
  about: 'policy',
  summary: 'a response header is exposed that every page can read anyway',
  why: 'Pages can always read the seven CORS-safelisted response headers, such as Content-Type and Content-Length. The entry only makes ' +
    'every response longer.',
  recommendation: 'Remove it.',
  exceptions: 'Pages run in old browsers that do not include Content-Length in the safelist.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name',
  reads: ['exposedHeaders'],
  check ({ policy: { exposedHeaders = [] } }, report) {
    if (exposedHeaders === '*') return
    for (const [i, name] of exposedHeaders.entries()) {
      if (!isSafelistedResponseHeaderName(name)) continue
      report(`/exposedHeaders/${i}`, 'Pages can read this header without the entry. Remove the entry.', { fix: { op: 'remove' } })
    }
  },
  bad: [
    { origins: ['https://app.example.com'], exposedHeaders: ['ETag', 'Content-Length'] },
    { origins: '*', exposedHeaders: ['last-modified'] }
  ],
  good: [{ origins: ['https://app.example.com'], exposedHeaders: ['ETag', 'Content-Disposition'] }, { origins: '*', exposedHeaders: '*' }]
}
