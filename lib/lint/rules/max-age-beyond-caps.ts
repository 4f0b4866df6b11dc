import { factsOf } from '../../browser/engines.ts'
import type { PolicyRule } from '../rule.ts'

const SAFARI = factsOf('safari').maxAge.limit
const CHROMIUM = factsOf('chromium').maxAge.limit

/** Firefox takes the largest value that a policy may have. */
export const maxAgeBeyondCaps: PolicyRule = {
  id: 'max-age-beyond-caps',
  severity: 'info',
  about: 'policy',
  summary: '`maxAge` is more than some browsers take',
  why: `Each browser has a limit: ${SAFARI} seconds in Safari, ${CHROMIUM} in Chromium, and ${factsOf('firefox').maxAge.limit} in Firefox. ` +
    'Beyond it the value means the limit, so that a change of the policy is noticed at different times.',
  recommendation: `Write ${SAFARI} for the same in every browser, or leave the value as it is, if longer is better wherever it works.`,
  exceptions: 'Preflights are what matters, and a change of the policy that some browsers notice hours later does not.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  reads: ['maxAge'],
  check ({ policy: { maxAge = 0 } }, report) {
    if (maxAge <= SAFARI) return
    const who = maxAge <= CHROMIUM
      ? `Safari takes ${SAFARI} seconds for it; Chromium and Firefox take it as it is.`
      : `Safari takes ${SAFARI} seconds for it, Chromium ${CHROMIUM}; Firefox takes it as it is.`
    report('/maxAge', `is more than every browser takes: ${who} Write ${SAFARI} for the same everywhere.`)
  },
  bad: [{ origins: ['https://app.example.com'], maxAge: 601 }, { origins: ['https://app.example.com'], maxAge: 86400 }],
  good: [{ origins: ['https://app.example.com'], maxAge: 600 }, { origins: ['https://app.example.com'] }]
}
