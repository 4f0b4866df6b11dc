import type { CorsDangerFlag } from '../../../types/policy.ts'
import { originsAllowedByFlag } from '../policy-queries.ts'
import type { PolicyRule } from '../rule.ts'

const RISKS: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'An attacker on the network can inject scripts into its pages and use the user\'s credentials',
  'public-suffix-wildcards': 'Anyone can register a name that it covers and use the user\'s credentials',
  'null-origin': 'Any page can have this origin'
}

export const dangerousFlagUsed: PolicyRule = {
  id: 'dangerous-flag-used',
  severity: 'info',
  about: 'policy',
  summary: 'a flag of `dangerouslyAllow` allows dangerous origins',
  why: 'Without the flag, validation rejects these entries. Each of them lets an attacker read responses: through the network, through ' +
    'a name that anyone can register, or from a sandboxed frame.',
  recommendation: 'Remove those entries and the flag.',
  exceptions: 'The entries are needed, and the risk is known and accepted.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  reads: ['origins', 'credentials', 'dangerouslyAllow'],
  check ({ policy, privateSuffixes }, report) {
    const flags = policy.dangerouslyAllow ?? []
    for (const [i, flag] of flags.entries()) {
      const [first, ...others] = flags.indexOf(flag) === i ? originsAllowedByFlag(flag, policy, privateSuffixes) : []
      if (first === undefined) continue
      const more = others.length === 0 ? '' : ` and ${others.length} more`
      report(`/dangerouslyAllow/${i}`, `The flag allows ${JSON.stringify(first)}${more}. ${RISKS[flag]}.`)
    }
  },
  bad: [
    { origins: ['https://app.example.com', 'http://app.example.com'], credentials: true, dangerouslyAllow: ['insecure-origins'] },
    { origins: ['ftp://files.example.com'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards', 'insecure-origins'] },
    { origins: ['https://*.github.io', 'https://*.gitlab.io'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    { origins: ['https://*.example.com'], credentials: true, privateSuffixes: ['a.example.com'], dangerouslyAllow: ['public-suffix-wildcards'] },
    { origins: ['null'], dangerouslyAllow: ['null-origin'] },
    { origins: ['https://app.example.com', 'http://app.example.com'], dangerouslyAllow: ['insecure-origins'], routes: { '/account': { credentials: true } } }
  ],
  good: [
    { origins: ['https://app.example.com', 'http://localhost'], credentials: true, dangerouslyAllow: ['insecure-origins', 'null-origin'] },
    { origins: ['https://*.github.io', 'http://app.example.com'], dangerouslyAllow: ['insecure-origins', 'public-suffix-wildcards'] },
    { origins: ['https://*.example.com', 'https://me.github.io'], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    { origins: '*', dangerouslyAllow: ['null-origin'] },
    { origins: ['https://app.example.com'] }
  ]
}
