import { FRAMEWORK_ORIGINS } from '../framework-origins.ts'
import type { PolicyRule } from '../rule.ts'

/** All apps of a framework have it. */
export const frameworkSharedOrigin: PolicyRule = {
  id: 'framework-shared-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin that all apps of a framework have is allowed, with credentials',
  why: 'Frameworks for mobile and desktop apps give every app the same origin, so that it does not tell yours from a ' +
    'stranger\'s, in which a user may have signed in as well.',
  recommendation: 'Set a host name of your own in the framework\'s configuration, where it has one, or let the app send a token instead ' +
    'of cookies.',
  exceptions: 'The app cannot have another origin, and the API knows by other means, such as tokens in headers, who may do what.',
  source: 'https://capacitorjs.com/docs/config',
  reads: ['origins', 'credentials'],
  check ({ patterns, credentials }, report) {
    if (!credentials) return
    for (const { text, path } of patterns) {
      const framework = FRAMEWORK_ORIGINS.get(text)
      if (framework !== undefined) report(path, `is the origin of every app made with ${framework}, not of yours alone. Send a token instead of credentials.`)
    }
  },
  bad: [{ origins: ['capacitor://localhost', 'https://localhost'], credentials: true }, { origins: ['http://tauri.localhost'], credentials: true }],
  good: [
    { origins: ['capacitor://localhost', 'https://localhost'] },
    { origins: ['capacitor://app.example.com', 'http://localhost:3000', 'tauri://example'], credentials: true }
  ]
}
