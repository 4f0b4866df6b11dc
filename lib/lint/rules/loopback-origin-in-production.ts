import { FRAMEWORK_ORIGINS } from '../framework-origins.ts'
import { isHttpScheme, isLoopbackHost } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const loopbackOriginInProduction: PolicyRule = {
  id: 'loopback-origin-in-production',
  severity: 'warning',
  about: 'policy',
  summary: 'a localhost origin is allowed in production',
  why: 'On a user\'s computer, any program can serve a page on that port, and the page can read everything that the origin may read.',
  recommendation: 'Remove the origin from the production policy. Use a separate policy for development.',
  exceptions: 'A program of yours on the users\' computers serves the pages, or development intentionally uses the production API.',
  source: 'https://www.rfc-editor.org/rfc/rfc6761.html#section-6.3',
  reads: ['origins'],
  check ({ patterns, credentials, isProduction }, report) {
    if (!isProduction) return
    for (const pattern of patterns) {
      const { text, path, host, port } = pattern
      if (!isHttpScheme(pattern) || !isLoopbackHost(host)) continue
      // Another rule reports any port with credentials. Apps of some frameworks have loopback origins in production.
      if ((credentials && port === '*') || FRAMEWORK_ORIGINS.has(text)) continue
      report(path, 'The origin is on the user\'s own computer, where any program can serve a page. Remove it from the production policy.')
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
