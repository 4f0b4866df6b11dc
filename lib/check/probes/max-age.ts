import { factsOf } from '../../browser/engines.ts'
import { getValue } from '../../browser/header-values.ts'
import { preflightMaxAge } from '../../browser/preflight-cache.ts'
import { baselinePreflights } from '../baseline-requests.ts'
import { probe } from '../probe.ts'
import { skipWithoutAllowedOrigin } from '../target.ts'

const ENGINES = ['chromium', 'firefox', 'safari'] as const

const HEADER = 'access-control-max-age'

/** Checks the value of `Access-Control-Max-Age`. */
export const maxAge = probe({
  id: 'max-age',
  title: 'Access-Control-Max-Age is a number of seconds within the limits of browsers',
  area: 'syntax',
  kinds: {
    'max-age-is-malformed': {
      why: 'The value must consist of digits only. Browsers handle other values differently: some cache the preflight for five seconds, others not at all.',
      recommendation: 'Use a number of seconds, or 0 to disable the preflight cache.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age'
    },
    'max-age-beyond-caps': {
      why: 'Each browser has a maximum, and reduces higher values to it.',
      recommendation: `Use ${factsOf('safari').longestMaxAge} for the same result in every browser, or keep the value to use the maximum of each browser.`,
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({ preflights: baselinePreflights(target) }),
  judge (_target, { preflights }, report) {
    for (const response of preflights.values()) {
      const value = getValue(response.headers, HEADER)
      if (value === undefined) continue
      const about = { subject: 'Access-Control-Max-Age', evidence: [response] as const }
      const seconds = ENGINES.map(engine => preflightMaxAge(response.headers, factsOf(engine)))
      if (!/^\d+$/.test(value)) {
        report('max-age-is-malformed', {
          ...about,
          // Some malformed values, such as -1, mean the same in all browsers.
          severity: new Set(seconds).size === 1 ? 'info' : 'warning',
          message: `Access-Control-Max-Age is not a number of seconds. ${describeSeconds(seconds)}`,
          expected: [`${HEADER}: 0`]
        })
      } else if (Number(value) > Math.min(...seconds)) {
        report('max-age-beyond-caps', {
          ...about,
          severity: 'info',
          message: `Access-Control-Max-Age exceeds the limit of some browsers. ${describeSeconds(seconds)}`,
          expected: [`${HEADER}: ${Math.min(...seconds)}`]
        })
      }
      return
    }
  }
})

function describeSeconds (seconds: readonly number[]): string {
  return `It means ${ENGINES.map((engine, i) => `${seconds[i]} s in ${engine[0]!.toUpperCase()}${engine.slice(1)}`).join(', ')}.`
}
