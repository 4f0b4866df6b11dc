import { FRAMEWORK_ORIGINS } from '../framework-origins.ts'
import type { PolicyRule } from '../rule.ts'

export const frameworkSharedOrigin: PolicyRule = {
  id: 'framework-shared-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin that all apps of a framework share is allowed, with credentials',
  why: 'Some frameworks for mobile and desktop apps give every app the same origin. The origin does not distinguish your app from an ' +
    'untrusted app in which the user is also signed in.',
  recommendation: 'Set your own host name in the configuration of the framework if it supports that, or send a token instead of ' +
    'cookies.',
  exceptions: 'The app cannot have another origin, and the API authorizes requests by other means, such as tokens in headers.',
  source: 'https://capacitorjs.com/docs/config',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials }, report) {
    if (!credentials) return
    for (const { text, path } of patterns) {
      const framework = FRAMEWORK_ORIGINS.get(text)
      if (framework !== undefined) {
        report(path, `Every app that is made with ${framework} has this origin. Send a token instead of ` +
        'credentials.')
      }
    }
  },
  bad: [{ origins: ['capacitor://localhost', 'https://localhost'], credentials: true }, { origins: ['http://tauri.localhost'], credentials: true }],
  good: [
    { origins: ['capacitor://localhost', 'https://localhost'] },
    { origins: ['capacitor://app.example.com', 'http://localhost:3000', 'tauri://example'], credentials: true }
  ]
}
