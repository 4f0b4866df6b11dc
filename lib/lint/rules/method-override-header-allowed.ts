import { isMethodOverrideHeaderName } from '../../standard/headers.ts'
import type { PolicyRule } from '../rule.ts'

export const methodOverrideHeaderAllowed: PolicyRule = {
  id: 'method-override-header-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'a header that overrides the request method is allowed',
  why: 'The preflight is for a POST request, which needs no approval. A server that supports the header then executes the method in the ' +
    'header, and `methods` is not checked.',
  recommendation: 'Send the method itself, list it in `methods`, and remove the header.',
  exceptions: 'The server accepts only those methods in the header that the policy approves.',
  source: 'https://fetch.spec.whatwg.org/#forbidden-request-header',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    if (allowedHeaders === '*') return
    for (const [i, name] of allowedHeaders.entries()) {
      if (!isMethodOverrideHeaderName(name)) continue
      report(`/allowedHeaders/${i}`, 'If the server supports this header, a POST request can execute any method, regardless of ' +
        '`methods`. Remove the header and let pages send the method itself.')
    }
  },
  bad: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type', 'X-HTTP-Method-Override'] },
    { origins: ['https://app.example.com'], allowedHeaders: ['x-http-method', 'X-Method-Override'] }
  ],
  good: [
    { origins: ['https://app.example.com'], methods: ['PATCH'], allowedHeaders: ['Content-Type', 'X-Method'] },
    { origins: '*', allowedHeaders: '*' }
  ]
}
