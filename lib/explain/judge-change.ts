/** Judges a valid change of a policy: its effect on credentials, and new findings of lint. */
import type { CorsPolicyChange } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import type { PolicyContext } from '../../types/resolution.ts'
import { policiesOf } from '../lint/policies.ts'

type Access = Pick<CorsPolicy, 'origins' | 'credentials'>

/**
 * Judges a change that needs no flag.
 *
 * @param heirs  policies that inherit the changed list of origins
 * @param users  policies that allow an origin that is added to a source
 */
export function verdictOf (
  before: Access | false, after: Access, heirs: readonly Access[], users: readonly Access[], findings: readonly CorsLintFinding[]
): Extract<CorsPolicyChange['verdict'], 'safe' | 'adds-findings' | 'widens-credentials'> {
  if (widensCredentials(before, after, heirs) || users.some(hasCredentials)) return 'widens-credentials'
  return findings.length > 0 ? 'adds-findings' : 'safe'
}

/** Whether pages of more origins can send credentials, with this policy or with policies that inherit the list. */
function widensCredentials (before: Access | false, after: Access, heirs: readonly Access[]): boolean {
  const hasOtherOrigins = before === false || before.origins !== after.origins
  if (after.credentials === true) return hasOtherOrigins || before.credentials !== true
  return hasOtherOrigins && heirs.some(hasCredentials)
}

function hasCredentials ({ credentials }: Access): boolean {
  return credentials === true
}

/** The policies of a document and of its application that have exactly the same list object of origins. */
export function heirsOf (policy: CorsPolicy | false, context: PolicyContext): CorsPolicy[] {
  if (policy === false) return []
  const written = policiesOf(context.document, context, null).map(({ policy }) => policy)
  return [...written, ...context.inEffect].filter(({ origins }) => origins === policy.origins)
}

/** Warnings about the change. */
export function warningsFor (verdict: CorsPolicyChange['verdict'], origin: string, findings: readonly CorsLintFinding[]): string[] {
  const ids = [...new Set(findings.map(({ id }) => id))]
  return [
    ...verdict === 'widens-credentials' ? [`Pages of ${JSON.stringify(origin)} can then act with the user's session.`] : [],
    ...ids.length === 0 ? [] : [`Lint then reports ${ids.map(id => `\`${id}\``).join(', ')}.`]
  ]
}
