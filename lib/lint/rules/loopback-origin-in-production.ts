import { FRAMEWORK_ORIGINS } from '../framework-origins.ts'
import { isHttp, isOwnMachine } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** A developer's machine, or anybody's. */
export const loopbackOriginInProduction: PolicyRule = {
  id: 'loopback-origin-in-production',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin of the user\'s own machine is allowed in production',
  why: 'What listens there on a user\'s machine is not yours: any program that serves a page on that port reads what the ' +
    'origin may read.',
  recommendation: 'Give development a policy of its own, and leave such origins out of what runs in production.',
  exceptions: 'A program of yours on the users\' machines serves the pages, or development runs against the real API on purpose.',
  source: 'https://www.rfc-editor.org/rfc/rfc6761.html#section-6.3',
  reads: ['origins'],
  check ({ patterns, credentials, isProduction }, report) {
    if (!isProduction) return
    for (const pattern of patterns) {
      const { text, path, host, port } = pattern
      if (!isHttp(pattern) || !isOwnMachine(host)) continue
      // Of every port with credentials another rule speaks. Pages of apps have such origins in production.
      if ((credentials && port === '*') || FRAMEWORK_ORIGINS.has(text)) continue
      report(path, 'is on the user\'s own machine, where any program may serve it. Leave it out of what runs in production.')
    }
  },
  bad: [
    { origins: ['https://app.example.com', 'http://localhost:3000'] }, { origins: ['http://127.0.0.1:8080'], credentials: true },
    { origins: ['https://[::1]'] }, { origins: ['https://*.localhost'] }, { origins: ['http://localhost:*'] }
  ],
  good: [
    { origins: ['https://app.example.com', 'https://localhost.example.com', 'http://10.0.0.1'] },
    { origins: ['capacitor://localhost', 'shop://localhost', 'https://localhost', 'http://tauri.localhost'] },
    { origins: ['http://localhost:*'], credentials: true }
  ]
}
