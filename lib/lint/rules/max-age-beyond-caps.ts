import { factsOf } from '../../browser/engines.ts'
import type { PolicyRule } from '../rule.ts'

const SAFARI = factsOf('safari').maxAge.limit
const CHROMIUM = factsOf('chromium').maxAge.limit

/** Firefox supports the largest value that a policy can have. */
export const maxAgeBeyondCaps: PolicyRule = {
  id: 'max-age-beyond-caps',
  severity: 'info',
  about: 'policy',
  summary: '`maxAge` is longer than some browsers support',
  why: `Each browser has a limit: ${SAFARI} seconds in Safari, ${CHROMIUM} in Chromium, and ` +
    `${factsOf('firefox').maxAge.limit} in Firefox. ` +
    'Browsers use their limit instead of a larger value, so they notice a changed policy at different times.',
  recommendation: `Use ${SAFARI} for the same time in every browser, or keep the value if a longer time is better where it is supported.`,
  exceptions: 'Saving preflights is more important than noticing a changed policy at the same time in all browsers.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  reads: ['maxAge'],
  check ({ policy: { maxAge = 0 } }, report) {
    if (maxAge <= SAFARI) return
    const limits = `Safari uses ${SAFARI} seconds instead${maxAge <= CHROMIUM ? '' : `, and Chromium ${CHROMIUM}`}`
    report('/maxAge', `Some browsers do not support such a long time: ${limits}. Use ${SAFARI} for the same time in every browser.`)
  },
  bad: [{ origins: ['https://app.example.com'], maxAge: 601 }, { origins: ['https://app.example.com'], maxAge: 86400 }],
  good: [{ origins: ['https://app.example.com'], maxAge: 600 }, { origins: ['https://app.example.com'] }]
}
