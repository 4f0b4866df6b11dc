import { isMethodOverrideHeaderName } from '../../standard/headers.ts'
import type { PolicyRule } from '../rule.ts'

/** A POST that becomes something else behind the preflight. */
export const methodOverrideHeaderAllowed: PolicyRule = {
  id: 'method-override-header-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'a header that replaces the method of a request is allowed',
  why: 'The preflight asks for POST, which needs no approval, and a server that heeds the header then performs the ' +
    'method that it names: `methods` is not asked.',
  recommendation: 'Let pages send the method itself, list it in `methods`, and take the header out.',
  exceptions: 'Whatever heeds the header performs those methods only that the policy approves.',
  source: 'https://fetch.spec.whatwg.org/#forbidden-request-header',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    if (allowedHeaders === '*') return
    for (const [i, name] of allowedHeaders.entries()) {
      if (!isMethodOverrideHeaderName(name)) continue
      report(`/allowedHeaders/${i}`, 'turns a POST into any method where the server heeds it, whatever `methods` says. Take it out, and let pages send the method itself.')
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
