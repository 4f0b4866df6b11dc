/** Rules about credentials and dangerous flags. */
import type { CorsDangerFlag, CorsPolicy } from '../../../types/policy.ts'
import { originsAllowedByFlag, sourcesAffectedByFlag } from '../policy-queries.ts'
import type { PolicyRule } from '../rule.ts'
import { entriesOf } from '../rule-tables.ts'

const credentialsWithAuthorization: PolicyRule = {
  id: 'credentials-with-authorization',
  severity: 'info',
  about: 'policy',
  reads: ['credentials', 'allowedHeaders'],
  check ({ policy, credentials }, report) {
    if (!credentials) return
    const index = entriesOf(policy, 'allowedHeaders').findIndex(name => name.toLowerCase() === 'authorization')
    if (index === -1) return
    report(`/allowedHeaders/${index}`, 'Tokens in Authorization do not need `credentials`. Remove `credentials` if the API does not read ' +
      'cookies.')
  }
}

const RISKS: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'An attacker on the network can inject scripts into its pages and use the user\'s credentials',
  'public-suffix-wildcards': 'Anyone can register a name that it covers and use the user\'s credentials',
  'shared-host-patterns': 'Anyone can register a name that fits and use the user\'s credentials',
  'null-origin': 'Any page can have this origin'
}

const dangerousFlagUsed: PolicyRule = {
  id: 'dangerous-flag-used',
  severity: 'info',
  about: 'policy',
  reads: ['origins', 'credentials', 'dangerouslyAllow'],
  check ({ policy, privateSuffixes }, report) {
    const flags = policy.dangerouslyAllow ?? []
    for (const [i, flag] of flags.entries()) {
      if (flags.indexOf(flag) !== i) continue
      const [first, ...others] = originsAllowedByFlag(flag, policy, privateSuffixes)
      const more = others.length === 0 ? '' : ` and ${others.length} more`
      const names = [...new Set(sourcesAffectedByFlag(flag, policy).map(({ source }) => JSON.stringify(source)))].join(', ')
      const allowed = [
        ...(first === undefined ? [] : [`${JSON.stringify(first)}${more}`]),
        ...(names === '' ? [] : [`origins with plain http from ${names}`])
      ]
      if (allowed.length > 0) report(`/dangerouslyAllow/${i}`, `The flag allows ${allowed.join(', and ')}. ${RISKS[flag]}.`)
    }
  }
}

const dangerousFlagUnused: PolicyRule = {
  id: 'dangerous-flag-unused',
  severity: 'warning',
  about: 'policy',
  reads: ['dangerouslyAllow'],
  check ({ policy, privateSuffixes, heirsOf }, report) {
    const flags = policy.dangerouslyAllow!
    // An override without its own flags inherits these and may need them.
    const policies = distinctPolicies([policy, ...heirsOf(flags)])
    for (const [i, flag] of flags.entries()) {
      const isFirst = flags.indexOf(flag) === i
      const needs = (policy: CorsPolicy): boolean =>
        originsAllowedByFlag(flag, policy, privateSuffixes).length > 0 || sourcesAffectedByFlag(flag, policy).length > 0
      if (isFirst && policies.some(needs)) continue
      // Without an automatic fix, because an application may have overrides that need the flag.
      if (isFirst) report(`/dangerouslyAllow/${i}`, 'The flag has no effect, because no listed origin needs it. Remove it.')
      else report(`/dangerouslyAllow/${i}`, 'The flag is already listed. Remove the duplicate.', { fix: { op: 'remove' } })
    }
  }
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

export const CREDENTIAL_RULES = [credentialsWithAuthorization, dangerousFlagUsed, dangerousFlagUnused]
