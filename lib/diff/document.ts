/** The subjects of two documents: keys of `routes`, the other routes, names, and not-found responses, each with both policies. */
import type { CorsDiffSubject } from '../../types/diff.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { choiceOf, documentChoice } from '../explain/document-choice.ts'
import { scopePolicy } from '../validate.ts'
import { RouteKeys, baseOf, pathsOf, withoutSlash, type RoutePaths } from '../validate/covering-pattern.ts'
import type { Compared } from './collect.ts'

/** Lists everything that has a policy in one of the documents. */
export function subjectsOf (before: CorsPolicyDocument, after: CorsPolicyDocument): Compared[] {
  const [first, second] = [new Choices(before), new Choices(after)]
  const keys = new Set([...first.keys, ...second.keys])
  let segment = '_'
  while ([...keys].some(key => key.includes(`/${segment}`))) segment += '_'
  const compare = (subject: CorsDiffSubject, paths: RoutePaths | undefined): Compared =>
    ({ subject, before: first.at(paths), after: second.at(paths) })
  const compareKey = (key: string, subject: CorsDiffSubject): Compared[] => {
    const paths = exampleOf(key, keys, segment)
    return paths === undefined ? [] : [compare(subject, paths)]
  }
  return [
    ...[...keys].sort().flatMap(pattern => compareKey(pattern, { kind: 'routes', pattern })),
    // This key would cover all other routes.
    ...keys.has('/*') ? [] : compareKey('/*', { kind: 'other-routes' }),
    compare({ kind: 'not-found', prefix: '' }, undefined),
    ...[...first.names].flatMap(([name, policy]): Compared[] => {
      const other = second.names.get(name)
      return other === undefined ? [] : [{ subject: { kind: 'policy', name }, before: policy, after: other }]
    })
  ]
}

/** The named policies of a document. */
export function namesOf ({ policies = {} }: CorsPolicyDocument): ReadonlyMap<string, CorsPolicy> {
  return new Map(Object.entries(policies))
}

/** What a document chooses for routes. */
class Choices {
  readonly names: ReadonlyMap<string, CorsPolicy>
  readonly keys: ReadonlySet<string>
  /** Without an application, the router is assumed to compare letter case, as by default. */
  readonly #routeKeys: RouteKeys
  readonly #context: Parameters<typeof documentChoice>[0]
  readonly #scope: CorsPolicy | false
  readonly #byKey = new Map<string, CorsPolicy | false>()

  constructor (document: CorsPolicyDocument) {
    this.names = namesOf(document)
    this.keys = new Set(Object.keys(document.routes ?? {}))
    this.#routeKeys = new RouteKeys([...this.keys], true)
    this.#context = { document, names: this.names, privateSuffixes: document.privateSuffixes ?? [], paths: undefined, caseSensitive: true }
    this.#scope = scopePolicy(document) ?? false
  }

  /** The policy for a route with these paths, or, without paths, for responses of the not-found handler. */
  at (paths: RoutePaths | undefined): CorsPolicy | false {
    if (paths === undefined) return documentChoice(this.#context).policy
    const key = this.#routeKeys.covering(paths)
    if (key === undefined) return this.#scope
    let policy = this.#byKey.get(key)
    if (policy === undefined) this.#byKey.set(key, policy = choiceOf(this.#context, key).policy)
    return policy
  }
}

/**
 * Returns the paths of a route that a key covers, and no key of either document that has priority over it. All such routes have the same
 * policies. Undefined if other keys cover all its routes.
 *
 * @param segment  with which no part of a key begins
 */
function exampleOf (key: string, keys: ReadonlySet<string>, segment: string): RoutePaths | undefined {
  const base = baseOf(key)
  if (base === undefined) return pathsOfOne(key)
  if (key.endsWith('/+') || !keys.has(`${base}/+`)) return pathsOfOne(`${base}/${segment}`)
  // The key with "/+" covers what is below, so only the path itself is left.
  const path = base === '' ? '/' : base
  return [path, `${withoutSlash(path)}/`].some(exact => keys.has(exact)) ? undefined : pathsOfOne(path)
}

function pathsOfOne (path: string): RoutePaths {
  return pathsOf(path, path)
}
