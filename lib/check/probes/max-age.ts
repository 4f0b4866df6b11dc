import { factsOf } from '../../browser/engines.ts'
import { getValue } from '../../browser/header-values.ts'
import { preflightMaxAge } from '../../browser/preflight-cache.ts'
import { probe } from '../probe.ts'
import { answered, planOf, baselinePreflights, withoutPages } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

const ENGINES = ['chromium', 'firefox', 'safari'] as const

const HEADER = 'access-control-max-age'

/** The name of the kind is that of the rule about policies. */
export const maxAge = probe({
  id: 'max-age',
  title: 'Access-Control-Max-Age is a number of seconds that browsers take',
  area: 'syntax',
  kinds: {
    'max-age-is-malformed': {
      why: 'The value is digits and nothing else. What browsers make of another one differs: some remember the answer for five seconds, some not at all.',
      recommendation: 'Write a number of seconds, and 0 for preflights that are not to be remembered.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age'
    },
    'max-age-beyond-caps': {
      why: 'Each browser has a limit, beyond which the value means the limit.',
      recommendation: `Write ${factsOf('safari').maxAge.limit} for the same in every browser, or leave it where longer is better wherever it works.`,
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  skip: withoutPages,
  plan: target => planOf(baselinePreflights(target)),
  judge (target, seen, report) {
    for (const { name, answer } of answered(baselinePreflights(target), seen)) {
      const value = getValue(answer.headers, HEADER)
      if (value === undefined) continue
      const about = { subject: 'Access-Control-Max-Age', seen: corsLines(answer), shownBy: [name] as const }
      const seconds = ENGINES.map(engine => preflightMaxAge(answer.headers, factsOf(engine)))
      if (!/^\d+$/.test(value)) {
        report('max-age-is-malformed', {
          ...about,
          // -1 means the same to all of them.
          severity: new Set(seconds).size === 1 ? 'info' : 'warning',
          message: `Access-Control-Max-Age is no number of seconds. ${inWords(seconds)}`,
          expected: [`${HEADER}: 0`]
        })
      } else if (Number(value) > Math.min(...seconds)) {
        report('max-age-beyond-caps', {
          ...about,
          severity: 'info',
          message: `Access-Control-Max-Age is more than every browser takes. ${inWords(seconds)}`,
          expected: [`${HEADER}: ${Math.min(...seconds)}`]
        })
      }
      return
    }
  }
})

function inWords (seconds: readonly number[]): string {
  return `It means ${ENGINES.map((engine, i) => `${seconds[i]} s in ${engine[0]!.toUpperCase()}${engine.slice(1)}`).join(', ')}.`
}
