/** Rules about how long preflights are kept: `maxAge` and `preflightCacheControl`. */
import { factsOf } from '../../browser/engines.ts'
import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedPolicy } from '../rule-input.ts'

const SAFARI = factsOf('safari').longestMaxAge
const CHROMIUM = factsOf('chromium').longestMaxAge

/** Firefox supports the largest value that a policy can have. */
const maxAgeBeyondCaps: PolicyRule = {
  id: 'max-age-beyond-caps',
  severity: 'info',
  about: 'policy',
  reads: ['maxAge'],
  check ({ policy: { maxAge = 0 } }, report) {
    if (maxAge <= SAFARI) return
    const limits = `Safari uses ${SAFARI} seconds instead${maxAge <= CHROMIUM ? '' : `, and Chromium ${CHROMIUM}`}`
    report('/maxAge', `Some browsers do not support such a long time: ${limits}. Use ${SAFARI} for the same time in every browser.`)
  }
}

/** Firefox does not use what "*" approved in a cached preflight. */
const maxAgeIgnoredByFirefox: PolicyRule = {
  id: 'max-age-ignored-by-firefox',
  severity: 'info',
  about: 'policy',
  reads: ['maxAge', 'allowedHeaders'],
  check ({ policy: { maxAge = 0, allowedHeaders = [] } }, report) {
    if (maxAge === 0 || !allowedHeaders.includes('*')) return
    const path = allowedHeaders === '*' ? '/allowedHeaders' : `/allowedHeaders/${allowedHeaders.indexOf('*')}`
    report(path, 'Firefox does not use a cached preflight for a header that only "*" allows, so `maxAge` has no effect there. ' +
      'List the headers that pages send.')
  }
}

const maxAgeZero: PolicyRule = {
  id: 'max-age-zero',
  severity: 'info',
  about: 'policy',
  reads: ['maxAge'],
  check ({ policy }, report) {
    if (policy.maxAge !== 0) return
    report('/maxAge', 'With `maxAge` 0, browsers send a preflight before every request that needs one. Use 600 unless this is intended.')
  }
}

/** Overrides are checked only when they have their own origins, because the others inherit a `maxAge` that is already checked. */
const maxAgeAbsent: PolicyRule = {
  id: 'max-age-absent',
  severity: 'info',
  about: 'policy',
  reads: ['origins'],
  check (subject, report) {
    if (subject.policy.maxAge !== undefined || !approvesPreflights(subject)) return
    report('', 'The policy has no `maxAge`, so browsers send another preflight after five seconds. ' +
      'Use `maxAge: 600`, the longest time that all browsers support.')
  }
}

/** Whether the policy approves a method or a header that needs a preflight. */
function approvesPreflights ({ policy: { allowedHeaders = [], methods }, routes }: LintedPolicy): boolean {
  const approved = methods ?? routes?.kinds.map(({ method }) => method) ?? []
  return allowedHeaders.length > 0 || approved.some(method => !isSafelistedMethod(method))
}

const preflightKeptByCaches: PolicyRule = {
  id: 'preflight-kept-by-caches',
  severity: 'info',
  about: 'policy',
  reads: ['preflightCacheControl'],
  check ({ policy: { preflightCacheControl = '' } }, report) {
    const directives = preflightCacheControl.toLowerCase()
    if (!/\b(?:public|s-maxage|max-age)\b/.test(directives) || /\b(?:private|no-store)\b/.test(directives)) return
    report('/preflightCacheControl', 'Shared caches keep approved preflights for this time, even after the policy has become stricter. ' +
      'Purge them after such a change.')
  }
}

export const MAX_AGE_RULES = [maxAgeBeyondCaps, maxAgeIgnoredByFirefox, maxAgeZero, maxAgeAbsent, preflightKeptByCaches]
