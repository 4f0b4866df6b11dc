import { isOwnMachine } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** Whoever holds one subdomain acts for the user. */
export const subdomainWildcardWithCredentials: PolicyRule = {
  id: 'subdomain-wildcard-with-credentials',
  severity: 'warning',
  about: 'policy',
  summary: 'every subdomain is allowed, with credentials',
  why: 'A subdomain that points to a service nobody uses any more can be claimed by strangers, and a cross-site scripting hole in ' +
    'any subdomain is enough: the page there reads what the user may read.',
  recommendation: 'List the subdomains that call the API, or take `credentials` out of the policy that covers them all.',
  exceptions: 'All subdomains are served by one application of yours, as in a shop for each customer, and none is handed to anybody else.',
  source: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials }, report) {
    if (!credentials) return
    for (const { path, subdomains, host } of patterns) {
      if (!subdomains || isOwnMachine(host)) continue
      report(path, `trusts every name below ${JSON.stringify(host)} with the user's credentials, forgotten ones too. List those that call.`)
    }
  },
  bad: [{ origins: ['https://*.example.com'], credentials: true }],
  good: [
    { origins: ['https://app.example.com'], credentials: true }, { origins: ['https://*.example.com'] },
    // No name there is anywhere but on the user's machine.
    { origins: ['http://*.localhost:3000'], credentials: true }
  ]
}
