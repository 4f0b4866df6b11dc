import { publicSuffixBelow } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const publicSuffixWildcard: PolicyRule = {
  id: 'public-suffix-wildcard',
  severity: 'warning',
  about: 'policy',
  summary: 'any name below a public suffix is allowed',
  why: 'Anyone can register a name below a public suffix, often for free. The pattern therefore allows attackers, too.',
  recommendation: 'List the names that you own. Use "*" if the responses are public, because caches can then share them.',
  exceptions: 'The policy is intended for untrusted origins below this suffix, for example for all customers of a platform.',
  source: 'https://publicsuffix.org/learn/',
  reads: ['origins'],
  check ({ patterns, credentials, privateSuffixes }, report) {
    // With credentials, validation rejects the entry unless a flag allows it.
    if (credentials) return
    for (const pattern of patterns) {
      const suffix = publicSuffixBelow(pattern, privateSuffixes)
      if (suffix === undefined) continue
      report(pattern.path, `The pattern covers untrusted origins, because anyone can register a name below ${suffix}. List the names ` +
        'that you own.')
    }
  },
  bad: [
    { origins: ['https://*.github.io'] }, { origins: ['https://*.com'] }, { origins: ['https://*.amazonaws.com'] },
    { origins: ['https://*.shops.example.com'], privateSuffixes: ['shops.example.com'] },
    { origins: ['https://*.example.com'], privateSuffixes: ['shops.example.com'] },
    { origins: ['https://*.internal'], privateSuffixes: ['tenants.internal'] }
  ],
  good: [
    { origins: ['https://*.example.com', 'https://me.github.io', 'http://*.localhost:*', 'https://*.me.github.io', 'https://*.internal'] },
    { origins: ['https://*.github.io'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] }
  ]
}
