import type { CorsPolicy } from '../../../types/policy.ts'
import { originsAllowedByFlag } from '../lifted.ts'
import type { PolicyRule } from '../rule.ts'

/** Danger that nothing needs. */
export const dangerousFlagUnused: PolicyRule = {
  id: 'dangerous-flag-unused',
  severity: 'warning',
  about: 'policy',
  summary: 'a flag of `dangerouslyAllow` lets nothing in',
  why: 'While it stands there, whoever adds such an entry to `origins`, perhaps by a slip, is not told of what it lets in.',
  recommendation: 'Take the flag out; the validator says where one is needed.',
  exceptions: 'A file is looked at without the application, whose `config.cors` or inner registrations may need the flag: lint the application.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  reads: ['dangerouslyAllow'],
  check ({ policy, privateSuffixes, heirsOf }, report) {
    const flags = policy.dangerouslyAllow!
    // An override that has no flags of its own may need these.
    const policies = differentOnes([policy, ...heirsOf(flags)])
    for (const [i, flag] of flags.entries()) {
      const isFirst = flags.indexOf(flag) === i
      if (isFirst && policies.some(policy => originsAllowedByFlag(flag, policy, privateSuffixes).length > 0)) continue
      // An application may have overrides that need the flag, so that it is for people to say.
      if (isFirst) report(`/dangerouslyAllow/${i}`, 'lets nothing in that is listed. Take it out.')
      else report(`/dangerouslyAllow/${i}`, 'is listed already. Take it out.', { fix: { op: 'remove' } })
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

/** Policies with another list of origins, or other credentials: many overrides may inherit one long list. */
function differentOnes (policies: readonly CorsPolicy[]): CorsPolicy[] {
  const seen = new Map<CorsPolicy['origins'], Set<boolean>>()
  return policies.filter(({ origins, credentials = false }) => {
    const known = seen.get(origins) ?? new Set()
    if (known.has(credentials)) return false
    seen.set(origins, known.add(credentials))
    return true
  })
}
