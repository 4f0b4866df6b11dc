import { coversOf } from '../covers.ts'
import { publicSuffixBelow } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

export const apexNotCovered: PolicyRule = {
  id: 'apex-not-covered',
  severity: 'info',
  about: 'policy',
  summary: 'subdomains are allowed, but not the domain itself',
  why: 'A subdomain pattern such as `https://*.example.com` does not cover the domain itself. Browsers block pages of ' +
    '`https://example.com`, which developers often do not expect.',
  recommendation: 'List the domain too if its own pages call the API.',
  exceptions: 'The domain itself serves no page that calls the API.',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  reads: ['origins'],
  check ({ patterns, privateSuffixes }, report) {
    const coverOf = coversOf(patterns)
    const exact = new Set<string>()
    for (const { scheme, host, subdomains, port } of patterns) {
      if (subdomains) continue
      exact.add(`${scheme}://${host}:${port}`)
      // The domain is listed with a specific port, so a pattern for any port does not need a finding.
      exact.add(`${scheme}://${host}:*`)
    }
    for (const pattern of patterns) {
      const { path, scheme, host, subdomains, port } = pattern
      if (!subdomains || !host.includes('.') || exact.has(`${scheme}://${host}:${port}`)) continue
      const apex = { ...pattern, text: pattern.text.replace('*.', ''), subdomains: false }
      if (coverOf(apex) !== undefined || publicSuffixBelow(pattern, privateSuffixes) !== undefined) continue
      report(path, `The pattern does not cover ${JSON.stringify(apex.text)}. List that origin too if its pages call the API.`)
    }
  },
  bad: [
    { origins: ['https://*.example.com'] }, { origins: ['https://*.example.com', 'http://example.com'] },
    { origins: ['https://*.example.com:8443', 'https://example.com'], credentials: true }, { origins: ['https://*.example.com:*', 'https://www.example.com'] },
    { origins: ['https://*.example.com', 'https://*.shop.example.com:8443'] }
  ],
  good: [
    { origins: ['https://*.example.com', 'https://example.com'] }, { origins: ['https://example.com:*', 'https://*.example.com:8443'] },
    { origins: ['https://*.example.com:*', 'https://example.com'], credentials: true },
    { origins: ['https://*.github.io', 'http://*.localhost', 'https://app.example.com', 'https://app.example.com:*'] },
    { origins: ['https://example.com', 'https://*.example.com', 'https://*.shop.example.com'] }
  ]
}
