/** Rules that need all origins of a policy, for example to compare them with each other. */
import { domainToUnicode } from 'node:url'
import { patternsIn } from '../../origin-entries.ts'
import { areSettled } from '../../standard/settled-letters.ts'
import { coversOf } from '../covers.ts'
import { isHttpScheme, publicSuffixBelow } from '../hosts.ts'
import { hasSeveralScripts, lookOf } from '../look-alikes.ts'
import type { PolicyRule } from '../rule.ts'
import { duplicateRule } from '../rule-tables.ts'
import type { LintedPattern } from '../rule-input.ts'

const nullOriginAllowed: PolicyRule = {
  id: 'null-origin-allowed',
  severity: 'warning',
  about: 'policy',
  reads: ['origins'],
  check ({ policy }, report) {
    const index = policy.origins.indexOf('null')
    if (index !== -1) report(`/origins/${index}`, 'Any page can have the origin `null`. Remove it, or use "*" if the responses are public.')
  }
}

const originListedTwice = duplicateRule({
  id: 'origin-listed-twice',
  fields: ['origins'],
  message: 'The entry is already listed. Remove the duplicate.'
})

/** Whether a pattern can cover others. Most lists have only exact origins. */
function isWildcard ({ text }: LintedPattern): boolean {
  return text.includes('*')
}

const originCoveredByAnother: PolicyRule = {
  id: 'origin-covered-by-another',
  severity: 'warning',
  about: 'policy',
  reads: ['origins'],
  check ({ patterns }, report) {
    if (!patterns.some(isWildcard)) return
    const coverOf = coversOf(patterns)
    const seen = new Set<string>()
    for (const pattern of patterns) {
      const { text, path } = pattern
      // Another rule reports the second of two equal entries.
      const cover = seen.has(text) ? undefined : coverOf(pattern)
      seen.add(text)
      if (cover === undefined) continue
      report(path, `The pattern ${JSON.stringify(cover)} already covers this entry. Remove one of the two.`, { fix: { op: 'remove' } })
    }
  }
}

const apexNotCovered: PolicyRule = {
  id: 'apex-not-covered',
  severity: 'info',
  about: 'policy',
  reads: ['origins'],
  check ({ policy, entries, patterns, privateSuffixes }, report) {
    // Otherwise, the policy can list the domain among the origins that are not checked.
    if (!patterns.some(isWildcard) || entries.length < policy.origins.length) return
    const coverOf = coversOf(patterns)
    const exact = new Set<string>()
    for (const { scheme, host, subdomains, label, port } of patterns) {
      if (subdomains || label !== undefined) continue
      exact.add(`${scheme}://${host}:${port}`)
      // The domain is listed with a specific port, so a pattern for any port does not need a finding.
      exact.add(`${scheme}://${host}:*`)
    }
    for (const pattern of patterns) {
      const { path, scheme, host, subdomains, port } = pattern
      if (!subdomains || !host.includes('.') || exact.has(`${scheme}://${host}:${port}`)) continue
      const apex = { ...pattern, text: pattern.text.replace('*.', ''), subdomains: false }
      if (coverOf(apex) !== undefined || publicSuffixBelow(pattern, privateSuffixes) !== undefined) continue
      report(path, `The pattern does not cover ${JSON.stringify(apex.text)}. List that origin too if its pages call the API.`)
    }
  }
}

const originLooksLikeAnother: PolicyRule = {
  id: 'origin-looks-like-another',
  severity: 'info',
  about: 'policy',
  reads: ['origins'],
  check ({ patterns }, report) {
    if (!patterns.some(({ host }) => host.includes(ENCODED))) return
    const labels = new Set(patterns.flatMap(({ host }) => host.split('.')))
    for (const pattern of patterns.filter(isHttpScheme)) {
      for (const label of pattern.host.split('.').filter(isEncoded)) {
        const shown = domainToUnicode(label)
        // Versions of Node disagree about other letters and about invalid Punycode.
        if (!/[^\0-\x7f]/.test(shown) || !areSettled(shown)) continue
        const look = lookOf(shown)
        const isTwin = labels.has(look)
        if (!isTwin && !hasSeveralScripts(shown)) continue
        const reason = isTwin ? `looks like ${JSON.stringify(look)}` : 'mixes letters of several scripts'
        report(pattern.path, `The host name is displayed as ${JSON.stringify(shown)}, which ${reason}. Check that you own it.`)
        break
      }
    }
  }
}

/** The prefix of an encoded label. */
const ENCODED = 'xn--'

function isEncoded (label: string): boolean {
  return label.startsWith(ENCODED)
}

/** The largest number of exact origins without a finding. */
const MANY = 100

const manyOrigins: PolicyRule = {
  id: 'many-origins',
  severity: 'info',
  about: 'policy',
  reads: ['origins'],
  check ({ policy: { origins } }, report) {
    if (origins === '*') return
    let count = 0
    for (const pattern of patternsIn(origins)) if (pattern !== 'null' && !pattern.includes('*')) count++
    if (count <= MANY) return
    report('', `The policy lists ${count} exact origins, and caches store a copy of each response for each origin. ` +
      'Use "*" if the responses are public.')
  }
}

export const ORIGIN_LIST_RULES = [
  nullOriginAllowed, originListedTwice, originCoveredByAnother, apexNotCovered, originLooksLikeAnother, manyOrigins
]
