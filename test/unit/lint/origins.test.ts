/** Tests rules about lists of origins with random policies: fixes change no decision. */
import fc from 'fast-check'
import t from 'tap'
import { compilePolicy, decide } from '../../../lib/index.ts'
import { isOriginPattern } from '../../../lib/validate/origin-grammar.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { byDefinition } from '../properties/origin-definition.ts'
import { coveredBy, nearTo, patternsOf } from '../properties/random-origins.ts'
import { SEED, rounds } from '../properties/seed.ts'
import { random, type Random } from '../properties/seeded-random.ts'
import { findingsOf, removedBy, without } from './rule-findings.ts'

/** Patterns, including some that others cover or almost cover. */
function listOf (source: Random): string[] {
  const patterns = patternsOf(source).filter(isOriginPattern)
  const derived = Array.from({ length: 4 }, () => {
    const pattern = source.pick(patterns) ?? 'https://a'
    switch (source.int(4)) {
      case 0: return pattern
      case 1: return coveredBy(pattern, source)
      case 2: return pattern.replace('://*.', '://*.b.')
      default: return nearTo(pattern, source)
    }
  }).filter(isOriginPattern)
  return [...patterns, ...derived].sort(() => source.int(3) - 1)
}

t.test('removing duplicate and covered origins changes no decision and leaves no redundant entry', async (t) => {
  let removed = 0
  let allowedCount = 0
  fc.assert(fc.property(fc.nat(), (seed) => {
    const source = random(seed)
    const origins = listOf(source)
    if (origins.length === 0) return
    const document: CorsPolicyDocument = { origins, dangerouslyAllow: ['null-origin'] }
    const findings = findingsOf(document, 'origin-listed-twice', 'origin-covered-by-another')
    const paths = removedBy(findings)
    if (new Set(paths).size !== paths.length) throw new Error(`two findings about one value of ${JSON.stringify(origins)}`)
    const fixed = without(document, paths)
    removed += findings.length
    const before = compilePolicy(document)
    const after = compilePolicy(fixed)
    for (let i = 0; i < 100; i++) {
      const origin = source.chance(0.3) ? coveredBy(source.pick(origins), source) : nearTo(source.pick(origins), source)
      const { reason } = decide(before, { method: 'GET', origin })
      if (reason === 'origin-allowed') allowedCount++
      if (decide(after, { method: 'GET', origin }).reason !== reason) throw new Error(`${origin} is decided otherwise without ${paths.join()} of ${JSON.stringify(origins)}`)
    }
    const rest = fixed.origins as readonly string[]
    for (const [i, pattern] of rest.entries()) {
      const isCovered = byDefinition([...rest.slice(0, i), ...rest.slice(i + 1)])
      // A pattern that the definition covers, regardless of what replaces its wildcards.
      const samples = pattern.includes('*') ? ['x', 'x.y', '_.b.a'].flatMap(label => ['', ':8080', ':7'].map(port => pattern.replace('*', label).replace(':*', port))) : [pattern]
      const isReal = samples.filter(isOriginPattern)
      if (isReal.length > 0 && isReal.every(isCovered) && !isSubstitute(pattern, rest)) throw new Error(`${pattern} of ${JSON.stringify(rest)} could go`)
    }
  }), { seed: SEED, numRuns: rounds(2000) })
  t.ok(removed > rounds(2000), `${removed} entries are taken out`)
  t.ok(allowedCount > rounds(10_000), `${allowedCount} of the requests are allowed`)
})

/** Wildcards that only several other patterns together cover. The rules do not find them. */
function isSubstitute (pattern: string, rest: readonly string[]): boolean {
  return pattern.includes('*') && rest.filter(other => other !== pattern && other.includes('*')).every(other => {
    const isCovered = byDefinition([other])
    return !['', ':8080', ':7'].every(port => isCovered(pattern.replace('*', 'x').replace(':*', port)))
  })
}
