/** Why a refused request was refused, in one sentence, in the words of `explain`. Never throws, and reads no source. */
import type { CorsReportedReason } from '../../types/decision-event.ts'
import type { CorsDecisionReason } from '../../types/decision.ts'
import type { CorsOriginEntry } from '../../types/policy.ts'
import type { CorsNearMiss } from '../../types/policy-change.ts'
import { allowsOrigin } from '../decide.ts'
import { preview } from '../errors.ts'
import { GUARD_RESPONDS, LIST_IN_GUARD, NOT_LISTED_BY_GUARD } from '../explain/guard-texts.ts'
import { headerMisses } from '../explain/similar-names.ts'
import { NearbyPatterns } from '../explain/nearby-patterns.ts'
import { originMisses } from '../explain/origin-misses.ts'
import { FRAMEWORK_ORIGINS } from '../lint/framework-origins.ts'
import { patternsIn } from '../origin-entries.ts'
import { escapeText } from '../text/escape.ts'
import { publicSuffixCoveredBy } from '../validate/public-suffix.ts'
import type { BootedApplication } from './booted-application.ts'
import { listingPolicy } from './listing-policy.ts'
import type { RefusalCause, Reported } from './refusals.ts'
import { originClassOf } from './origin-class.ts'
import { isEmpty, openSources, rememberedNeighbors } from './source-misses.ts'

const SOURCE_CAUSES: ReadonlyMap<CorsReportedReason, string> = new Map([
  ['source-stale', 'The source of origins was last read too long ago.'],
  ['source-unavailable', 'The source of origins cannot be read.'],
  ['source-busy', 'Too many look-ups wait for the source of origins.']
])

/**
 * The reason to count and to publish if a guard refuses a request. That a source cannot be read is not the fault of a page, and alerts
 * look for it. Logs and reports name it as the cause.
 *
 * @param decided  the reason of the policy; undefined if CORS is off, or the request has no origin
 */
export function guardedReason (decided: CorsDecisionReason | undefined): CorsReportedReason {
  return decided !== undefined && SOURCE_CAUSES.has(decided) ? decided : 'refused-by-guard'
}

/** The differences between an origin of one's own and the entry that was meant for it. */
const OWN_DIFFERENCES: ReadonlySet<string> = new Set([
  'scheme', 'port', 'apex', 'subdomain', 'parent', 'sibling', 'trailing-dot', 'loopback', 'network', 'slip', 'spelling', 'opaque',
  'preview', 'id'
])

/** Returns the cause of a refusal. */
export function causeOf (application: BootedApplication, reported: Reported): RefusalCause {
  const { policy, reason, headers, raw, sentence } = reported
  if (sentence !== undefined) return own(sentence)
  switch (reason) {
    case 'origin-not-allowed':
    case 'origin-not-in-source': return originCause(application, reported, reported.origin!)
    case 'refused-by-guard': return guardCause(application, reported)
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
  return { near, differs, isOwn: true, sentence: escapeText(sentence) }
}

/** The cause of a guard, with what to do. */
function guardCause (application: BootedApplication, reported: Reported): RefusalCause {
  const { origin, decided, raw } = reported
  const { sentence, ...cause } = origin === undefined
    ? own('Browsers always send `Origin`, so the request comes from a program, or a gateway has dropped `Origin`. Put the guard on the gateway, or let it ' +
      'forward `Origin`. For programs, set `allowMissingOrigin`.', null, ['missing'])
    : isHost(raw.headers.host ?? raw.headers[':authority'] as string | undefined, origin)
      ? own(`${preview(origin)} has the host of the request, which has no \`Sec-Fetch-Site: same-origin\`. If it is your own server, add it to \`alsoAllow\` of the guard.`, null, ['own-host'])
      : decided === undefined
        ? offCause(application, origin)
        : SOURCE_CAUSES.has(decided) ? own(SOURCE_CAUSES.get(decided)!, null, [decided]) : originCause(application, { ...reported, reason: decided }, origin)
  const advice = cause.isOwn ? '' : ` If the page is yours, ${decided === undefined ? LIST_IN_GUARD : 'add its origin to the policy, or to `alsoAllow` of the guard.'}`
  return { ...cause, sentence: `${GUARD_RESPONDS} ${sentence}${advice}` }
}

/** Whether an origin has this host and port. */
function isHost (host: string | undefined, origin: string): boolean {
  return host !== undefined && (origin === `https://${host}` || origin === `http://${host}`)
}

function offCause ({ table }: BootedApplication, origin: string): RefusalCause {
  const listing = listingPolicy(table, origin)
  if (listing !== undefined) return own(`CORS is off for this route, but the policy of ${listing.route} allows the origin.`, listing.label, ['policy'])
  return { near: null, differs: [], isOwn: false, sentence: NOT_LISTED_BY_GUARD }
}

function originCause ({ table, sources: lookups }: BootedApplication, { policy, reason }: Reported, origin: string): RefusalCause {
  const { compiled } = policy
  const other = listingPolicy(table, origin, compiled.origins)
  if (other !== undefined) {
    const sentence = `The policy of ${other.route} allows the origin, but this route has the policy ${preview(policy.label)}.`
    return own(sentence, other.label, ['policy'])
  }
  const patterns = patternsIn(policy.policy.origins as readonly CorsOriginEntry[])
  const sources = openSources(lookups, compiled.sources)
  const inSources = rememberedNeighbors(sources, origin)
  const candidates = [...nearbyOf(patterns).near(origin), ...inSources]
  const has = (text: string): boolean => allowsOrigin(compiled, text) || sources.some((source) => source.remembers(text))
  const [miss] = originMisses(origin, candidates, has, (text) => inSources.includes(text) ? ' in the source' : '', isShared)
  if (miss !== undefined && isOwnMiss(miss)) {
    // Kinds are bounded by the policies, and a source can have any number of origins.
    const isListed = miss.near !== null && (patterns.includes(miss.near) || allowsOrigin(compiled, miss.near))
    return own(miss.message, isListed ? miss.near : null, miss.differs)
  }
  if (patterns.length === 0 && sources.length === compiled.sources?.entries.length && sources.every(isEmpty)) {
    return own('The sources of the policy have no origins.')
  }
  const page = ownPage(origin)
  if (page !== undefined) return own(`${preview(origin)} is a page ${page.what}, and the policy lists no such origin. ${page.advice}`, null, [page.kind])
  const sentence = reason === 'origin-not-allowed' ? 'The policy does not list the origin.' : 'Neither the policy nor its source has the origin.'
  return { near: null, differs: [], isOwn: false, sentence }
}

/** What a page is whose origin is not listed, although it is rarely one of an attacker, and what to do. */
function ownPage (origin: string): { readonly kind: string, readonly what: string, readonly advice: string } | undefined {
  const framework = FRAMEWORK_ORIGINS.get(origin)
  if (framework !== undefined) {
    return {
      kind: 'app',
      what: `of an app with ${framework}`,
      advice: 'All apps with it have this origin, also those of others. If an app of yours needs it, add it to a policy without credentials, and let the app send a token.'
    }
  }
  if (originClassOf(origin) !== 'loopback' || isProduction()) return undefined
  return {
    kind: 'development',
    what: 'on the computer of its browser, as in development',
    advice: 'In production, do not add it: every user has such pages. For development, add `developmentOrigins()` to `origins`, which rejects NODE_ENV=production.'
  }
}

function isProduction (): boolean {
  return process.env['NODE_ENV'] === 'production'
}

/**
 * How an origin differs that no change is proposed for: anyone can have it, as the name of a preview or of a misspelled domain, or as an
 * extension; it is for development; all apps with a framework have it; or the guard of the route needs another option, and no policy.
 */
const NOT_PROPOSED: ReadonlySet<string> = new Set(['preview', 'slip', 'id', 'app', 'development', 'missing', 'own-host'])

const IS_ABOUT_ORIGIN: ReadonlySet<CorsReportedReason> = new Set(['origin-not-allowed', 'origin-not-in-source', 'refused-by-guard'])

/** Whether a change of the policy can be proposed for a refusal. */
export function isProposed (reason: CorsReportedReason, differs: readonly string[], [origin = '']: readonly string[]): boolean {
  if (!IS_ABOUT_ORIGIN.has(reason)) return true
  return !differs.some((difference) => NOT_PROPOSED.has(difference)) && !FRAMEWORK_ORIGINS.has(origin) && !(isProduction() && originClassOf(origin) === 'loopback')
}

/** Whether an origin of the application was probably meant. A proxy can repeat it. */
function isOwnMiss ({ near, differs }: CorsNearMiss): boolean {
  return differs.every((difference) => OWN_DIFFERENCES.has(difference) || (difference === 'several' && near !== null))
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
