import type { PolicyRule } from '../rule.ts'

/** Method names are case-sensitive. Validation already rejects other spellings. */
export const methodListedTwice: PolicyRule = {
  id: 'method-listed-twice',
  severity: 'warning',
  about: 'policy',
  summary: 'a method is listed twice',
  why: 'The second entry has no effect. If only one of the two is removed later, the method stays approved.',
  recommendation: 'Remove the duplicate.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  reads: ['methods'],
  check ({ policy }, report) {
    const seen = new Set<string>()
    for (const [i, method] of (policy.methods ?? []).entries()) {
      if (seen.has(method)) report(`/methods/${i}`, 'The method is already listed. Remove the duplicate.', { fix: { op: 'remove' } })
      seen.add(method)
    }
  },
  bad: [{ origins: ['https://app.example.com'], methods: ['PUT', 'DELETE', 'PUT'] }],
  good: [
    { origins: ['https://app.example.com'], methods: ['PUT', 'DELETE'] },
    { origins: ['https://app.example.com'], methods: ['PUT'], routes: { '/orders/*': { methods: ['PUT'] } } }
  ]
}
