import type { PolicyRule } from '../rule.ts'
import { intendedScheme } from '../scheme-slips.ts'

export const originSchemeLooksMistyped: PolicyRule = {
  id: 'origin-scheme-looks-mistyped',
  severity: 'warning',
  about: 'policy',
  summary: 'the scheme of an origin looks like a misspelling of http or https',
  why: 'Custom schemes are valid, because apps have their own schemes. A misspelled scheme, however, matches no page, so browsers block ' +
    'the intended pages.',
  recommendation: 'Use http or https.',
  exceptions: 'An app registers exactly this scheme for its pages.',
  source: 'https://fetch.spec.whatwg.org/#http-scheme',
  reads: ['origins'],
  check ({ patterns }, report) {
    for (const { text, path, scheme } of patterns) {
      const meant = intendedScheme(scheme)
      if (meant !== undefined) {
        report(path, `No page has the scheme ${JSON.stringify(scheme)}. Use ` +
        `${JSON.stringify(meant + text.slice(scheme.length))}.`)
      }
    }
  },
  bad: [{ origins: ['htps://app.example.com'] }, { origins: ['htttps://app.example.com', 'hhtps://app.example.com'], credentials: true }, { origins: ['htp://localhost'] }],
  good: [{ origins: ['https://app.example.com', 'http://localhost', 'app://host', 'tauri://localhost', 'ftp://files.example.com', 'hyper://app'] }]
}
