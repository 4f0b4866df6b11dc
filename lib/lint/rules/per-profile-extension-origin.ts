import type { PolicyRule } from '../rule.ts'

/** One user's copy of an extension. */
export const perProfileExtensionOrigin: PolicyRule = {
  id: 'per-profile-extension-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an extension is allowed by an id that each browser profile makes for itself',
  why: 'Firefox and Safari give an extension another id in each profile, so that the entry matches one copy, which is most ' +
    'likely a developer\'s, and no other user\'s.',
  recommendation: 'Ask for host permissions in the extension\'s manifest: with them its requests need no CORS.',
  exceptions: 'Only that one copy is meant, as while it is being developed.',
  source: 'https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/manifest.json/web_accessible_resources',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const { path, scheme } of patterns) {
      if (scheme !== 'moz-extension' && scheme !== 'safari-web-extension') continue
      report(path, 'has an id that each profile makes for itself, so that it is one user\'s copy. Give the extension host permissions instead.')
    }
  },
  bad: [
    { origins: ['moz-extension://5a8b4e3c-0d1f-4a7e-9c55-2f6b8d9e0a11'] },
    { origins: ['safari-web-extension://5a8b4e3c-0d1f-4a7e-9c55-2f6b8d9e0a11'], credentials: true }
  ],
  good: [{ origins: ['chrome-extension://abcdefghijklmnopabcdefghijklmnop', 'https://moz-extension.example.com'] }]
}
