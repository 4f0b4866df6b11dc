import { meantHeaderName } from '../well-known-headers.ts'
import type { PolicyRule } from '../rule.ts'

/** What it was meant to allow is not allowed. */
export const headerLooksMistyped: PolicyRule = {
  id: 'header-looks-mistyped',
  severity: 'warning',
  about: 'policy',
  summary: 'a header name is one slip away from a well-known one',
  why: 'Browsers compare names letter by letter: the header that was meant is refused, or hidden from the page, and nothing says so until a page needs it.',
  recommendation: 'Write the well-known name.',
  exceptions: 'Client and server do use the name as it is written.',
  source: 'https://www.iana.org/assignments/http-fields/http-fields.xhtml',
  reads: ['allowedHeaders', 'exposedHeaders'],
  check ({ policy }, report) {
    for (const field of ['allowedHeaders', 'exposedHeaders'] as const) {
      const names = policy[field] ?? []
      if (names === '*') continue
      for (const [i, name] of names.entries()) {
        const meant = meantHeaderName(name)
        if (meant !== undefined) report(`/${field}/${i}`, `is one slip away from ${meant}, which it does not cover. Write "${meant}", if that is meant.`)
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
