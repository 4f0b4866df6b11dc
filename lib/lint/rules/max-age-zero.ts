import type { PolicyRule } from '../rule.ts'

/** Legal, and at times wanted. */
export const maxAgeZero: PolicyRule = {
  id: 'max-age-zero',
  severity: 'info',
  about: 'policy',
  summary: '`maxAge` is 0, so that no preflight is remembered',
  why: 'Every request that needs a preflight takes two round trips, each time; without `maxAge` browsers remember the answer for five seconds at least.',
  recommendation: 'Write 600, which every browser takes, or a few seconds.',
  exceptions: 'A policy that is being changed, or requests so rare that none follows another.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age',
  reads: ['maxAge'],
  check ({ policy }, report) {
    if (policy.maxAge === 0) report('/maxAge', 'makes browsers ask before every single request that needs a preflight. Write 600, unless that is meant.')
  },
  bad: [{ origins: ['https://app.example.com'], maxAge: 0 }],
  good: [{ origins: ['https://app.example.com'], maxAge: 1 }, { origins: ['https://app.example.com'] }]
}
