import type { PolicyRule } from '../rule.ts'

export const maxAgeZero: PolicyRule = {
  id: 'max-age-zero',
  severity: 'info',
  about: 'policy',
  summary: '`maxAge` is 0, so browsers do not cache preflights',
  why: 'Every request that needs a preflight takes two round trips. Without `maxAge`, browsers cache the preflight response for at ' +
    'least five seconds.',
  recommendation: 'Use 600, which all browsers support, or a few seconds.',
  exceptions: 'The policy is still changing, or each client sends only single requests.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age',
  reads: ['maxAge'],
  check ({ policy }, report) {
    if (policy.maxAge === 0) {
      report('/maxAge', 'With `maxAge` 0, browsers send a preflight before every request that needs one. Use 600 ' +
      'unless this is intended.')
    }
  },
  bad: [{ origins: ['https://app.example.com'], maxAge: 0 }],
  good: [{ origins: ['https://app.example.com'], maxAge: 1 }, { origins: ['https://app.example.com'] }]
}
