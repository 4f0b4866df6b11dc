import { isOwnMachine } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** Whatever listens on a host acts for the user. */
export const anyPortWithCredentials: PolicyRule = {
  id: 'any-port-with-credentials',
  severity: 'warning',
  about: 'policy',
  summary: 'every port of a host is allowed, with credentials',
  why: 'Each port is an origin of its own, and often another program: a test server or a dashboard with a hole on the same ' +
    'host then reads what the user may read.',
  recommendation: 'Write the ports that serve pages which call, each with an entry.',
  exceptions: 'One application owns the host, and its port is not known in advance.',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials }, report) {
    if (!credentials) return
    for (const { path, host, port } of patterns) {
      if (port !== '*' || isOwnMachine(host)) continue
      report(path, 'trusts whatever answers on any port of this host with the user\'s credentials. Write the ports that serve pages.')
    }
  },
  bad: [{ origins: ['https://app.example.com:*'], credentials: true }, { origins: ['https://*.example.com:*'], credentials: true }],
  good: [
    { origins: ['https://app.example.com:8443', 'http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*', 'http://*.localhost:*'], credentials: true },
    { origins: ['https://app.example.com:*'] }
  ]
}
