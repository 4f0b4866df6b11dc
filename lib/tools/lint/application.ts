/** An application's policies and routes → findings, registration by registration, and about all of it. */
import type { CorsOverride, CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { Finding } from '../../../types/report.ts'
import { inOrder } from '../../validate/order.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { judgeApplication, judgeDocument, judgePolicy } from './judge.ts'
import { heirsOf, lintedPolicy, policiesOf, type WrittenPolicy } from './policies.ts'
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
}

/** A route, and what it has. */
export interface RouteFacts {
  /** Index of the registration that covers it; undefined where none does. */
  readonly registration: number | undefined
  /** The same object wherever a scope's policy or a named one is in effect. */
  readonly policy: CorsPolicy | false
  /** What its `config.cors` says; undefined where that says nothing. */
  readonly choice: unknown
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
  readonly #privateSuffixes: readonly string[]
  /** By index of the registration. */
  readonly #overrides: ReadonlyArray<readonly WrittenPolicy[]>

  constructor (facts: ApplicationFacts, rules: readonly Rule[]) {
    const { registrations, routes } = facts
    this.#facts = facts
    this.#rules = rules
    this.#byPolicy = new RoutesByPolicy(facts)
    this.#privateSuffixes = [...new Set(registrations.flatMap(({ privateSuffixes }) => privateSuffixes))]
    const covered: RouteFacts[][] = registrations.map(() => [])
    for (const route of routes) if (route.registration !== undefined) covered[route.registration]!.push(route)
    this.#overrides = covered.map(overridesOf)
  }

  /**
   * Finds what is unwise about a registration's policies and the routes under them.
   *
   * @returns  in the order of its document, then that of the routes; frozen
   */
  ofRegistration (index: number): readonly Finding[] {
    const registration = this.#facts.registrations[index]!
    const { document, place, coversRoutes, idlePatterns } = registration
    const ofDocument = policiesOf(document, registration, place)
    const ofRoutes = this.#overrides[index]!
    const all = [...ofDocument, ...ofRoutes]
    const findings = this.#judged(ofDocument, all)
    const chosenNames = new Set(Object.entries(document.policies ?? {}).filter(([, policy]) => this.#byPolicy.has(policy)).map(([name]) => name))
    for (const rule of this.#rules) {
      if (rule.about === 'document') judgeDocument(rule, place, { document, chosenNames, coversRoutes, idlePatterns }, findings)
    }
    return deepFreeze([...inOrder(findings, document, ''), ...this.#judged(ofRoutes, all)])
  }

  /** Finds what is unwise about the application as a whole; frozen. */
  ofWhole (): readonly Finding[] {
    const uncovered = this.#facts.routes.filter(({ registration, choice }) => registration === undefined && choice !== undefined && choice !== false)
    const subject: LintedApplication = { ...this.#facts, uncovered: uncovered.map(({ route }) => route) }
    const findings: Finding[] = []
    for (const rule of this.#rules) {
      if (rule.about === 'application') judgeApplication(rule, subject, findings)
    }
    return deepFreeze(findings)
  }

  /** What policy rules find in some of a registration's policies. */
  #judged (written: readonly WrittenPolicy[], all: readonly WrittenPolicy[]): Finding[] {
    const { isProduction, mostOrigins } = this.#facts
    const subjects = written.map(one =>
      [one, lintedPolicy(one.policy, this.#privateSuffixes, this.#byPolicy.of(one.policy), isProduction, heirsOf(one, all), mostOrigins)] as const)
    const findings: Finding[] = []
    for (const rule of this.#rules) {
      if (rule.about === 'policy') for (const [one, subject] of subjects) judgePolicy(rule, one, subject, findings)
    }
    return findings
  }
}

/** What routes write themselves; the same text at several routes is one, named after the first of them. */
function overridesOf (routes: readonly RouteFacts[]): WrittenPolicy[] {
  const found = new Map<string, WrittenPolicy>()
  for (const { choice, policy, route } of routes) {
    if (typeof choice !== 'object' || policy === false) continue
    const text = JSON.stringify(choice)
    if (!found.has(text)) found.set(text, { place: routeName(route), path: '/config/cors', written: choice as CorsOverride, policy })
  }
  return [...found.values()]
}
