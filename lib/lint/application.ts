/** An application's policies and routes → findings, registration by registration, and about all of it. */
import type { CorsPolicyOverride, CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { sortIssues } from '../validate/sort-issues.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { judgeApplication, judgeDocument, judgePolicy } from './judge.ts'
import { LintedPolicies, policiesOf, type WrittenPolicy } from './policies.ts'
import { routeName } from './route-names.ts'
import type { Rule } from './rule.ts'
import { RoutesByPolicy } from './routes-by-policy.ts'
import type { LintedApplication, LintedRoute } from './subject.ts'

/** A registration of the plugin. */
export interface RegistrationFacts {
  /** How findings name it. */
  readonly place: string
  readonly document: CorsPolicyDocument
  /** Policies in reach, those of outer registrations included. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  readonly privateSuffixes: readonly string[]
  /** Whether any route is in its scope, or in one inside it; true where there is none at all. */
  readonly coversRoutes: boolean
  /** Keys of its `routes` that cover no route. */
  readonly idlePatterns: readonly string[]
  /** Paths of the routes that the document decides about, as they are routed. */
  readonly paths: ReadonlySet<string>
}

/** A route, and what it has. */
export interface RouteFacts {
  /** Index of the registration that covers it; undefined where none does. */
  readonly registration: number | undefined
  /** The same object wherever a scope's policy or a named one is in effect. */
  readonly policy: CorsPolicy | false
  /** What its `config.cors` says; undefined where that says nothing. */
  readonly choice: unknown
  /** The policy whose fields the choice replaces; undefined where it replaces none. */
  readonly base: CorsPolicy | undefined
  readonly route: LintedRoute
}

/** What the plugin knows of an application. */
export interface ApplicationFacts extends Omit<LintedApplication, 'routes' | 'uncovered'> {
  readonly registrations: readonly RegistrationFacts[]
  readonly routes: readonly RouteFacts[]
  /** Policies in effect for responses of not-found handlers. */
  readonly notFound: ReadonlyArray<CorsPolicy | false>
  readonly isProduction: boolean
  /** No more of the origins of a policy are looked at, the first ones. */
  readonly mostOrigins: number
}

/** Lint of one application: what all its registrations have in common is found out once. */
export class ApplicationLint {
  readonly #facts: ApplicationFacts
  readonly #rules: readonly Rule[]
  readonly #byPolicy: RoutesByPolicy
  /** Of all registrations, as inner ones use the named policies of outer ones. */
  readonly #policies: LintedPolicies
  /** By index of the registration: what its document writes down, and what routes under it do. */
  readonly #written: ReadonlyArray<{ readonly ofDocument: readonly WrittenPolicy[], readonly ofRoutes: readonly WrittenPolicy[] }>

  constructor (facts: ApplicationFacts, rules: readonly Rule[]) {
    const { registrations, routes, isProduction, mostOrigins } = facts
    this.#facts = facts
    this.#rules = rules
    this.#byPolicy = new RoutesByPolicy(facts)
    const covered: RouteFacts[][] = registrations.map(() => [])
    for (const route of routes) if (route.registration !== undefined) covered[route.registration]!.push(route)
    this.#written = registrations.map((registration, i) => ({
      ofDocument: policiesOf(registration.document, registration, registration.place),
      ofRoutes: this.#overridesOf(covered[i]!)
    }))
    const all = this.#written.flatMap(({ ofDocument, ofRoutes }) => [...ofDocument, ...ofRoutes])
    const privateSuffixes = [...new Set(registrations.flatMap(({ privateSuffixes }) => privateSuffixes))]
    this.#policies = new LintedPolicies(all, privateSuffixes, isProduction, mostOrigins)
  }

  /**
   * Finds what is unwise about a registration's policies and the routes under them.
   *
   * @returns  in the order of its document, then that of the routes; frozen
   */
  ofRegistration (index: number): readonly CorsLintFinding[] {
    const { document, place, ...facts } = this.#facts.registrations[index]!
    const { ofDocument, ofRoutes } = this.#written[index]!
    const findings = this.#judged(ofDocument)
    const chosenNames = new Set(Object.entries(document.policies ?? {}).filter(([, policy]) => this.#byPolicy.has(policy)).map(([name]) => name))
    for (const rule of this.#rules) {
      if (rule.about === 'document') judgeDocument(rule, place, { ...facts, document, chosenNames }, findings)
    }
    return deepFreeze([...sortIssues(findings, document, ''), ...this.#judged(ofRoutes)])
  }

  /** Finds what is unwise about the application as a whole; frozen. */
  ofWhole (): readonly CorsLintFinding[] {
    const uncovered = this.#facts.routes.filter(({ registration, choice }) => registration === undefined && choice !== undefined && choice !== false)
    const subject: LintedApplication = { ...this.#facts, uncovered: uncovered.map(({ route }) => route) }
    const findings: CorsLintFinding[] = []
    for (const rule of this.#rules) {
      if (rule.about === 'application') judgeApplication(rule, subject, findings)
    }
    return deepFreeze(findings)
  }

  /** What policy rules find in some of a registration's policies. */
  #judged (written: readonly WrittenPolicy[]): CorsLintFinding[] {
    const subjects = written.map(one => [one, this.#policies.subjectOf(one, this.#byPolicy.of(one.policy))] as const)
    const findings: CorsLintFinding[] = []
    for (const rule of this.#rules) {
      if (rule.about === 'policy') for (const [one, subject] of subjects) judgePolicy(rule, one, subject, findings)
    }
    return findings
  }

  /** What routes write themselves; the same text for the same policy is one, named after the first of its routes. */
  #overridesOf (routes: readonly RouteFacts[]): WrittenPolicy[] {
    const found: WrittenPolicy[] = []
    const known = new Map<CorsPolicy | string, Set<string>>()
    for (const { choice, policy, base, route } of routes) {
      if (typeof choice !== 'object' || policy === false) continue
      const key = this.#byPolicy.keyOf(policy)
      const texts = known.get(key) ?? new Set()
      known.set(key, texts)
      const text = JSON.stringify(choice)
      if (texts.has(text)) continue
      texts.add(text)
      found.push({ place: routeName(route), path: '/config/cors', written: choice as CorsPolicyOverride, policy, base })
    }
    return found
  }
}
