import { isLoopbackHost, publicSuffixBelow } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const subdomainWildcard: PolicyRule = {
  id: 'subdomain-wildcard',
  severity: 'info',
  about: 'policy',
  summary: 'any subdomain is allowed, without credentials',
  why: 'An attacker can take over a subdomain that points to an abandoned service. Pages there can then read the responses, from the ' +
    'network of the user.',
  recommendation: 'List the subdomains that call the API, if they are known.',
  exceptions: 'All responses are public, or the subdomains change often.',
  source: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover',
  reads: ['origins'],
  check ({ patterns, credentials, privateSuffixes }, report) {
    if (credentials) return
    for (const pattern of patterns) {
      const { path, host, subdomains } = pattern
      if (!subdomains || isLoopbackHost(host) || publicSuffixBelow(pattern, privateSuffixes) !== undefined) continue
      report(path, `The pattern allows every name below ${JSON.stringify(host)}, including abandoned ones. List the subdomains that ` +
        'call the API, if they are known.')
    }
  },
  bad: [{ origins: ['https://*.example.com'] }, { origins: ['https://*.internal:*'], credentials: false }],
  good: [
    { origins: ['https://app.example.com', 'http://*.localhost', 'https://*.github.io', 'https://app.example.com:*'] },
    { origins: ['https://*.example.com'], privateSuffixes: ['example.com'] },
    { origins: ['https://*.example.com'], credentials: true }
  ]
}
