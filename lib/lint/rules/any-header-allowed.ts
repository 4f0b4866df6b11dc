import type { PolicyRule } from '../rule.ts'

/** Validation already rejects "*" in a policy with credentials. */
export const anyHeaderAllowed: PolicyRule = {
  id: 'any-header-allowed',
  severity: 'info',
  about: 'policy',
  summary: 'any request header is allowed',
  why: 'Pages can send any request header except Authorization, including headers that the application or a proxy trusts, such as ' +
    'X-Forwarded-For or X-User-Id. According to the standard, "*" does not cover Authorization.',
  recommendation: 'List the headers that the API reads.',
  exceptions: 'The API is public, its clients send headers of their own, and the server trusts no request header.',
  source: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    const i = allowedHeaders.indexOf('*')
    if (i === -1) return
    const path = allowedHeaders === '*' ? '/allowedHeaders' : `/allowedHeaders/${i}`
    report(path, '"*" allows any request header except Authorization, including headers that the application trusts. List the headers ' +
      'that it reads.')
  },
  bad: [
    { origins: '*', allowedHeaders: '*' },
    { origins: ['https://app.example.com'], allowedHeaders: ['Authorization', '*'] }
  ],
  good: [{ origins: '*', allowedHeaders: ['Authorization', 'Content-Type'] }, { origins: '*', exposedHeaders: '*' }]
}
