import { isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import type { PolicyRule } from '../rule.ts'

/** Readable without being listed, so that taking it out changes nothing. */
export const safelistedHeaderExposed: PolicyRule = {
  id: 'safelisted-header-exposed',
  severity: 'info',
  about: 'policy',
  summary: 'a response header is exposed that every page may read anyway',
  why: 'Pages read the seven CORS-safelisted response headers, such as Content-Type and Content-Length, of every response that they ' +
    'may read at all. The entry makes every response longer, and nothing else.',
  recommendation: 'Take it out.',
  exceptions: 'Pages for browsers so old that they do not count Content-Length among the seven.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name',
  reads: ['exposedHeaders'],
  check ({ policy: { exposedHeaders = [] } }, report) {
    if (exposedHeaders === '*') return
    for (const [i, name] of exposedHeaders.entries()) {
      if (!isSafelistedResponseHeaderName(name)) continue
      report(`/exposedHeaders/${i}`, 'is readable without being listed. Take it out.', { fix: { op: 'remove' } })
    }
  },
  bad: [
    { origins: ['https://app.example.com'], exposedHeaders: ['ETag', 'Content-Length'] },
    { origins: '*', exposedHeaders: ['last-modified'] }
  ],
  good: [{ origins: ['https://app.example.com'], exposedHeaders: ['ETag', 'Content-Disposition'] }, { origins: '*', exposedHeaders: '*' }]
}
