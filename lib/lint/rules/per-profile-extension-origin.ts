import type { PolicyRule } from '../rule.ts'

export const perProfileExtensionOrigin: PolicyRule = {
  id: 'per-profile-extension-origin',
  severity: 'warning',
  about: 'policy',
  summary: 'an extension is allowed by an id that differs for each browser profile',
  why: 'Firefox and Safari generate a different extension id for each profile. The entry matches only one installation, most likely ' +
    'that of a developer.',
  recommendation: 'Request host permissions in the manifest of the extension. Its requests then need no CORS.',
  exceptions: 'Only this installation is intended, for example during development.',
  source: 'https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/manifest.json/web_accessible_resources',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const { path, scheme } of patterns) {
      if (scheme !== 'moz-extension' && scheme !== 'safari-web-extension') continue
      report(path, 'Each browser profile generates a different id, so this entry matches only one installation. Give the extension host ' +
        'permissions instead.')
    }
  },
  bad: [
    { origins: ['moz-extension://5a8b4e3c-0d1f-4a7e-9c55-2f6b8d9e0a11'] },
    { origins: ['safari-web-extension://5a8b4e3c-0d1f-4a7e-9c55-2f6b8d9e0a11'], credentials: true }
  ],
  good: [{ origins: ['chrome-extension://abcdefghijklmnopabcdefghijklmnop', 'https://moz-extension.example.com'] }]
}
