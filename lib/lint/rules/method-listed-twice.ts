import type { PolicyRule } from '../rule.ts'

/** Methods are compared byte by byte, and validation has refused other spellings. */
export const methodListedTwice: PolicyRule = {
  id: 'method-listed-twice',
  severity: 'warning',
  about: 'policy',
  summary: 'a method is listed twice',
  why: 'The second entry changes nothing, and one day only one of the two is taken out: the method stays approved.',
  recommendation: 'Take one of the two out.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  reads: ['methods'],
  check ({ policy }, report) {
    const seen = new Set<string>()
    for (const [i, method] of (policy.methods ?? []).entries()) {
      if (seen.has(method)) report(`/methods/${i}`, 'is listed already. Take it out.', { fix: { op: 'remove' } })
      seen.add(method)
    }
  },
  bad: [{ origins: ['https://app.example.com'], methods: ['PUT', 'DELETE', 'PUT'] }],
  good: [
    { origins: ['https://app.example.com'], methods: ['PUT', 'DELETE'] },
    { origins: ['https://app.example.com'], methods: ['PUT'], routes: { '/orders/*': { methods: ['PUT'] } } }
  ]
}
