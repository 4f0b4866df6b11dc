import { isLocalhostName } from '../../standard/origin.ts'
import { publicSuffixCoveredBy } from '../../validate/public-suffix.ts'
import type { DocumentRule } from '../rule.ts'

const NONE: readonly string[] = []

export const privateSuffixWithoutEffect: DocumentRule = {
  id: 'private-suffix-without-effect',
  severity: 'info',
  about: 'document',
  summary: 'a private suffix has no effect',
  why: 'Private suffixes extend the public suffix list. A suffix that is already public, or that is a localhost name, adds nothing and ' +
    'misleads readers.',
  recommendation: 'Remove it.',
  exceptions: 'The suffix may be removed from the public suffix list, which happens with company-owned suffixes.',
  source: 'https://publicsuffix.org/list/',
  check ({ document }, report) {
    const seen = new Set<string>()
    for (const [i, suffix] of (document.privateSuffixes ?? []).entries()) {
      const why = seen.has(suffix) ? 'The suffix is already listed' : reasonOf(suffix)
      seen.add(suffix)
      if (why !== undefined) report(`/privateSuffixes/${i}`, `${why}. Remove it.`, { fix: { op: 'remove' } })
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
  if (isLocalhostName(suffix)) return 'The suffix is a localhost name, for which subdomains cannot be registered'
  return publicSuffixCoveredBy(suffix, NONE) === undefined ? undefined : 'The suffix is already in the public suffix list'
}
