/** Why a refused request was refused, in one sentence, as `explain` says it. Never throws, and reads no source. */
import type { CorsReportedReason } from '../../types/decision-event.ts'
import type { CorsOriginEntry } from '../../types/policy.ts'
import type { OriginSet } from '../../types/decision.ts'
import { allowsOrigin } from '../decide.ts'
import { preview } from '../errors.ts'
import { headerMisses } from '../explain/name-misses.ts'
import { NearbyPatterns } from '../explain/nearby-patterns.ts'
import { originMisses } from '../explain/origin-misses.ts'
import { patternsIn } from '../origin-entries.ts'
import type { RouteTable } from '../routes.ts'
import { labelOf } from '../routes/choice.ts'
import { publicSuffixCoveredBy } from '../validate/public-suffix.ts'
import type { BootedApplication } from './booted-application.ts'
import type { RefusalCause, Reported } from './refusals.ts'

const SOURCE_CAUSES: ReadonlyMap<CorsReportedReason, string> = new Map([
  ['source-stale', 'The source of origins was last read too long ago.'],
  ['source-unavailable', 'The source of origins cannot be read.'],
  ['source-busy', 'Too many look-ups wait for the source of origins.']
])

/** The differences between an origin of one's own and the entry that was meant for it. */
const OWN_DIFFERENCES: ReadonlySet<string> = new Set([
  'scheme', 'port', 'apex', 'subdomain', 'parent', 'sibling', 'trailing-dot', 'loopback', 'network', 'slip', 'spelling', 'opaque'
])

/** Returns the cause of a refusal. */
export function causeOf ({ table }: BootedApplication, reported: Reported): RefusalCause {
  const { policy, reason, headers, raw, sentence } = reported
  if (sentence !== undefined) return own(sentence)
  switch (reason) {
    case 'origin-not-allowed':
    case 'origin-not-in-source': return originCause(table, reported)
    case 'method-not-allowed': return own(`The policy does not have ${preview(raw.headers['access-control-request-method'])} in \`methods\`.`)
    case 'header-not-allowed': {
      const misses = headerMisses(headers[0]!, policy.policy.allowedHeaders ?? [])
      return own(misses[0]?.message ?? `The policy does not have ${headers.map(preview).join(', ')} in \`allowedHeaders\`.`)
    }
    case 'credentials-not-allowed': return own('The request has cookies, but the policy does not set `credentials`.')
    default: return own(SOURCE_CAUSES.get(reason)!)
  }
}

function own (sentence: string, near: string | null = null, differs: readonly string[] = []): RefusalCause {
  return { near, differs, isOwn: true, sentence }
}

function originCause (table: RouteTable, { policy, origin, reason }: Reported): RefusalCause {
  const other = policiesOf(table).find(({ set }) => set !== policy.compiled.origins && set.has(origin))
  if (other !== undefined) {
    const sentence = `The policy of ${other.route} allows the origin, but this route has the policy ${preview(policy.label)}.`
    return own(sentence, other.label, ['policy'])
  }
  const patterns = patternsIn(policy.policy.origins as readonly CorsOriginEntry[])
  const candidates = nearbyOf(patterns).near(origin)
  const [miss] = originMisses(origin, candidates, (text) => allowsOrigin(policy.compiled, text), undefined, isShared)
  if (miss?.differs.every((difference) => OWN_DIFFERENCES.has(difference)) === true) return own(miss.message, miss.near, miss.differs)
  const sentence = reason === 'origin-not-allowed' ? 'The policy does not list the origin.' : 'Neither the policy nor its source has the origin.'
  return { near: null, differs: [], isOwn: false, sentence }
}

/** Whether anyone can have names below a domain, such as `github.io`. */
function isShared (domain: string): boolean {
  return publicSuffixCoveredBy(domain, []) !== undefined
}

const nearby = new WeakMap<readonly string[], NearbyPatterns>()

function nearbyOf (patterns: readonly string[]): NearbyPatterns {
  let known = nearby.get(patterns)
  if (known === undefined) nearby.set(patterns, known = new NearbyPatterns(patterns))
  return known
}

interface OtherPolicy {
  readonly set: OriginSet
  readonly label: string
  /** A route that has it. */
  readonly route: string
}

/** The number of other policies that are compared. */
const MAX_POLICIES = 64

const policies = new WeakMap<RouteTable, readonly OtherPolicy[]>()

/** The policies of routes that list origins, each once. */
function policiesOf (table: RouteTable): readonly OtherPolicy[] {
  let known = policies.get(table)
  if (known === undefined) {
    const found = new Map<OriginSet, OtherPolicy>()
    for (const { pooled, choice, route } of table.routes) {
      const set = pooled?.compiled.origins
      if (set !== undefined && !found.has(set)) found.set(set, { set, label: labelOf(choice!), route: `${route.method} ${route.pattern}` })
    }
    policies.set(table, known = [...found.values()].slice(0, MAX_POLICIES))
  }
  return known
}
