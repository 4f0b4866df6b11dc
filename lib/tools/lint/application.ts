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

/**
 * Finds what is unwise about a registration's policies and the routes under them.
 *
 * @returns  in the order of its document, then that of the routes; frozen
 */
export function lintRegistration (facts: ApplicationFacts, index: number, rules: readonly Rule[]): readonly Finding[] {
  const registration = facts.registrations[index]!
  const { document, place, coversRoutes, idlePatterns } = registration
  // Inner registrations use the named policies of outer ones.
  const privateSuffixes = [...new Set(facts.registrations.flatMap(({ privateSuffixes }) => privateSuffixes))]
  const byPolicy = new RoutesByPolicy(facts)
  const ofRoutes = overridesOf(facts.routes.filter(({ registration }) => registration === index))
  const ofDocument = policiesOf(document, registration, place)
  const all = [...ofDocument, ...ofRoutes]
  const judgePolicies = (written: readonly WrittenPolicy[], findings: Finding[]): void => {
    const subjects = written.map(one =>
      [one, lintedPolicy(one.policy, privateSuffixes, byPolicy.of(one.policy), facts.isProduction, heirsOf(one, all), facts.mostOrigins)] as const)
    for (const rule of rules) {
      if (rule.about === 'policy') for (const [one, subject] of subjects) judgePolicy(rule, one, subject, findings)
    }
  }
  const findings: Finding[] = []
  judgePolicies(ofDocument, findings)
  const chosenNames = new Set(Object.entries(document.policies ?? {}).filter(([, policy]) => byPolicy.has(policy)).map(([name]) => name))
  for (const rule of rules) {
    if (rule.about === 'document') judgeDocument(rule, place, { document, chosenNames, coversRoutes, idlePatterns }, findings)
  }
  const further: Finding[] = []
  judgePolicies(ofRoutes, further)
  return deepFreeze([...inOrder(findings, document, ''), ...further])
}

/** Finds what is unwise about an application as a whole; frozen. */
export function lintWhole (facts: ApplicationFacts, rules: readonly Rule[]): readonly Finding[] {
  const uncovered = facts.routes.filter(({ registration, choice }) => registration === undefined && choice !== undefined && choice !== false)
  const subject: LintedApplication = { ...facts, uncovered: uncovered.map(({ route }) => route) }
  const findings: Finding[] = []
  for (const rule of rules) {
    if (rule.about === 'application') judgeApplication(rule, subject, findings)
  }
  return deepFreeze(findings)
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
