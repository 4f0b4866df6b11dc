import type { PolicyRule } from '../rule.ts'

/** `Content-Type` and `Range` are safelisted for few of their values only, and listed for the others: those are not meant here. */
const NEARLY_ALWAYS_SAFE: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language'])

/** Nearly always of no use; not always, so that there is no fix. */
export const safelistedHeaderListed: PolicyRule = {
  id: 'safelisted-header-listed',
  severity: 'info',
  about: 'policy',
  summary: 'a request header is allowed that needs no approval',
  why: 'Browsers send Accept, Accept-Language and Content-Language without asking, but for values longer than 128 bytes or with ' +
    'unusual characters. Content-Type and Range are different: what pages put there, as application/json, does need approval.',
  recommendation: 'Take it out, unless pages send such values.',
  exceptions: 'Pages send values that are longer than 128 bytes or have characters such as quotes, colons, brackets or, in a language, underscores.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    if (allowedHeaders === '*') return
    for (const [i, name] of allowedHeaders.entries()) {
      if (!NEARLY_ALWAYS_SAFE.has(name.toLowerCase())) continue
      report(`/allowedHeaders/${i}`, 'is sent without approval, if its value is short and plain. Take it out, unless pages send other values.')
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
