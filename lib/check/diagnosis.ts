/** Finds the causes among the findings: which findings follow from which. */
import type { CheckFinding } from '../../types/check.ts'
import { SEVERITIES, worstFirst } from '../severities.ts'
import { NOT_REACHED } from './probes/reach.ts'
import { isRepeated } from './response-facts.ts'

/** A finding before the diagnosis. */
export type PlainFinding = Omit<CheckFinding, 'explains'>

/** A cause, and what follows from it. */
export interface CauseRule {
  /** The id of its finding. */
  readonly cause: string
  /** Ids of the findings that follow from it, if the condition holds. */
  readonly explains: ReadonlySet<string> | 'everything'
  readonly when: (finding: PlainFinding) => boolean
}

const BLOCKED = ['allowed-origin-is-blocked', 'policy-drift-origin-blocked', 'policy-drift-credentials']
const WHY_BLOCKED = ['authentication-before-cors', 'cors-headers-removed', 'origin-not-forwarded', 'allow-origin-is-fixed', 'credentials-not-allowed', 'wildcard-with-credentials', 'origin-not-listed', 'cors-missing']
const PREFLIGHT_BLOCKED = ['preflight-fails', 'preflight-needs-authentication', 'preflight-is-redirected', 'method-not-allowed', 'header-not-allowed']
const WHY_PREFLIGHT_BLOCKED = ['preflight-gets-no-response', 'options-refused-before-application', 'options-handled-elsewhere', 'preflight-not-handled']
const ELSEWHERE_BLOCKED = ['error-without-cors', 'head-without-cors', 'redirect-without-cors', 'allow-credentials-without-origin']
const OF_PREFLIGHTS = [
  'preflight-allows-any-origin', 'any-method-is-approved', 'any-header-is-approved', 'options-treated-as-preflight', 'malformed-preflight-500', 'request-headers-order-dependent',
  'wildcard-without-authorization', 'policy-drift-methods', 'policy-drift-allowed-headers', 'policy-drift-max-age', 'max-age-is-malformed', 'max-age-beyond-caps', 'expose-headers-on-preflight',
  'method-wildcard-with-credentials', 'header-wildcard-with-credentials', 'forbidden-method-allowed', 'forbidden-header-allowed'
]
const TOO_OPEN = [
  'origin-match-bypass', 'any-port-allowed', 'any-subdomain-allowed', 'public-suffix-wildcard', 'shared-hosting-origin', 'unlisted-origin-allowed', 'non-canonical-origin-allowed',
  'policy-drift-origin-allowed'
]
const UNREADABLE = [...BLOCKED, ...WHY_BLOCKED, ...PREFLIGHT_BLOCKED, ...WHY_PREFLIGHT_BLOCKED]

/** In order: what is nearer to the browser, and what hides more, comes first. A finding follows from the first cause that explains it. */
export const CAUSE_RULES: readonly CauseRule[] = [
  ...[...NOT_REACHED].map(cause => rule(cause, 'everything')),
  rule('mixed-content', ['plain-http']),
  rule('endpoint-is-a-redirect', [...UNREADABLE, ...ELSEWHERE_BLOCKED, 'http-redirects-to-https']),
  rule('cache-is-poisoned', [...BLOCKED, ...WHY_BLOCKED, ...ELSEWHERE_BLOCKED, 'inconsistent-responses', 'vary-origin-missing', 'not-modified-without-cors', 'cache-sends-own-304']),
  rule('cache-holds-old-headers', [...BLOCKED, ...WHY_BLOCKED, ...ELSEWHERE_BLOCKED, ...TOO_OPEN, 'inconsistent-responses', 'origin-reflected', 'wildcard-origin', 'vary-origin-missing', 'needless-vary']),
  rule('inconsistent-responses', [...UNREADABLE, ...ELSEWHERE_BLOCKED, 'vary-origin-missing', 'preflight-allows-any-origin']),
  rule('origin-listed-with-mistake', [...UNREADABLE, ...ELSEWHERE_BLOCKED, 'non-canonical-origin-allowed', 'insecure-origin', 'allow-origin-is-no-origin']),
  rule('duplicate-headers', [...UNREADABLE, ...ELSEWHERE_BLOCKED, 'allow-origin-lists-several', 'wildcard-origin'], finding => hasDuplicates(finding) || ELSEWHERE_BLOCKED.includes(finding.id)),
  ...['allow-origin-lists-several', 'allow-origin-is-a-pattern', 'allow-origin-is-no-origin', 'allow-credentials-is-not-true'].map(cause => rule(cause, [...UNREADABLE, ...ELSEWHERE_BLOCKED])),
  ...WHY_BLOCKED.map(cause => rule(cause, [...UNREADABLE, ...ELSEWHERE_BLOCKED, 'wildcard-origin', 'needless-vary', ...OF_PREFLIGHTS])),
  ...['allow-methods-is-malformed', 'allow-headers-is-malformed'].map(cause => rule(cause, PREFLIGHT_BLOCKED)),
  ...['preflight-needs-authentication', 'preflight-is-redirected', ...WHY_PREFLIGHT_BLOCKED]
    .map(cause => rule(cause, [...PREFLIGHT_BLOCKED, ...WHY_PREFLIGHT_BLOCKED, ...OF_PREFLIGHTS, 'error-without-cors'], ({ id, subject }) => id !== 'error-without-cors' || subject === 'OPTIONS')),
  rule('method-not-allowed', ['policy-drift-methods']),
  rule('header-not-allowed', ['policy-drift-allowed-headers']),
  rule('origin-reflected', [...TOO_OPEN, 'preflight-allows-any-origin', 'null-origin-allowed', 'insecure-origin', 'loopback-origin-allowed', 'private-network-origin-allowed', 'application-origin-allowed', 'file-scheme-allowed']),
  rule('origin-match-bypass', TOO_OPEN)
]

function rule (cause: string, explains: readonly string[] | 'everything', when: CauseRule['when'] = () => true): CauseRule {
  return { cause, explains: explains === 'everything' ? explains : new Set(explains), when }
}

/**
 * Returns the causes, the most severe first, each with the findings that it explains. Findings of one kind have one cause, so the first
 * of them explains the others. A cause is as severe as the worst of what it explains.
 */
export function findCauses (found: readonly PlainFinding[]): readonly CheckFinding[] {
  let left = [...found]
  const causes: CheckFinding[] = []
  const take = (id: string, follows: (finding: PlainFinding) => boolean): void => {
    const same = left.filter(finding => finding.id === id).toSorted(worstFirst)
    const [first] = same
    if (first === undefined) return
    const others = [...same.slice(1), ...left.filter(finding => finding.id !== id && follows(finding))]
    left = left.filter(finding => finding !== first && !others.includes(finding))
    causes.push(causeOf(first, others))
  }
  for (const { cause, explains, when } of CAUSE_RULES) take(cause, finding => explains === 'everything' || (explains.has(finding.id) && when(finding)))
  for (const { id } of found) take(id, () => false)
  return causes.sort(worstFirst)
}

/** A finding with those that follow from it. */
function causeOf (finding: PlainFinding, others: readonly PlainFinding[]): CheckFinding {
  const severity = SEVERITIES.find(severity => [finding, ...others].some(one => one.severity === severity))!
  return { ...finding, severity, explains: others.map(other => ({ ...other, explains: [] })) }
}

/** A finding and those that follow from it. */
export function withExplained (findings: readonly CheckFinding[]): readonly CheckFinding[] {
  return findings.flatMap(finding => [finding, ...finding.explains])
}

function hasDuplicates ({ exchanges }: PlainFinding): boolean {
  const { response } = exchanges.at(-1)!
  return ['access-control-allow-origin', 'access-control-allow-credentials'].some(name => isRepeated(response!, name))
}
