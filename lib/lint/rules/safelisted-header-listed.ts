import type { PolicyRule } from '../rule.ts'

/** `Content-Type` and `Range` are not included, because only a few of their values are safelisted. */
const NEARLY_ALWAYS_SAFE: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language'])

/** Without an automatic fix, because the entry is useful in rare cases. */
export const safelistedHeaderListed: PolicyRule = {
  id: 'safelisted-header-listed',
  severity: 'info',
  about: 'policy',
  summary: 'a request header that needs no approval is allowed',
  why: 'Browsers send Accept, Accept-Language and Content-Language without a preflight, except for values that are longer than 128 ' +
    'bytes or contain unusual characters. Content-Type and Range are different: common values such as application/json need approval.',
  recommendation: 'Remove it unless pages send such values.',
  exceptions: 'Pages send values that are longer than 128 bytes or contain characters such as quotes, colons or brackets, or ' +
    'underscores in a language.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    if (allowedHeaders === '*') return
    for (const [i, name] of allowedHeaders.entries()) {
      if (!NEARLY_ALWAYS_SAFE.has(name.toLowerCase())) continue
      report(`/allowedHeaders/${i}`, 'This header needs no approval if its value is short and has no unusual characters. Remove it ' +
        'unless pages send other values.')
    }
  },
  bad: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Accept', 'Content-Type'] },
    { origins: ['https://app.example.com'], allowedHeaders: ['accept-language'] },
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Language'] }
  ],
  good: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type', 'Range', 'Accept-Version'] },
    { origins: '*', allowedHeaders: '*' }
  ]
}
