import { publicSuffixBelow } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** Pages of whoever registers a name. */
export const publicSuffixWildcard: PolicyRule = {
  id: 'public-suffix-wildcard',
  severity: 'warning',
  about: 'policy',
  summary: 'every name below a public suffix is allowed',
  why: 'Anyone can have a name below a public suffix, often at no cost, so that such a pattern lets in strangers and keeps ' +
    'out nobody who wants in.',
  recommendation: 'List the names that are yours. Where everybody may read the responses, write "*", which caches can share.',
  exceptions: 'Only strangers below that suffix are meant, as on a platform whose customers all have names there.',
  source: 'https://publicsuffix.org/learn/',
  reads: ['origins'],
  check ({ patterns, credentials, privateSuffixes }, report) {
    // With credentials, the validator wants a flag.
    if (credentials) return
    for (const pattern of patterns) {
      const suffix = publicSuffixBelow(pattern, privateSuffixes)
      if (suffix === undefined) continue
      report(pattern.path, `covers the names of strangers, as anyone can get one below ${suffix}. List the names that are yours.`)
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
