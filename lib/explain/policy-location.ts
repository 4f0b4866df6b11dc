/** The location of an effective policy, and the validation of changes there. */
import type { ExplainedSubject, CorsPolicyChange } from '../../types/explanation.ts'
import type { CorsPolicyOverride, CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding, CorsPolicyIssue } from '../../types/report.ts'
import type { PolicyContext } from '../../types/resolution.ts'
import { issuesOrThrow } from '../errors.ts'
import { scopePolicy, validateOverride, validatePolicy } from '../validate.ts'
import { RouteKeys } from '../validate/covering-pattern.ts'
import { pointer } from '../validate/issue.ts'
import { lintValidDocument, lintWritten } from '../lint/document.ts'
import { RULES } from '../lint/rules/index.ts'
import { documentChoice } from './document-choice.ts'

/** The member of a document or of route options that defines the policy. */
export interface PolicyLocation {
  readonly in: NonNullable<CorsPolicyChange['in']>
  /** What the pointer refers to. */
  readonly root: object
  /** JSON Pointer. '' for the document. */
  readonly path: string
  /** The policy or override there. False if CORS is turned off there. Undefined if there is nothing yet. */
  readonly written: object | false | undefined
  /** The policy that an override overrides. */
  readonly inherited: CorsPolicy | undefined
  /** The name of the location in messages, after "in". */
  readonly label: string
  /** Validates the root after a change. */
  issuesOf (changed: unknown): readonly CorsPolicyIssue[]
  /** Lints the root, before or after a change. It must be valid. */
  findingsIn (root: unknown): readonly CorsLintFinding[]
}

/** Finds the location of a policy, or the location for the narrowest new one. */
export function policyLocation (context: PolicyContext, kind: ExplainedSubject['kind']): PolicyLocation {
  const { from, document, name, paths, caseSensitive, config } = context
  if (name !== undefined) return namedLocation(context, name)
  if (from === 'config') return routeLocation(context, config as object | false)
  const inherited = scopePolicy(document)
  if (from === 'notFound') return choiceLocation(context, ['notFound'], document.notFound as object | false, inherited)
  if (from === 'routes') {
    const key = new RouteKeys(Object.keys(document.routes!), caseSensitive).covering(paths!)!
    return choiceLocation(context, ['routes', key], document.routes![key] as object | false, inherited)
  }
  if (inherited !== undefined) return documentLocation(context, '', document, undefined, 'the policy of the scope')
  // If the scope is off, an entry for one route is narrower than a policy for all routes.
  if (paths !== undefined) return choiceLocation(context, ['routes', paths[0]], undefined, undefined)
  if (kind === 'not-found') return choiceLocation(context, ['notFound'], undefined, undefined)
  return documentLocation(context, '', undefined, undefined, 'the policy of the scope')
}

function namedLocation (context: PolicyContext, name: string): PolicyLocation {
  const { document, names } = context
  const policy = names.get(name)!
  const label = `the policy ${JSON.stringify(name)}`
  const path = pointer('/policies', name)
  if (Object.hasOwn(document.policies ?? {}, name)) return documentLocation(context, path, policy, undefined, label)
  const outer = { policies: { [name]: policy } }
  return { ...documentLocation(context, path, policy, undefined, label), in: 'outer document', root: outer }
}

function choiceLocation (
  context: PolicyContext, keys: readonly [string, string?], written: object | false | undefined, inherited: CorsPolicy | undefined
): PolicyLocation {
  const [field, key] = keys
  const path = key === undefined ? `/${field}` : pointer(`/${field}`, key)
  return documentLocation(context, path, written, inherited, key === undefined ? `\`${field}\`` : `\`${field}\` for \`${key}\``)
}

function documentLocation (
  context: PolicyContext, path: string, written: PolicyLocation['written'], inherited: CorsPolicy | undefined, label: string
): PolicyLocation {
  return {
    in: 'document',
    root: context.document,
    path,
    written,
    inherited,
    label,
    issuesOf: changed => issuesOfDocument(changed, context),
    findingsIn: root => findingsInDocument(root, context)
  }
}

function routeLocation (context: PolicyContext, written: object | false): PolicyLocation {
  const base = documentChoice(context).policy || undefined
  const choiceIn = (root: unknown) => (root as { readonly config: { readonly cors: CorsPolicyOverride | false } }).config.cors
  const validated = (choice: unknown) => validateOverride(choice, base, context, '/config/cors')
  return {
    in: 'route',
    root: { config: { cors: written } },
    path: '/config/cors',
    written,
    inherited: base,
    label: '`config.cors` of the route',
    issuesOf: changed => validated(choiceIn(changed)).issues,
    findingsIn: root => {
      const choice = choiceIn(root)
      if (choice === false) return []
      const policy = validated(choice).policy as CorsPolicy
      return lintWritten({ place: null, path: '/config/cors', written: choice, policy, base }, context, isProduction(), RULES)
    }
  }
}

function issuesOfDocument (changed: unknown, reach: PolicyContext): readonly CorsPolicyIssue[] {
  try {
    validatePolicy(changed, reach)
    return []
  } catch (error) {
    return issuesOrThrow(error)
  }
}

/** Lints a document with its named policies and those of outer registrations. */
function findingsInDocument (root: unknown, reach: PolicyContext): readonly CorsLintFinding[] {
  const document = root as CorsPolicyDocument
  const names = new Map([...reach.names, ...Object.entries(document.policies ?? {})])
  return lintValidDocument(document, { names, privateSuffixes: reach.privateSuffixes }, isProduction(), RULES)
}

/** The default of lint. */
function isProduction (): boolean {
  return process.env['NODE_ENV'] === 'production'
}
