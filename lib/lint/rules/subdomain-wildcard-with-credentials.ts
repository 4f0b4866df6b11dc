import { isLoopbackHost } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const subdomainWildcardWithCredentials: PolicyRule = {
  id: 'subdomain-wildcard-with-credentials',
  severity: 'warning',
  about: 'policy',
  summary: 'any subdomain is allowed, with credentials',
  why: 'An attacker can take over a subdomain that points to an abandoned service, or exploit a cross-site scripting vulnerability in ' +
    'any subdomain. Pages there can then read responses with the user\'s credentials.',
  recommendation: 'List the subdomains that call the API, or remove `credentials` from the policy.',
  exceptions: 'One application of yours serves all subdomains, for example a shop for each customer, and none is under the control of ' +
    'others.',
  source: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials }, report) {
    if (!credentials) return
    for (const { path, subdomains, host } of patterns) {
      if (!subdomains || isLoopbackHost(host)) continue
      report(path, `The pattern trusts every name below ${JSON.stringify(host)} with the user's credentials, including abandoned ones. ` +
        'List the subdomains that call the API.')
    }
  },
  bad: [{ origins: ['https://*.example.com'], credentials: true }],
  good: [
    { origins: ['https://app.example.com'], credentials: true }, { origins: ['https://*.example.com'] },
    // All names below localhost refer to the user's own computer.
    { origins: ['http://*.localhost:3000'], credentials: true }
  ]
}
