import { isOwnMachine, publicSuffixBelow } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** All subdomains, anonymously. */
export const subdomainWildcard: PolicyRule = {
  id: 'subdomain-wildcard',
  severity: 'info',
  about: 'policy',
  summary: 'every subdomain is allowed, without credentials',
  why: 'A subdomain that points to a service nobody uses any more can be claimed by strangers, and their pages then read the ' +
    'responses too, from wherever the user is.',
  recommendation: 'List the subdomains that call the API, if they are known.',
  exceptions: 'All responses hold what everybody may read, or the subdomains come and go.',
  source: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover',
  reads: ['origins'],
  check ({ patterns, credentials, privateSuffixes }, report) {
    if (credentials) return
    for (const pattern of patterns) {
      const { path, host, subdomains } = pattern
      if (!subdomains || isOwnMachine(host) || publicSuffixBelow(pattern, privateSuffixes) !== undefined) continue
      report(path, `allows every name below ${JSON.stringify(host)}, forgotten ones too. List those that call, if they are known.`)
    }
  },
  bad: [{ origins: ['https://*.example.com'] }, { origins: ['https://*.internal:*'], credentials: false }],
  good: [
    { origins: ['https://app.example.com', 'http://*.localhost', 'https://*.github.io', 'https://app.example.com:*'] },
    { origins: ['https://*.example.com'], privateSuffixes: ['example.com'] },
    { origins: ['https://*.example.com'], credentials: true }
  ]
}
