import type { PolicyRule } from '../rule.ts'

/** Never with credentials, which validation sees to. */
export const anyHeaderExposed: PolicyRule = {
  id: 'any-header-exposed',
  severity: 'info',
  about: 'policy',
  summary: 'every response header is exposed',
  why: 'Pages read every header but Set-Cookie, also those that proxies and frameworks add and nobody has thought of, such as names of internal hosts.',
  recommendation: 'List the headers that pages read.',
  exceptions: 'A public API whose answers hold nothing that is not meant for everybody: whoever asks without a browser reads all headers anyway.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
  reads: ['exposedHeaders'],
  check ({ policy }, report) {
    if (policy.exposedHeaders !== '*') return
    report('/exposedHeaders', 'lets pages read every response header but Set-Cookie, those of proxies too. List the ones that they need.')
  },
  bad: [{ origins: '*', exposedHeaders: '*' }],
  good: [{ origins: '*', exposedHeaders: ['ETag', 'Link'] }, { origins: '*', allowedHeaders: '*' }]
}
