/** A policy document as a whole: the scope's policy, named ones, and what routes choose. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { resolveChoice, type ChoiceContext, type InheritedScope } from './choice.ts'
import { fault, pointer, report, type IssueDraft } from './issue.ts'
import { checkEntries, checkFields, isRecord, MISSING_ORIGINS, POLICY_FIELDS, type UncheckedPolicy } from './policy.ts'
import { privateSuffixFault } from './public-suffix.ts'
import { checkCrossFields, judgeOf } from './cross-field.ts'

/** What policies without a name are called in logs and counters. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['scope', 'override', 'none'])

/** The fields at the top level of a document; undefined if there are none. */
export function fieldsOf (document: Readonly<Record<string, unknown>>): UncheckedPolicy | undefined {
  const fields = POLICY_FIELDS.filter(field => Object.hasOwn(document, field))
  if (fields.length === 0) return undefined
  return Object.freeze(Object.fromEntries(fields.map(field => [field, document[field]])))
}

/**
 * Reports everything that is wrong with a document of plain data, beyond its shape.
 *
 * @param outer  named policies of outer registrations, which the document's own shadow, and their private suffixes
 */
export function checkDocument (document: unknown, outer: InheritedScope, issues: CorsPolicyIssue[]): void {
  if (!isRecord(document)) return
  const scope = fieldsOf(document)
  const suffixes = document['privateSuffixes']
  checkEntries(suffixes, '/privateSuffixes', issues, privateSuffixFault)
  const own: readonly unknown[] = Array.isArray(suffixes) ? suffixes : []
  const privateSuffixes = [...outer.privateSuffixes, ...own.filter(suffix => typeof suffix === 'string')]
  checkScope(document, scope, privateSuffixes, issues)

  const policies = entriesOf(document['policies'])
  for (const [name, policy] of policies) {
    const path = pointer('/policies', name)
    if (name === '') {
      report(issues, path, policy, fault('policy-name-is-invalid',
        'has an empty name, which nothing can refer to.'))
    }
    if (RESERVED_NAMES.has(name)) {
      const words = 'has a name that logs and counters give to policies without one. Choose another.'
      report(issues, path, policy, fault('policy-name-is-invalid', words))
    }
    if (isRecord(policy)) checkPolicy(policy, path, privateSuffixes, issues)
  }

  const inherited = outer.names
  const context: ChoiceContext = { base: scope, privateSuffixes, inherited, names: new Map([...inherited, ...policies]) }
  for (const [pattern, choice] of entriesOf(document['routes'])) {
    const path = pointer('/routes', pattern)
    const fault = routePatternFault(pattern)
    if (fault !== undefined) report(issues, path, choice, fault)
    resolveChoice(choice, context, path, issues)
  }
  resolveChoice(document['notFound'], context, '/notFound', issues)
}

function checkScope (
  document: Readonly<Record<string, unknown>>, scope: UncheckedPolicy | undefined, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]
): void {
  if (scope !== undefined) {
    if (!Object.hasOwn(scope, 'origins')) report(issues, '/origins', undefined, MISSING_ORIGINS)
    checkPolicy(scope, '', privateSuffixes, issues)
  } else if (isEmpty(document['policies']) && isEmpty(document['routes']) && !issues.some(isAboutKey)) {
    report(issues, '', document, fault('document-has-no-policy',
      'has no policy for any route. Write `origins`, or `policies` and `routes`.'))
  }
}

/** Of what is no object it has been said. */
function isEmpty (value: unknown): boolean {
  return value === undefined || (isRecord(value) && Object.keys(value).length === 0)
}

/** Such an issue says already what to write, and may be why there is no policy. */
function isAboutKey ({ id }: CorsPolicyIssue): boolean {
  return id === 'unknown-field' || id === 'foreign-option' || id === 'key-is-unsafe'
}

function checkPolicy (policy: UncheckedPolicy, path: string, privateSuffixes: readonly string[], issues: CorsPolicyIssue[]): void {
  checkFields(policy, path, issues, judgeOf(policy, privateSuffixes))
  checkCrossFields(policy, policy, path, privateSuffixes, issues)
}

function entriesOf (value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

/**
 * Keys are routed paths as Fastify has them, or end in "/*" or "/+": a star elsewhere would be a guess, and a plus
 * elsewhere is a plus.
 */
function routePatternFault (pattern: string): IssueDraft | undefined {
  // What is in parentheses is the regular expression of a parameter.
  const outside = withoutParentheses(pattern)
  const star = outside.indexOf('*')
  const isStarLast = star === -1 || (star === outside.length - 1 && pattern.endsWith('/*'))
  if (pattern.startsWith('/') && isStarLast) return undefined
  const fix = pattern.startsWith('/') ? withOneStar(pattern) : `/${pattern}`
  const isLikely = fix !== pattern && pattern !== '' && !pattern.includes('://') && routePatternFault(fix) === undefined
  return fault('route-pattern-is-invalid',
    'is an invalid key: write "/", then a routed path word for word, with "*" or "+" only as all of its last part.',
    isLikely ? fix : undefined)
}

/** In other notations `/a/**` is what `/a/*` is here. */
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
