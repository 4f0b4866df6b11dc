import type { PolicyRule } from '../rule.ts'

/** Never with credentials, which validation sees to. */
export const anyHeaderAllowed: PolicyRule = {
  id: 'any-header-allowed',
  severity: 'info',
  about: 'policy',
  summary: 'every request header is allowed',
  why: 'Pages may send any header but Authorization, those too that the application or a proxy in front of it trusts, such as ' +
    'X-Forwarded-For or X-User-Id. By the standard "*" does not cover Authorization.',
  recommendation: 'List the headers that the API reads.',
  exceptions: 'A public API that clients call with headers of their own, and where no header is trusted.',
  source: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    const i = allowedHeaders.indexOf('*')
    if (i === -1) return
    const path = allowedHeaders === '*' ? '/allowedHeaders' : `/allowedHeaders/${i}`
    report(path, 'allows every request header but Authorization, those too that the application trusts. List the ones that it reads.')
  },
  bad: [
    { origins: '*', allowedHeaders: '*' },
    { origins: ['https://app.example.com'], allowedHeaders: ['Authorization', '*'] }
  ],
  good: [{ origins: '*', allowedHeaders: ['Authorization', 'Content-Type'] }, { origins: '*', exposedHeaders: '*' }]
}
