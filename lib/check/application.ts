/** Checks all routes of an application, each against its own policy. What is the same for all routes is checked once. */
import type { CheckApplicationOptions, CheckApplicationReport, CheckedApplication, CheckedRoute } from '../../types/check-application.ts'
import type { CheckOptions, CheckReport } from '../../types/check.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import { originsOfPolicies, originsOnly } from './application-origins.ts'
import { rejectOption } from './options/option-error.ts'
import type { Probe } from './probe.ts'
import { applicationSummary } from './report.ts'
import { routeGroups, type RouteGroup } from './routes.ts'
import { runProbes } from './run-probes.ts'
import { Session } from './session.ts'
import { resolveTarget, type CheckTarget } from './target.ts'

/** Probes of a URL whose policy was checked in full at another one. */
const BRIEF: ReadonlySet<string> = new Set(['reach', 'allowed-origins', 'untrusted-origins', 'preflights', 'allow-origin-syntax', 'allow-credentials', 'list-syntax', 'vary-origin'])

/** Probes of a route where CORS is off. */
const OF_NO_POLICY: ReadonlySet<string> = new Set(['reach', 'untrusted-origins', 'policy-drift-origins'])

/** Probes that find the cause of a finding. */
const DIAGNOSTIC: ReadonlySet<string> = new Set([...BRIEF, 'policy-drift', 'policy-drift-origins', 'blocked-origins', 'origin-spelling', 'preflight-path', 'cache-poisoning', 'consistency'])

/** Probes of a policy whose URL is not the first one. */
const OF_POLICY: ReadonlySet<string> = new Set([...BRIEF, 'policy-drift', 'policy-drift-origins', 'dangerous-origins', 'browser-blocks'])

/** Probes for methods other than GET, whose responses are not seen. */
const OF_PREFLIGHTS: ReadonlySet<string> = new Set(['reach', 'preflights'])

/** Maximum number of requests for each URL. */
const MAX_REQUESTS = 300

/**
 * Checks all routes of an application. Sends the same kinds of requests as `checkEndpoint`.
 *
 * @param subject  an application that is ready, or the documentation of an application or a document
 * @param address  http or https URL of the server, with the prefix that a proxy adds to the paths
 * @throws         as `checkEndpoint`
 */
export async function checkApplication (subject: CheckedApplication, address: string | URL, options: CheckApplicationOptions = {}): Promise<CheckApplicationReport> {
  const { parameters = {}, allowedOrigins, ...rest } = options
  assertParameters(parameters)
  const validated = originsOnly(allowedOrigins)
  const root = resolveTarget(address, { ...rest, ...validated !== undefined && { allowedOrigins: validated } }).url
  const documentation = 'cors' in subject ? await subject.cors.documentation() : subject
  const { groups, notChecked } = routeGroups(documentation, parameters)
  const originsAt = originsOfPolicies(allowedOrigins, groups)
  const everything = Object.fromEntries(documentation.policies.map(({ id, policy }) => [id, policy]))
  const session = new Session(root.origin, { ...rest, maxRequests: rest.maxRequests ?? MAX_REQUESTS * Math.max(groups.length, 1) })
  const seen = new Set<CorsPolicy>()
  const routes: CheckedRoute[] = []
  try {
    for (const group of groups) {
      const { pattern, methods, name, policy } = group
      const methodsOfPages = usableMethods(group)
      if (methodsOfPages?.length === 0) {
        notChecked.push({ pattern, reason: `the policy allows none of its methods ${methods.join(', ')}` })
        continue
      }
      const origins = originsAt(policy)
      const given: CheckOptions = { ...rest, ...origins.length > 0 && { allowedOrigins: origins }, policy: policy === false ? { policies: everything } : policy, ...methodsOfPages !== undefined && { methods: methodsOfPages } }
      const target = targetOf(root, group, given)
      const probes = probesFor(group, seen)
      if (hasGet(methods) && policy !== false) seen.add(policy)
      const report = await checkRoute(session, probes === BRIEF ? { ...target, allowed: target.allowed.slice(0, 1) } : target, given, probes)
      routes.push({ pattern, methods, policy: name, report })
      if (report.findings.some(({ id }) => UNREACHED.has(id))) {
        notChecked.push(...groups.slice(groups.indexOf(group) + 1).map(({ pattern }) => ({ pattern, reason: 'the application was not reached' })))
        break
      }
    }
    return deepFreeze<CheckApplicationReport>({
      version: 1,
      url: root.href,
      summary: applicationSummary(routes),
      routes,
      notChecked,
      requests: session.client.sent,
      isReached: routes.every(({ report }) => report.isReached),
      isComplete: routes.every(({ report }) => report.isComplete)
    })
  } finally {
    await session.client.close()
  }
}

/** Findings that concern all routes. */
const UNREACHED: ReadonlySet<string> = new Set(['application-not-reached', 'firewall-responds'])

/** Checks a route with some of the probes, and with those that find the cause if there is a problem. */
async function checkRoute (session: Session, target: CheckTarget, options: CheckOptions, probes: ReadonlySet<string> | undefined): Promise<CheckReport> {
  const omit = (those: ReadonlySet<string> | undefined) => ({ id }: Probe) => those === undefined || those.has(id) ? null : 'checked at another route'
  const report = await runProbes(session, target, options, omit(probes))
  const hasProblem = report.findings.some(({ severity }) => severity !== 'info')
  return probes !== undefined && probes !== OF_PREFLIGHTS && hasProblem && report.isReached ? runProbes(session, target, options, omit(new Set([...probes, ...DIAGNOSTIC]))) : report
}

/** The target of a route. A response 404 can be about the example value of a parameter. */
function targetOf (root: URL, { pattern, path }: RouteGroup, options: CheckOptions): CheckTarget {
  const url = new URL(root)
  url.pathname = root.pathname.replace(/\/$/, '') + path
  const target = resolveTarget(url, options)
  return { ...target, mayBeNotFound: /[:*]/.test(pattern), unknownUrl: new URL(target.synthetic('unknown URL'), root).href }
}

/** The methods that the policy lets pages use; undefined if the routes are those of a document, which has no methods. */
function usableMethods ({ methods, policy }: RouteGroup): readonly string[] | undefined {
  if (methods.includes('*')) return undefined
  const listed = policy === false ? undefined : policy.methods
  return methods.filter(method => listed === undefined || isSafelistedMethod(method) || listed.includes(method))
}

/** Which probes are run for a route; undefined for all. */
function probesFor ({ methods, policy }: RouteGroup, seen: ReadonlySet<CorsPolicy>): ReadonlySet<string> | undefined {
  if (!hasGet(methods)) return OF_PREFLIGHTS
  if (policy === false) return OF_NO_POLICY
  if (seen.size === 0) return undefined
  return seen.has(policy) ? BRIEF : OF_POLICY
}

function hasGet (methods: readonly string[]): boolean {
  return methods.includes('GET') || methods.includes('*')
}

function assertParameters (parameters: unknown): void {
  const isRecord = typeof parameters === 'object' && parameters !== null && Object.values(parameters).every(value => typeof value === 'string')
  if (!isRecord) rejectOption('parameters', 'This option needs an object with a string for each parameter, such as { id: "7" }.')
}
