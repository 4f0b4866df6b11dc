import { coversOf } from '../covers.ts'
import { publicSuffixBelow } from '../hosts.ts'
import type { PolicyRule } from '../rule.ts'

/** The name that a wildcard stops short of. */
export const apexNotCovered: PolicyRule = {
  id: 'apex-not-covered',
  severity: 'info',
  about: 'policy',
  summary: 'subdomains are allowed, and the domain above them is not',
  why: 'A pattern for subdomains covers names below the domain and never the domain itself, which people often expect, and ' +
    'whose pages are then refused.',
  recommendation: 'If pages of the domain itself call, list it too.',
  exceptions: 'The domain itself serves no page that calls.',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
  reads: ['origins'],
  check ({ patterns, privateSuffixes }, report) {
    const coverOf = coversOf(patterns)
    const exact = new Set<string>()
    for (const { scheme, host, subdomains, port } of patterns) {
      if (subdomains) continue
      exact.add(`${scheme}://${host}:${port}`)
      // Who has listed it with some port has thought of it.
      exact.add(`${scheme}://${host}:*`)
    }
    for (const pattern of patterns) {
      const { path, scheme, host, subdomains, port } = pattern
      if (!subdomains || !host.includes('.') || exact.has(`${scheme}://${host}:${port}`)) continue
      const apex = { ...pattern, text: pattern.text.replace('*.', ''), subdomains: false }
      if (coverOf(apex) !== undefined || publicSuffixBelow(pattern, privateSuffixes) !== undefined) continue
      report(path, `does not cover ${JSON.stringify(apex.text)} itself. List that too if its pages call.`)
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
