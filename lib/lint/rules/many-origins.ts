import type { PolicyRule } from '../rule.ts'

const MANY = 100

/** A copy of each response for each of many origins. */
export const manyOrigins: PolicyRule = {
  id: 'many-origins',
  severity: 'info',
  about: 'policy',
  summary: 'more than 100 exact origins are listed',
  why: 'Responses then say `Vary: Origin`, and a cache in front of the API keeps a copy of each for each origin; nobody can ' +
    'review such a list either.',
  recommendation: 'If the responses are for everybody, write "*". If not, keep them out of shared caches, and make the list from what it ' +
    'is about.',
  exceptions: 'No cache stands in front of the API, and the list is made by a program that is reviewed instead.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
  reads: ['origins'],
  check ({ patterns }, report) {
    const { length } = patterns.filter(({ subdomains, port }) => !subdomains && port !== '*')
    if (length > MANY) report('', `lists ${length} exact origins, and caches keep a copy of each response for each of them. Write "*" if everybody may read.`)
  },
  bad: [{ origins: origins(101) }],
  good: [{ origins: [...origins(100), 'https://*.example.org', 'http://localhost:*'] }]
}

function origins (count: number): string[] {
  return Array.from({ length: count }, (_, i) => `https://shop-${i}.example.com`)
}
