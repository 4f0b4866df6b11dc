import type { PolicyRule } from '../rule.ts'

/** Validation already rejects "*" in a policy with credentials. */
export const anyHeaderExposed: PolicyRule = {
  id: 'any-header-exposed',
  severity: 'info',
  about: 'policy',
  summary: 'any response header is exposed',
  why: 'Pages can read every response header except Set-Cookie, including headers that proxies and frameworks add. Such headers can ' +
    'contain internal details, for example host names.',
  recommendation: 'List the headers that pages read.',
  exceptions: 'The API is public and its responses contain nothing confidential. Clients other than browsers can read all headers ' +
    'anyway.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
  reads: ['exposedHeaders'],
  check ({ policy }, report) {
    if (policy.exposedHeaders !== '*') return
    report('/exposedHeaders', '"*" exposes every response header except Set-Cookie, including headers that proxies add. List the ' +
      'headers that pages need.')
  },
  bad: [{ origins: '*', exposedHeaders: '*' }],
  good: [{ origins: '*', exposedHeaders: ['ETag', 'Link'] }, { origins: '*', allowedHeaders: '*' }]
}
