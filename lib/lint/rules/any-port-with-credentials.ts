import { isLoopbackHost } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const anyPortWithCredentials: PolicyRule = {
  id: 'any-port-with-credentials',
  severity: 'warning',
  about: 'policy',
  summary: 'any port of a host is allowed, with credentials',
  why: 'Each port is a separate origin and often a separate program. If a test server or a dashboard on the same host is vulnerable, an ' +
    'attacker can use it to read responses with the user\'s credentials.',
  recommendation: 'List each port that serves pages which call the API.',
  exceptions: 'One application owns the whole host, and its port is not known in advance.',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials }, report) {
    if (!credentials) return
    for (const { path, host, port } of patterns) {
      if (port !== '*' || isLoopbackHost(host)) continue
      report(path, 'The pattern trusts every port of this host with the user\'s credentials. List the ports that serve pages.')
    }
  },
  bad: [{ origins: ['https://app.example.com:*'], credentials: true }, { origins: ['https://*.example.com:*'], credentials: true }],
  good: [
    { origins: ['https://app.example.com:8443', 'http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*', 'http://*.localhost:*'], credentials: true },
    { origins: ['https://app.example.com:*'] }
  ]
}
