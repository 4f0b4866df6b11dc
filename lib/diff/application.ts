/** The difference between the policies of an application before and after a change of its document. */
import type { CorsDocumentation, DocumentedChoice } from '../../types/documentation.ts'
import type { CorsDiffSubject, CorsPolicyDiff } from '../../types/diff.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { collectChanges, type Compared } from './collect.ts'

/** Compares two documentations of one application, whose routes are the same. */
export function diffApplication (before: CorsDocumentation, after: CorsDocumentation): CorsPolicyDiff {
  const first = choicesOf(before)
  const compared = choicesOf(after).map(({ subject, policy }, i): Compared => ({ subject, before: first[i]!.policy, after: policy }))
  return collectChanges('application', compared, { added: [], removed: [] })
}

interface Choice {
  readonly subject: CorsDiffSubject
  readonly policy: CorsPolicy | false
}

function choicesOf ({ policies, routes, notFound }: CorsDocumentation): Choice[] {
  const byId = new Map(policies.map(({ id, policy }) => [id, policy]))
  const policyOf = ({ policy }: DocumentedChoice): CorsPolicy | false => policy === null ? false : byId.get(policy)!
  return [
    ...routes.flatMap(({ url, constraints, methods }) => methods.map((choice): Choice =>
      ({ subject: { kind: 'route', method: choice.method, url: url!, constraints }, policy: policyOf(choice) }))),
    ...notFound.map((choice): Choice => ({ subject: { kind: 'not-found', prefix: choice.prefix }, policy: policyOf(choice) }))
  ]
}
