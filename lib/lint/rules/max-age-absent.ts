import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedPolicy } from '../subject.ts'

/** Overrides are checked only when they have their own origins, because the others inherit a `maxAge` that is already checked. */
export const maxAgeAbsent: PolicyRule = {
  id: 'max-age-absent',
  severity: 'info',
  about: 'policy',
  summary: 'a policy that approves preflights has no `maxAge`',
  why: 'Without `maxAge`, browsers cache the preflight response for only five seconds. Nearly every request that needs a preflight then ' +
    'takes two round trips.',
  recommendation: 'Use `maxAge: 600`, the longest time that all browsers support.',
  exceptions: 'The policy is still changing, or requests are more than ten minutes apart.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age',
  reads: ['origins'],
  check (subject, report) {
    if (subject.policy.maxAge !== undefined || !approvesPreflights(subject)) return
    report('', 'The policy has no `maxAge`, so browsers send another preflight after five seconds. ' +
      'Use `maxAge: 600`, the longest time that all browsers support.')
  },
  bad: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type'] },
    { origins: '*', allowedHeaders: '*' },
    { origins: ['https://app.example.com'], methods: ['GET', 'PUT'] }, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.put('/orders/:id', handler) })`
  ],
  good: [
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type'], methods: ['PUT'], maxAge: 600 },
    { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type'], maxAge: 0 },
    { origins: '*' },
    { origins: ['https://app.example.com'], methods: ['GET', 'HEAD', 'POST'], allowedHeaders: [] }, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', handler); app.post('/orders', handler) })`
  ]
}

/** Whether the policy approves a method or a header that needs a preflight. */
function approvesPreflights ({ policy: { allowedHeaders = [], methods }, routes }: LintedPolicy): boolean {
  const approved = methods ?? routes?.map(({ method }) => method) ?? []
  return allowedHeaders.length > 0 || approved.some(method => !isSafelistedMethod(method))
}
