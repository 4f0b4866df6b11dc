import { isLoopbackHost } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const anyLoopbackPortInProduction: PolicyRule = {
  id: 'any-loopback-port-in-production',
  severity: 'error',
  about: 'policy',
  summary: 'any port of localhost is allowed in production, with credentials',
  why: 'Any program on the user\'s computer, and any other user of that computer, can serve a page on some port. That page can then ' +
    'read responses with the user\'s credentials.',
  recommendation: 'Remove the entry from the production policy. Use a separate policy for development.',
  exceptions: 'None in production.',
  source: 'https://www.rfc-editor.org/rfc/rfc6761.html#section-6.3',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials, isProduction }, report) {
    if (!isProduction || !credentials) return
    for (const { path, host, port } of patterns) {
      if (port !== '*' || !isLoopbackHost(host)) continue
      report(path, 'The pattern allows any program on the user\'s computer that serves a page, with the user\'s credentials. Remove it ' +
        'from the production policy.')
    }
  },
  bad: [{ origins: ['http://localhost:*'], credentials: true }, { origins: ['http://127.0.0.1:*', 'https://*.localhost:*'], credentials: true }],
  good: [
    { origins: ['http://localhost:3000', 'http://127.0.0.1', 'https://app.example.com:*'], credentials: true },
    { origins: ['http://localhost:*'] }
  ]
}
