import { isLocalhostName } from '../../standard/origin.ts'
import { publicSuffixCoveredBy } from '../../validate/public-suffix.ts'
import type { DocumentRule } from '../rule.ts'

const NONE: readonly string[] = []

/** A suffix that changes nothing. */
export const privateSuffixWithoutEffect: DocumentRule = {
  id: 'private-suffix-without-effect',
  severity: 'info',
  about: 'document',
  summary: 'a private suffix changes nothing',
  why: 'Private suffixes add to the public ones. One that is public already, or the user\'s own machine, adds nothing, and ' +
    'whoever reads it takes it for needed.',
  recommendation: 'Take it out.',
  exceptions: 'It may cease to be a public one, as suffixes of companies do.',
  source: 'https://publicsuffix.org/list/',
  check ({ document }, report) {
    const seen = new Set<string>()
    for (const [i, suffix] of (document.privateSuffixes ?? []).entries()) {
      const why = seen.has(suffix) ? 'is listed already' : reasonOf(suffix)
      seen.add(suffix)
      if (why !== undefined) report(`/privateSuffixes/${i}`, `${why}. Take it out.`, { fix: { op: 'remove' } })
    }
  },
  bad: [
    { origins: ['https://app.example.com'], privateSuffixes: ['github.io'] },
    { origins: ['https://app.example.com'], privateSuffixes: ['shops.example.com', 'sites.example.com', 'shops.example.com'] },
    { origins: ['https://app.example.com'], privateSuffixes: ['amazonaws.com'] },
    { origins: ['https://app.example.com'], privateSuffixes: ['tenants.localhost'] }
  ],
  good: [{ origins: ['https://app.example.com'], privateSuffixes: ['shops.example.com', 'eu.shops.example.com', 'pages.github.com'] }, { origins: '*' }]
}

function reasonOf (suffix: string): string | undefined {
  if (isLocalhostName(suffix)) return 'is the user\'s own machine, where nobody registers names'
  return publicSuffixCoveredBy(suffix, NONE) === undefined ? undefined : 'counts without being listed, by the public suffix list'
}
