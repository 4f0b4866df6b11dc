import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'

/** Without an automatic fix, because the list may be useful for readers. */
export const safelistedMethodListed: PolicyRule = {
  id: 'safelisted-method-listed',
  severity: 'info',
  about: 'policy',
  summary: '`methods` lists GET, HEAD or POST, which need no approval',
  why: 'Browsers send GET, HEAD and POST to any server without asking for approval of the method. A list that contains them suggests ' +
    'that leaving them out would block them.',
  recommendation: 'Do not rely on the list for GET, HEAD and POST. If other origins must not call a route with GET or POST, turn CORS ' +
    'off for the route and check `Origin` there.',
  exceptions: 'The list is only documentation for readers, and no one relies on it for protection.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-method',
  reads: ['methods'],
  check ({ policy }, report) {
    const safelisted = [...new Set(policy.methods)].filter(isSafelistedMethod)
    if (safelisted.length === 0) return
    report('/methods', `${safelisted.join(', ')} ${safelisted.length === 1 ? 'needs' : 'need'} no approval, so leaving ` +
      `${safelisted.length === 1 ? 'it' : 'them'} out blocks nothing. Do not rely on this list for protection.`)
  },
  bad: [
    { origins: ['https://app.example.com'], methods: ['GET', 'POST', 'PUT'] },
    { origins: ['https://app.example.com'], methods: ['HEAD'] }
  ],
  good: [
    { origins: ['https://app.example.com'], methods: ['PUT', 'OPTIONS'] },
    { origins: ['https://app.example.com'], methods: [] },
    { origins: ['https://app.example.com'] }
  ]
}
