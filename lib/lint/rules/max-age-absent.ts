import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedPolicy } from '../subject.ts'

/** Of complete policies, and of overrides with origins of their own: the others have it from where it is judged already. */
export const maxAgeAbsent: PolicyRule = {
  id: 'max-age-absent',
  severity: 'info',
  about: 'policy',
  summary: 'a policy that approves preflights has no `maxAge`',
  why: 'Browsers then remember the answer for five seconds, so that nearly every request that needs a preflight takes two round trips.',
  recommendation: 'Write `maxAge: 600`, the most that every browser takes.',
  exceptions: 'A policy that is being changed, or requests so rare that none follows another within ten minutes.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age',
  reads: ['origins'],
  check (subject, report) {
    if (subject.policy.maxAge !== undefined || !approves(subject)) return
    report('', 'has no `maxAge`, so that browsers ask again after five seconds. Write `maxAge: 600`, the most that every browser takes.')
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

/** Whether some preflight is approved for more than what needs none. */
function approves ({ policy: { allowedHeaders = [], methods }, routes }: LintedPolicy): boolean {
  const approved = methods ?? routes?.map(({ method }) => method) ?? []
  return allowedHeaders.length > 0 || approved.some(method => !isSafelistedMethod(method))
}
