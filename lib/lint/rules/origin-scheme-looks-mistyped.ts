import type { PolicyRule } from '../rule.ts'
import { schemeMeantBy } from '../scheme-slips.ts'

/** A scheme of one's own, by a slip. */
export const originSchemeLooksMistyped: PolicyRule = {
  id: 'origin-scheme-looks-mistyped',
  severity: 'warning',
  about: 'policy',
  summary: 'an origin has a scheme that is a slip of http or https',
  why: 'Any scheme is legal, as apps have schemes of their own; one that is a letter off matches no page at all, and the ' +
    'pages that were meant are refused.',
  recommendation: 'Write http or https.',
  exceptions: 'An app registers that very scheme for its pages.',
  source: 'https://fetch.spec.whatwg.org/#http-scheme',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const { text, path, scheme } of patterns) {
      const meant = schemeMeantBy(scheme)
      if (meant !== undefined) report(path, `has a scheme that no page has. Write ${JSON.stringify(meant + text.slice(scheme.length))}.`)
    }
  },
  bad: [{ origins: ['htps://app.example.com'] }, { origins: ['htttps://app.example.com', 'hhtps://app.example.com'], credentials: true }, { origins: ['htp://localhost'] }],
  good: [{ origins: ['https://app.example.com', 'http://localhost', 'app://host', 'tauri://localhost', 'ftp://files.example.com', 'hyper://app'] }]
}
