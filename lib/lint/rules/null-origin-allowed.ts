import type { PolicyRule } from '../rule.ts'

export const nullOriginAllowed: PolicyRule = {
  id: 'null-origin-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'the origin `null` is allowed',
  why: 'Sandboxed frames and pages from local files have the origin `null`, so any page can have it. The entry therefore allows any ' +
    'origin, although the list looks restrictive.',
  recommendation: 'Remove `null` and its flag. Use "*" if the responses are public.',
  exceptions: 'Pages from local files or sandboxed frames must read the responses, the responses are public, and "*" is not an option.',
  source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque',
  reads: ['origins'],
  check ({ policy }, report) {
    const index = policy.origins.indexOf('null')
    if (index !== -1) report(`/origins/${index}`, 'Any page can have the origin `null`. Remove it, or use "*" if the responses are public.')
  },
  bad: [{ origins: ['https://app.example.com', 'null'], dangerouslyAllow: ['null-origin'] }],
  good: [{ origins: ['https://null.example.com'], dangerouslyAllow: ['null-origin'] }, { origins: '*' }]
}
