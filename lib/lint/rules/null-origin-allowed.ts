import type { PolicyRule } from '../rule.ts'

/** Nobody's pages, and everybody's. */
export const nullOriginAllowed: PolicyRule = {
  id: 'null-origin-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'the origin `null` is allowed',
  why: 'Every sandboxed frame and every page from a file has the origin `null`, so that any page can have it: the entry ' +
    'allows everybody, while the list looks as if it did not.',
  recommendation: 'Take `null` and its flag out. Where everybody may read the responses, write "*".',
  exceptions: 'Pages from files or sandboxed frames must read the responses, and everybody may, but "*" is not wanted.',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque',
  reads: ['origins'],
  check ({ policy }, report) {
    const index = policy.origins.indexOf('null')
    if (index !== -1) report(`/origins/${index}`, 'is an origin that any page can have. Take it out, or write "*" if everybody may read.')
  },
  bad: [{ origins: ['https://app.example.com', 'null'], dangerouslyAllow: ['null-origin'] }],
  good: [{ origins: ['https://null.example.com'], dangerouslyAllow: ['null-origin'] }, { origins: '*' }]
}
