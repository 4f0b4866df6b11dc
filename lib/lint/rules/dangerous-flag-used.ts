import type { CorsDangerFlag } from '../../../types/policy.ts'
import { originsAllowedByFlag } from '../lifted.ts'
import type { PolicyRule } from '../rule.ts'

const WHO: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'anyone on the network can speak for it, with the user\'s credentials',
  'public-suffix-wildcards': 'anyone can get a name there, and use the user\'s credentials',
  'null-origin': 'any page can have that origin'
}

/** What a flag lets in. */
export const dangerousFlagUsed: PolicyRule = {
  id: 'dangerous-flag-used',
  severity: 'info',
  about: 'policy',
  summary: 'a flag of `dangerouslyAllow` lets origins in',
  why: 'The validator would refuse these entries, each of which lets strangers read responses in some way: by the network, by ' +
    'a name that anyone can get, or by a sandboxed frame.',
  recommendation: 'Do without those entries, and then without the flag.',
  exceptions: 'The entries are needed, and somebody has weighed what they let in.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  reads: ['origins', 'credentials', 'dangerouslyAllow'],
  check ({ policy, privateSuffixes }, report) {
    const flags = policy.dangerouslyAllow ?? []
    for (const [i, flag] of flags.entries()) {
      const [first, ...others] = flags.indexOf(flag) === i ? originsAllowedByFlag(flag, policy, privateSuffixes) : []
      if (first === undefined) continue
      const more = others.length === 0 ? '' : ` and ${others.length} more`
      report(`/dangerouslyAllow/${i}`, `lets ${JSON.stringify(first)}${more} in: ${WHO[flag]}.`)
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
