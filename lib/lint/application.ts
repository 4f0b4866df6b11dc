/** Lints the policies and routes of an application, for each registration and for the whole application. */
import type { CorsLintIgnore, CorsPolicyOverride, CorsPolicy } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { sourcesIn } from '../origin-entries.ts'
import { sortIssues } from '../validate/sort-issues.ts'
import { finish, type Steps } from '../validate/steps.ts'
import { deepFreeze } from '../deep-freeze.ts'
import type { ApplicationFacts, RouteFacts } from './application-facts.ts'
import { findingsOfIgnores } from './document.ts'
import { GroupedRoutes } from './grouped-routes.ts'
import { withoutAccepted, type SortedFindings } from './ignores.ts'
import { judgeApplication, judgeDocument, judgePolicy } from './apply-rules.ts'
import { LintedPolicies, policiesOf, type WrittenPolicy } from './policies.ts'
import { routeName } from './route-names.ts'
import type { Rule } from './rule.ts'
import { RoutesByPolicy } from './routes-by-policy.ts'
import type { LintedApplication, PolicedRoute } from './rule-input.ts'

/** Lints one application. Facts that all registrations share are computed once. */
export class ApplicationLint {
  readonly #facts: ApplicationFacts
  readonly #rules: readonly Rule[]
  readonly #byPolicy: RoutesByPolicy
  /** Covers all registrations, because inner registrations can use named policies of outer ones. */
  readonly #policies: LintedPolicies
  /** By index of the registration: the policies in its document and in the options of its routes. */
  readonly #written: ReadonlyArray<{ readonly ofDocument: readonly WrittenPolicy[], readonly ofRoutes: readonly WrittenPolicy[] }>

  #known: readonly CorsLintFinding[] | undefined

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
   * Lints the policies of a registration and the routes under them.
   *
   * @returns  the findings in the order of its document, then of the routes, without those that the document accepts; frozen
   */
  ofRegistration (index: number): readonly CorsLintFinding[] {
    return finish(this.registrationSteps(index))
  }

  /** The same in steps: one for each rule and policy. */
  * registrationSteps (index: number): Steps<readonly CorsLintFinding[]> {
    return (yield * this.#sorted(index)).findings
  }

  /** Lints the application as a whole. The document of the first registration accepts findings. The result is frozen. */
  ofWhole (): readonly CorsLintFinding[] {
    return deepFreeze([...withoutAccepted(this.#whole, this.#ignoresOf(0)).findings])
  }

  /** The findings of a registration, apart from those that its document accepts. */
  * #sorted (index: number): Steps<SortedFindings> {
    const { document, place, ...facts } = this.#facts.registrations[index]!
    const { ofDocument, ofRoutes } = this.#written[index]!
    const findings = yield * this.#judged(ofDocument)
    const chosen = Object.entries(document.policies ?? {}).filter(([, policy]) => this.#byPolicy.has(policy))
    const subject = { ...facts, document, chosenNames: new Set(chosen.map(([name]) => name)), idleIgnores: null }
    for (const rule of this.#rules) {
      if (rule.about === 'document') judgeDocument(rule, place, subject, findings)
    }
    yield
    const sorted = sortIssues(findings, document, '')
    yield
    const all = [...sorted, ...(yield * this.#judged(ofRoutes))]
    const ignores = this.#ignoresOf(index)
    const { findings: others, ignored, idle } = withoutAccepted(all, ignores)
    const ofWhole = index === 0 ? withoutAccepted(this.#whole, ignores).idle : idle
    const idleIgnores = idle.filter(i => ofWhole.includes(i) && this.#canFind(ignores[i]!))
    return deepFreeze({ findings: [...others, ...findingsOfIgnores({ ...subject, idleIgnores }, place, this.#rules)], ignored, idle })
  }

  #ignoresOf (index: number): readonly CorsLintIgnore[] {
    return this.#facts.registrations[index]?.document.lint?.ignore ?? []
  }

  /** Whether lint can find what an entry accepts: some rules find nothing outside production, and nothing is found about origins that are not checked. */
  #canFind ({ id }: CorsLintIgnore): boolean {
    const rule = this.#rules.find(rule => rule.id === id)
    if (rule?.about === 'policy' && this.#policies.skipsOrigins) return false
    return this.#facts.isProduction || rule?.onlyInProduction !== true
  }

  /** The findings about the application as a whole. */
  get #whole (): readonly CorsLintFinding[] {
    this.#known ??= this.#judgedWhole()
    return this.#known
  }

  #judgedWhole (): readonly CorsLintFinding[] {
    const uncovered = this.#facts.routes.filter(({ registration, choice }) =>
      registration === undefined && choice !== undefined && choice !== false)
    const routes = new GroupedRoutes<PolicedRoute>(this.#facts.routes, ({ route }) => route.kind, ({ policy }) => policy)
    const subject: LintedApplication = { ...this.#facts, routes, uncovered: uncovered.map(({ route }) => route), idleSources: this.#idleSources() }
    const findings: CorsLintFinding[] = []
    for (const rule of this.#rules) {
      if (rule.about === 'application') judgeApplication(rule, subject, findings)
    }
    return findings
  }

  /** Lists the sources that neither a policy of a document nor one of a route or of a not-found handler uses. */
  #idleSources (): LintedApplication['idleSources'] {
    const { registrations, routes, notFound } = this.#facts
    const sources = registrations.flatMap(({ sources, place }) => sources.map(name => ({ name, place })))
    if (sources.length === 0) return []
    const written = this.#written.flatMap(({ ofDocument }) => ofDocument)
    const policies = new Set([...written, ...routes].map(({ policy }) => policy).concat(notFound))
    const used = new Set<string>([...policies].flatMap(policy => policy === false ? [] : sourcesIn(policy.origins)).map(({ source }) => source))
    return sources.filter(({ name }) => !used.has(name))
  }

  /** Applies the policy rules to the given policies. */
  * #judged (written: readonly WrittenPolicy[]): Steps<CorsLintFinding[]> {
    const subjects = written.map(one => [one, this.#policies.subjectOf(one, this.#byPolicy.of(one.policy))] as const)
    const findings: CorsLintFinding[] = []
    for (const rule of this.#rules) {
      if (rule.about !== 'policy') continue
      for (const [one, subject] of subjects) {
        judgePolicy(rule, one, subject, findings)
        yield
      }
    }
    return findings
  }

  /** Lists the overrides in route options. Equal overrides of the same policy are one, named after the first route. */
  #overridesOf (routes: readonly RouteFacts[]): WrittenPolicy[] {
    const found: WrittenPolicy[] = []
    const known = new Map<CorsPolicy | string, DistinctTexts>()
    for (const { choice, policy, base, route } of routes) {
      if (typeof choice !== 'object' || policy === false) continue
      const key = this.#byPolicy.keyOf(policy)
      let texts = known.get(key)
      if (texts === undefined) known.set(key, texts = new DistinctTexts())
      if (texts.add(choice)) found.push({ place: routeName(route), path: '/config/cors', written: choice as CorsPolicyOverride, policy, base })
    }
    return found
  }
}

/** Values that differ as JSON. The text of a value, which can be long, is made only if there is another value to compare. */
class DistinctTexts {
  #only: unknown
  #texts: Set<string> | undefined

  /** Adds a value. Returns whether it differs from all values before. */
  add (value: unknown): boolean {
    if (this.#only === undefined) {
      this.#only = value
      return true
    }
    if (this.#only === value) return false
    this.#texts ??= new Set([JSON.stringify(this.#only)])
    const { size } = this.#texts
    return this.#texts.add(JSON.stringify(value)).size > size
  }
}
