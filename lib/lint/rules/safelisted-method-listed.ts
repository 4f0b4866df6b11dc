import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'

/** Listing it approves nothing, and leaving it out forbids nothing. There is no fix, as the list may be there for people to read. */
export const safelistedMethodListed: PolicyRule = {
  id: 'safelisted-method-listed',
  severity: 'info',
  about: 'policy',
  summary: '`methods` lists GET, HEAD or POST, which need no approval',
  why: 'Browsers send GET, HEAD and POST to any server without asking for the method. A list that names them looks as if it could ' +
    'also forbid them, by leaving them out.',
  recommendation: 'Read the list as one of the other methods. Where GET or POST must not be called from other origins, take the route out of CORS and check `Origin` there.',
  exceptions: 'The list is there for people to read, and nobody takes it for a guard.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-method',
  reads: ['methods'],
  check ({ policy }, report) {
    const safelisted = [...new Set(policy.methods)].filter(isSafelistedMethod)
    if (safelisted.length === 0) return
    report('/methods', `has ${safelisted.join(', ')}: that needs no approval, so that leaving it out forbids nothing. Do not take the list for a guard.`)
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
