/** Where an effective policy is written, and what a change there must pass. */
import type { ExplainedSubject, CorsPolicyFix } from '../../types/explanation.ts'
import type { CorsPolicyOverride, CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding, CorsPolicyIssue } from '../../types/report.ts'
import type { PolicyOrigin } from '../../types/resolution.ts'
import { issuesOrThrow } from '../errors.ts'
import { scopePolicy, validateOverride, validatePolicy } from '../validate.ts'
import { coveringPattern } from '../validate/covering-pattern.ts'
import { pointer } from '../validate/issue.ts'
import { lintValidDocument, lintWritten } from '../lint/document.ts'
import { RULES } from '../lint/rules/index.ts'
import { documentChoice } from './document-choice.ts'

/** The member of a document, or of a route's options, that makes the policy. */
export interface PolicyLocation {
  readonly in: NonNullable<CorsPolicyFix['in']>
  /** What the pointer points into. */
  readonly root: object
  /** JSON Pointer; '' is the document. */
  readonly path: string
  /** The policy or override as it is written; false where CORS is turned off there, undefined where nothing is written. */
  readonly written: object | false | undefined
  /** The policy whose fields an override replaces. */
  readonly inherited: CorsPolicy | undefined
  /** To follow "in". */
  readonly words: string
  /** What is wrong with the root after a change. */
  issuesOf (changed: unknown): readonly CorsPolicyIssue[]
  /** What lint finds in the root, as it is or after a change; it is valid. */
  findingsIn (root: unknown): readonly CorsLintFinding[]
}

/** Finds where a policy is written, or where the narrowest one would have to be. */
export function policyLocation (origin: PolicyOrigin, kind: ExplainedSubject['kind']): PolicyLocation {
  const { from, document, name, paths, config } = origin
  if (name !== undefined) return namedPlace(origin, name)
  if (from === 'config') return routePlace(origin, config as object | false)
  const inherited = scopePolicy(document)
  if (from === 'notFound') return choicePlace(origin, ['notFound'], document.notFound as object | false, inherited)
  if (from === 'routes') {
    const key = coveringPattern(new Set(Object.keys(document.routes!)), paths!)!
    return choicePlace(origin, ['routes', key], document.routes![key] as object | false, inherited)
  }
  if (inherited !== undefined) return documentPlace(origin, '', document, undefined, 'the policy of the scope')
  // Where the scope is off, what is said of one route is narrower than what is said of all.
  if (paths !== undefined) return choicePlace(origin, ['routes', paths[0]], undefined, undefined)
  if (kind === 'not-found') return choicePlace(origin, ['notFound'], undefined, undefined)
  return documentPlace(origin, '', undefined, undefined, 'the policy of the scope')
}

function namedPlace (origin: PolicyOrigin, name: string): PolicyLocation {
  const { document, names } = origin
  const policy = names.get(name)!
  const words = `the policy ${JSON.stringify(name)}`
  const path = pointer('/policies', name)
  if (Object.hasOwn(document.policies ?? {}, name)) return documentPlace(origin, path, policy, undefined, words)
  const outer = { policies: { [name]: policy } }
  return { ...documentPlace(origin, path, policy, undefined, words), in: 'outer document', root: outer }
}

function choicePlace (
  origin: PolicyOrigin, keys: readonly [string, string?], written: object | false | undefined, inherited: CorsPolicy | undefined
): PolicyLocation {
  const [field, key] = keys
  const path = key === undefined ? `/${field}` : pointer(`/${field}`, key)
  return documentPlace(origin, path, written, inherited, key === undefined ? `\`${field}\`` : `\`${field}\` for \`${key}\``)
}

function documentPlace (
  origin: PolicyOrigin, path: string, written: PolicyLocation['written'], inherited: CorsPolicy | undefined, words: string
): PolicyLocation {
  return {
    in: 'document',
    root: origin.document,
    path,
    written,
    inherited,
    words,
    issuesOf: changed => issuesOfDocument(changed, origin),
    findingsIn: root => findingsInDocument(root, origin)
  }
}

function routePlace (origin: PolicyOrigin, written: object | false): PolicyLocation {
  const base = documentChoice(origin).policy || undefined
  const choiceIn = (root: unknown) => (root as { readonly config: { readonly cors: CorsPolicyOverride | false } }).config.cors
  const validated = (choice: unknown) => validateOverride(choice, base, origin, '/config/cors')
  return {
    in: 'route',
    root: { config: { cors: written } },
    path: '/config/cors',
    written,
    inherited: base,
    words: 'the route\'s `config.cors`',
    issuesOf: changed => validated(choiceIn(changed)).issues,
    findingsIn: root => {
      const choice = choiceIn(root)
      if (choice === false) return []
      const policy = validated(choice).policy as CorsPolicy
      return lintWritten({ place: null, path: '/config/cors', written: choice, policy, base }, origin, isProduction(), RULES)
    }
  }
}

function issuesOfDocument (changed: unknown, reach: PolicyOrigin): readonly CorsPolicyIssue[] {
  try {
    validatePolicy(changed, reach)
    return []
  } catch (error) {
    return issuesOrThrow(error)
  }
}

/** The named policies of a document, and those of outer registrations. */
function findingsInDocument (root: unknown, reach: PolicyOrigin): readonly CorsLintFinding[] {
  const document = root as CorsPolicyDocument
  const names = new Map([...reach.names, ...Object.entries(document.policies ?? {})])
  return lintValidDocument(document, { names, privateSuffixes: reach.privateSuffixes }, isProduction(), RULES)
}

/** As lint itself takes it. */
function isProduction (): boolean {
  return process.env['NODE_ENV'] === 'production'
}
