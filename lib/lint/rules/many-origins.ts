import type { PolicyRule } from '../rule.ts'

const MANY = 100

export const manyOrigins: PolicyRule = {
  id: 'many-origins',
  severity: 'info',
  about: 'policy',
  summary: 'more than 100 exact origins are listed',
  why: 'The responses have `Vary: Origin`, so a cache in front of the API stores a copy of each response for each origin. A list of ' +
    'this length is also hard to review.',
  recommendation: 'Use "*" if the responses are public. Otherwise keep them out of shared caches and generate the list from its source ' +
    'data.',
  exceptions: 'No cache is in front of the API, and a reviewed program generates the list.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
  reads: ['origins'],
  check ({ patterns }, report) {
    const { length } = patterns.filter(({ subdomains, port }) => !subdomains && port !== '*')
    if (length > MANY) {
      report('', `The policy lists ${length} exact origins, and caches store a copy of each response for each origin. ` +
      'Use "*" if the responses are public.')
    }
  },
  bad: [{ origins: origins(101) }],
  good: [{ origins: [...origins(100), 'https://*.example.org', 'http://localhost:*'] }]
}

function origins (count: number): string[] {
  return Array.from({ length: count }, (_, i) => `https://shop-${i}.example.com`)
}
