/** Validates a policy document as a whole: the scope's policy, the named policies, and the choices of routes. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { MAX_SUGGESTIONS, resolveChoice, type ChoiceContext, type InheritedScope } from './choice.ts'
import { preview } from '../text/value-preview.ts'
import { pointer, report, nameFault, wholeFault, type IssueDraft } from './issue.ts'
import { checkEntries, checkFields, isRecord, MISSING_ORIGINS, POLICY_FIELDS, type UncheckedPolicy } from './policy.ts'
import { isStepEnd, type Steps } from './steps.ts'
import { privateSuffixFault } from './public-suffix.ts'
import { checkCrossFields, judgeOf } from './cross-field.ts'

/** The names that logs and counters use for policies without a name. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['scope', 'override', 'none'])

/** The number of choices in one step. */
const CHOICES = 64

/** Returns the policy fields at the top level of a document; undefined if all are absent. */
export function fieldsOf (document: Readonly<Record<string, unknown>>): UncheckedPolicy | undefined {
  const fields = POLICY_FIELDS.filter(field => Object.hasOwn(document, field))
  if (fields.length === 0) return undefined
  return Object.freeze(Object.fromEntries(fields.map(field => [field, document[field]])))
}

/**
 * Reports all issues of a document of plain data, except those of its shape, in steps.
 *
 * @param outer  named policies of outer registrations, which the document's own names shadow, and their private suffixes
 */
export function * checkDocument (document: unknown, outer: InheritedScope, issues: CorsPolicyIssue[]): Steps {
  if (!isRecord(document)) return
  const scope = fieldsOf(document)
  const suffixes = document['privateSuffixes']
  yield * checkEntries(suffixes, '/privateSuffixes', issues, privateSuffixFault)
  const own: readonly unknown[] = Array.isArray(suffixes) ? suffixes : []
  const privateSuffixes = [...outer.privateSuffixes, ...own.filter(suffix => typeof suffix === 'string')]
  yield * checkScope(document, scope, privateSuffixes, issues)

  const policies = entriesOf(document['policies'])
  for (const [name, policy] of policies) {
    const path = pointer('/policies', name)
    if (name === '') {
      report(issues, path, policy, wholeFault('policy-name-is-invalid', 'The policy name must not be empty. Use another name.'))
    }
    if (RESERVED_NAMES.has(name)) {
      const message = `The policy name "${name}" is reserved: logs and counters use it for policies without a name. Use another name.`
      report(issues, path, policy, wholeFault('policy-name-is-invalid', message))
    }
    if (isRecord(policy)) yield * checkPolicy(policy, path, privateSuffixes, issues)
  }

  const inherited = outer.names
  const names = new Map([...inherited, ...policies])
  const context: ChoiceContext = { base: scope, privateSuffixes, inherited, names, suggestions: { left: MAX_SUGGESTIONS } }
  for (const [i, [pattern, choice]] of entriesOf(document['routes']).entries()) {
    if (isStepEnd(i, CHOICES)) yield
    const path = pointer('/routes', pattern)
    const draft = routePatternFault(pattern)
    if (draft !== undefined) report(issues, path, choice, draft)
    resolveChoice(choice, context, path, issues)
  }
  resolveChoice(document['notFound'], context, '/notFound', issues)
}

function * checkScope (
  document: Readonly<Record<string, unknown>>, scope: UncheckedPolicy | undefined, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): Steps {
  if (scope !== undefined) {
    if (!Object.hasOwn(scope, 'origins')) report(issues, '/origins', undefined, MISSING_ORIGINS)
    yield * checkPolicy(scope, '', privateSuffixes, issues)
  } else if (isEmpty(document['policies']) && isEmpty(document['routes']) && !issues.some(isAboutKey)) {
    report(issues, '', document, wholeFault('document-has-no-policy',
      'The document does not define a policy for any route. Add `origins`, or `policies` and `routes`.'))
  }
}

/** A value that is not an object counts as not empty, because the schema reports it. */
function isEmpty (value: unknown): boolean {
  return value === undefined || (isRecord(value) && Object.keys(value).length === 0)
}

/** Such an issue already has a fix, and can be the reason why the policy is missing. */
function isAboutKey ({ id }: CorsPolicyIssue): boolean {
  return id === 'unknown-field' || id === 'foreign-option' || id === 'key-is-unsafe'
}

function * checkPolicy (
  policy: UncheckedPolicy, path: string, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): Steps {
  yield * checkFields(policy, path, issues, judgeOf(policy, privateSuffixes))
  yield
  checkCrossFields(policy, policy, path, privateSuffixes, issues)
}

function entriesOf (value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

/**
 * A key is a routed path as Fastify has it, or ends in "/*" or "/+". A star in another place has no defined meaning, and a
 * plus in another place is a literal plus.
 */
function routePatternFault (pattern: string): IssueDraft | undefined {
  // Parentheses contain the regular expression of a parameter.
  const outside = withoutParentheses(pattern)
  const star = outside.indexOf('*')
  const isStarLast = star === -1 || (star === outside.length - 1 && pattern.endsWith('/*'))
  if (pattern.startsWith('/') && isStarLast) return undefined
  const fix = pattern.startsWith('/') ? withOneStar(pattern) : `/${pattern}`
  const isLikely = fix !== pattern && pattern !== '' && !pattern.includes('://') && routePatternFault(fix) === undefined
  const message = `The route pattern ${preview(pattern)} is invalid. It must be a routed path that starts with "/", and a wildcard ("*" or "+") ` +
    'must be its whole last segment.'
  return isLikely ? nameFault('route-pattern-is-invalid', message, fix) : wholeFault('route-pattern-is-invalid', message)
}

/** Other tools write `/a/**` for `/a/*`. */
function withOneStar (pattern: string): string {
  let end = pattern.length
  while (pattern[end - 1] === '*' || pattern[end - 1] === '/') end--
  const rest = pattern.slice(end)
  return rest.startsWith('/*') ? `${pattern.slice(0, end)}/*` : pattern
}

function withoutParentheses (pattern: string): string {
  let depth = 0
  let text = ''
  for (const char of pattern) {
    if (char === '(') depth++
    else if (char === ')') depth--
    else if (depth === 0) text += char
  }
  return depth === 0 ? text : pattern
}
