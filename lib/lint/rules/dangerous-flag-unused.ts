import type { CorsPolicy } from '../../../types/policy.ts'
import { originsAllowedByFlag } from '../policy-queries.ts'
import type { PolicyRule } from '../rule.ts'

export const dangerousFlagUnused: PolicyRule = {
  id: 'dangerous-flag-unused',
  severity: 'warning',
  about: 'policy',
  summary: 'a flag of `dangerouslyAllow` has no effect',
  why: 'The flag disables a safety check that the policy does not need. If a dangerous entry is later added to `origins`, even by ' +
    'mistake, validation does not reject it.',
  recommendation: 'Remove the flag. Validation reports it when a flag is needed.',
  exceptions: 'The file is linted without the application, and a `config.cors` or an inner registration needs the flag. In that case, ' +
    'lint the application.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  reads: ['dangerouslyAllow'],
  check ({ policy, privateSuffixes, heirsOf }, report) {
    const flags = policy.dangerouslyAllow!
    // An override without its own flags inherits these and may need them.
    const policies = distinctPolicies([policy, ...heirsOf(flags)])
    for (const [i, flag] of flags.entries()) {
      const isFirst = flags.indexOf(flag) === i
      if (isFirst && policies.some(policy => originsAllowedByFlag(flag, policy, privateSuffixes).length > 0)) continue
      // Without an automatic fix, because an application may have overrides that need the flag.
      if (isFirst) report(`/dangerouslyAllow/${i}`, 'The flag has no effect, because no listed origin needs it. Remove it.')
      else report(`/dangerouslyAllow/${i}`, 'The flag is already listed. Remove the duplicate.', { fix: { op: 'remove' } })
    }
  },
  bad: [
    { origins: ['https://app.example.com', 'http://localhost'], credentials: true, dangerouslyAllow: ['insecure-origins'] },
    { origins: ['http://app.example.com', 'https://*.github.io'], dangerouslyAllow: ['insecure-origins', 'public-suffix-wildcards'] },
    { origins: ['null'], dangerouslyAllow: ['null-origin', 'null-origin'] },
    { origins: ['https://app.example.com'], dangerouslyAllow: ['insecure-origins'], routes: { '/a': { credentials: true } } },
    {
      origins: ['http://app.example.com'],
      dangerouslyAllow: ['insecure-origins'],
      routes: { '/a': { credentials: true, dangerouslyAllow: ['insecure-origins', 'public-suffix-wildcards'] } }
    }
  ],
  good: [
    { origins: ['http://app.example.com'], credentials: true, dangerouslyAllow: ['insecure-origins'] },
    { origins: ['https://*.github.io'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    { origins: ['null'], dangerouslyAllow: ['null-origin'] },
    { origins: ['http://app.example.com'], dangerouslyAllow: ['insecure-origins'], notFound: { credentials: true } }, { origins: '*' }, `
app.register(corsPlugin, { policies: { old: { origins: ['http://app.example.com'], dangerouslyAllow: ['insecure-origins'] } }, routes: { '/old/*': 'old' } })
app.register(async app => { app.get('/old/account', { config: { cors: { credentials: true } } }, handler) })`
  ]
}

/** Drops policies with the same list of origins and the same credentials, because many overrides may inherit one long list. */
function distinctPolicies (policies: readonly CorsPolicy[]): CorsPolicy[] {
  const seen = new Map<CorsPolicy['origins'], Set<boolean>>()
  return policies.filter(({ origins, credentials = false }) => {
    const known = seen.get(origins) ?? new Set()
    if (known.has(credentials)) return false
    seen.set(origins, known.add(credentials))
    return true
  })
}
