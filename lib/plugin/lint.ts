/** Lints an application: collects its facts for the rules, and reports the findings at boot. */
import type { FastifyBaseLogger } from 'fastify'
import type { CorsLintFinding } from '../../types/report.ts'
import { CorsPolicyError, fragmentOf, preview } from '../errors.ts'
import { levelsOf } from '../fastify/instances.ts'
import type { RoutePolicy } from '../routes/types.ts'
import { mixedUrls } from '../routes/mixed-urls.ts'
import { uncertainTargets } from '../routes/uncertain-targets.ts'
import { exampleHosts, exampleValues } from '../docs/example-path.ts'
import { ApplicationLint } from '../lint/application.ts'
import type { ApplicationFacts, RouteFacts } from '../lint/application-facts.ts'
import { RULES } from '../lint/rules/index.ts'
import type { LintedRoute } from '../lint/linted-route.ts'
import { finish, type Steps } from '../validate/steps.ts'
import type { BootedApplication } from './booted-application.ts'
import type { Scope } from '../routes/scope.ts'
import { pagesOf, routeSubjects } from './lint-subjects.ts'

/** Returns all findings of an application. */
export function lintApplication (application: BootedApplication): readonly CorsLintFinding[] {
  const lint = new ApplicationLint(factsOf(application, Infinity), RULES)
  return Object.freeze([...application.scopes.flatMap((_, i) => lint.ofRegistration(i)), ...lint.ofWhole()])
}

/** Limits the time for lint at boot, for applications with a million origins, in one policy or in many. The command line checks all origins. */
const BOOT_ORIGINS = 10_000

/**
 * Logs the findings according to the option `lint` of each registration. Findings about the whole application follow the option
 * of the first registration.
 *
 * @throws CorsPolicyError FST_CORS_LINT_FAILED with all errors of registrations with `lint: "error"`
 */
export function lintAtBoot (application: BootedApplication): void {
  finish(lintSteps(application))
}

/** The same in steps. */
export function * lintSteps (application: BootedApplication): Steps {
  const facts = factsOf(application, BOOT_ORIGINS)
  yield
  const found = new ApplicationLint(facts, RULES)
  yield
  const fatal: CorsLintFinding[] = []
  for (const [i, { lint, log }] of application.scopes.entries()) {
    if (lint === 'off') continue
    const ofRegistration = yield * found.registrationSteps(i)
    yield
    const findings = [...ofRegistration, ...i === 0 ? found.ofWhole() : []]
    const isFatal = ({ severity }: CorsLintFinding): boolean => lint === 'error' && severity === 'error'
    fatal.push(...findings.filter(isFatal))
    logFindings(log, findings.filter(finding => !isFatal(finding)))
  }
  if (fatal.length === 0) return
  throw new CorsPolicyError('FST_CORS_LINT_FAILED', fatal.map(({ id, place, path, value, message }) =>
    ({ id, path, value: value ?? undefined, message: `${place === null ? '' : `${place}: `}${value === null ? '' : `${preview(value)}: `}${message}` })))
}

const LEVELS = { error: 'error', warning: 'warn', info: 'info' } as const

/** The maximum number of locations in a line of the log. */
const SHOWN_PLACES = 20

/** Logs one line for each rule, so that a long list of origins does not produce a long log. */
function logFindings (log: FastifyBaseLogger, findings: readonly CorsLintFinding[]): void {
  for (const id of new Set(findings.map(finding => finding.id))) {
    const group = findings.filter(finding => finding.id === id) as unknown as readonly [CorsLintFinding, ...CorsLintFinding[]]
    const [{ severity, path, place, value, message }, ...others] = group
    const where = [place, path, value === null ? '' : preview(value)].filter(part => part !== null && part !== '').join(' ')
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    const places = group.slice(0, SHOWN_PLACES).map(({ place, path }) => ({ place, path }))
    log[LEVELS[severity]]({ rule: id, findings: places }, `${where === '' ? '' : `${where}: `}${message}${more} ${fragmentOf(id)}`)
  }
}

function factsOf (application: BootedApplication, mostOrigins: number): ApplicationFacts {
  const { scopes, table, isComplete } = application
  const [first] = scopes
  const indexes = new Map(scopes.map((scope, i) => [scope, i]))
  const subjectOf = routeSubjects(application)
  const levels = new Set([...new Set(table.routes.map(({ route }) => route.server))].flatMap(server => [...levelsOf(server)]))
  return {
    registrations: scopes.map(scope => {
      const { app, document, names, privateSuffixes, ownSources: sources } = scope
      const place = placeOf(scopes, scope)
      const coversRoutes = levels.size === 0 || levels.has(app)
      // Only rules about the keys of `routes` read them.
      const covered = document.routes === undefined ? [] : table.routes.filter(entry => entry.scope === scope && isByDocument(entry))
      const paths = new Set(covered.map(({ route }) => route.pattern))
      return { place, document, names, privateSuffixes, sources, coversRoutes, idlePatterns: table.idlePatternsOf(scope), paths }
    }),
    routes: table.routes.map(entry => routeFacts(entry, subjectOf(entry.route), entry.scope && indexes.get(entry.scope))),
    notFound: table.notFound.map(({ choice }) => choice?.policy ?? false),
    hasAllRoutes: isComplete,
    earlierHooks: application.earlierHooks(),
    rescuesPreflights: first!.rescuesPreflights,
    mixedUrls: mixedUrls(table),
    uncertainTargets: uncertainTargets(table, { values: exampleValues, hosts: host => exampleHosts(host).filter(text => text !== null) }),
    pages: pagesOf(application, scope => placeOf(scopes, scope)),
    uncoveredNotFound: scopes.filter(({ app, outer }) => outer === undefined && app.prefix !== '')
      .map(({ app }) => app.prefix).filter(prefix => table.targetOfRejected(`${prefix}/`).notFound?.scope === undefined),
    maxParamLength: application.maxParamLength,
    isProduction: process.env['NODE_ENV'] === 'production',
    mostOrigins
  }
}

/** The name of a registration in findings. */
function placeOf (scopes: readonly Scope[], { app }: Scope): string {
  return scopes.length === 1 ? 'registration' : `registration under ${app.prefix || '/'}`
}

/** Whether the document determines the policy of a route, alone or together with an override. */
function isByDocument ({ choice }: RoutePolicy): boolean {
  return choice!.from !== 'config' || choice!.base !== undefined
}

function routeFacts ({ route, choice }: RoutePolicy, subject: LintedRoute, registration: number | undefined): RouteFacts {
  return {
    registration,
    policy: choice?.policy ?? false,
    choice: (route.config as { readonly cors?: unknown }).cors,
    base: choice?.base || undefined,
    route: subject
  }
}
