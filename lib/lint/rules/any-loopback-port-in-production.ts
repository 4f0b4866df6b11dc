import { isOwnMachine } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** Any program on the user's machine acts for the user. */
export const anyLoopbackPortInProduction: PolicyRule = {
  id: 'any-loopback-port-in-production',
  severity: 'error',
  about: 'policy',
  summary: 'every port of the user\'s own machine is allowed in production, with credentials',
  why: 'Any program on the user\'s machine, and any user of a shared one, can serve a page on some port, and that page then ' +
    'reads what the user may read.',
  recommendation: 'Leave the entry out of what runs in production, and give development a policy of its own.',
  exceptions: 'None in production.',
  source: 'https://www.rfc-editor.org/rfc/rfc6761.html#section-6.3',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials, isProduction }, report) {
    if (!isProduction || !credentials) return
    for (const { path, host, port } of patterns) {
      if (port !== '*' || !isOwnMachine(host)) continue
      report(path, 'lets every program on the user\'s machine that serves a page use the user\'s credentials. Leave it out in production.')
    }
  },
  bad: [{ origins: ['http://localhost:*'], credentials: true }, { origins: ['http://127.0.0.1:*', 'https://*.localhost:*'], credentials: true }],
  good: [
    { origins: ['http://localhost:3000', 'http://127.0.0.1', 'https://app.example.com:*'], credentials: true },
    { origins: ['http://localhost:*'] }
  ]
}
