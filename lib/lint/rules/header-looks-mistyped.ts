import { intendedHeaderName } from '../well-known-headers.ts'
import type { PolicyRule } from '../rule.ts'

export const headerLooksMistyped: PolicyRule = {
  id: 'header-looks-mistyped',
  severity: 'warning',
  about: 'policy',
  summary: 'a header name looks like a misspelled well-known name',
  why: 'Browsers compare header names letter by letter. They block or hide the intended header, and the mistake goes unnoticed until a ' +
    'page needs it.',
  recommendation: 'Use the well-known name.',
  exceptions: 'Client and server use the name exactly as it is written.',
  source: 'https://www.iana.org/assignments/http-fields/http-fields.xhtml',
  reads: ['allowedHeaders', 'exposedHeaders'],
  check ({ policy }, report) {
    for (const field of ['allowedHeaders', 'exposedHeaders'] as const) {
      const names = policy[field] ?? []
      if (names === '*') continue
      for (const [i, name] of names.entries()) {
        const meant = intendedHeaderName(name)
        if (meant !== undefined) {
          report(`/${field}/${i}`, `The name looks like a misspelling of ${meant}. Use "${meant}" if that is ` +
          'intended.')
        }
      }
    }
  },
  bad: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Authorisation', 'Content-Tpye', 'X-Requsted-With'] },
    { origins: ['https://app.example.com'], allowedHeaders: ['If_None_Match'] },
    { origins: ['https://app.example.com'], exposedHeaders: ['Retry-Afterr'] }
  ],
  good: [
    { origins: ['https://app.example.com'], allowedHeaders: ['authorization', 'X-Request-Id', 'If-Match', 'X-CSRFToken'] },
    { origins: ['https://app.example.com'], exposedHeaders: ['ETag', 'X-Rate-Limit-Reset', 'X-Tag'] },
    { origins: '*', allowedHeaders: '*', exposedHeaders: '*' }
  ]
}
