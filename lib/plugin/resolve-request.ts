/** Resolves the policy of a request and its source, for `explain`. */
import type { CompiledCorsPolicy, CorsRoutedMethods } from '../../types/decision.ts'
import type { ExplainedSubject } from '../../types/explanation.ts'
import type { PolicyContext, PolicyResolution } from '../../types/resolution.ts'
import { AMBIGUOUS_TARGET } from '../compile/valid-policy.ts'
import { haveSameOrigins } from '../routes/url-entry.ts'
import type { NotFoundPolicy, RoutePolicy, Target } from '../routes/types.ts'
import { pathsOf } from '../validate/covering-pattern.ts'
import type { BootedApplication } from './booted-application.ts'
import { documentedGuards, type Guard } from './guards.ts'
import { unresolvedCause } from './unresolved-cause.ts'

/**
 * Resolves a request in the same way as its preflight.
 *
 * @param method  as the browser sends it
 * @param path    including the query
 */
export function resolveRequest (application: BootedApplication, method: string, path: string, host: string | undefined): PolicyResolution {
  const target = application.find(method, path, host)
  const cause = unresolvedCause(application, { method, url: path, host }, target)?.sentence
  if (typeof target === 'string') return unresolved(target, cause)
  if (target.isUncertain) return unresolved('uncertain', cause)
  const entry = target.route ?? target.notFound
  const { preflightPolicy } = target
  const preflight = preflightPolicy === false ? false : preflightPolicy.compiled
  return {
    subject: subjectOf(target, entry),
    preflight,
    actual: entry?.pooled?.compiled ?? false,
    url: routedMethodsOf(application, target, entry, preflight),
    context: contextOf(application, target, entry),
    readings: [],
    guards: documentedGuards(guardsFor(application, target, method, path, host)),
    earlierHooks: entry?.pooled === undefined ? [] : application.earlierHooks(entry.scope!.owner),
    cause
  }
}

/** The guards that run. An error that Fastify sends itself has the policy of the not-found handler, but not its hooks. */
function guardsFor (application: BootedApplication, { route, notFound }: Target, method: string, path: string, host: string | undefined): readonly Guard[] {
  if (route !== undefined) return application.guardsAt(route.route.config)
  const guards = application.guardsAt(notFound?.config)
  return guards.length > 0 && application.isRejected(method, path, host) ? [] : guards
}

function unresolved (kind: 'unreachable' | 'uncertain', cause: string | undefined): PolicyResolution {
  const subject = { kind, route: null, policy: false, name: null, from: 'none' } as const
  return { subject, preflight: AMBIGUOUS_TARGET, actual: false, url: undefined, context: undefined, readings: [], earlierHooks: [], guards: [], cause }
}

function subjectOf ({ route }: Target, entry: RoutePolicy | NotFoundPolicy | undefined): ExplainedSubject {
  const { policy = false, name = null, from = 'none' } = entry?.choice ?? {}
  return {
    kind: route === undefined ? 'not-found' : 'route',
    route: route === undefined ? null : `${route.route.method} ${route.route.pattern}`,
    policy,
    name,
    from
  }
}

/** Returns the methods of the URL with the same policy, or without a policy too, that the server can receive. */
function routedMethodsOf (
  { table }: BootedApplication, { route, at }: Target, entry: RoutePolicy | NotFoundPolicy | undefined, preflightPolicy: CompiledCorsPolicy | false
): CorsRoutedMethods {
  if (route === undefined && preflightPolicy !== false) return { methods: [...preflightPolicy.listedMethods], variesByMethod: false }
  const entries = [...at]
  const methods = entries.filter(([, other]) => haveSameOrigins(entry, other)).map(([method]) => method)
  return { methods: methods.filter(method => table.receives(method)).sort(), variesByMethod: methods.length < entries.length }
}

function contextOf (
  { table }: BootedApplication, { route, notFound }: Target, entry: RoutePolicy | NotFoundPolicy | undefined
): PolicyContext | undefined {
  const scope = entry?.scope
  const choice = entry?.choice
  if (scope === undefined || choice === undefined) return undefined
  const { cors, url } = (route?.route.config ?? { cors: notFound?.cors }) as { readonly cors?: unknown, readonly url?: string }
  const { from, name } = choice
  const { document, names, privateSuffixes } = scope
  // Without Fastify's list of routes, the declared path is not known.
  const paths = route && pathsOf(url ?? route.route.pattern, route.route.pattern)
  const inEffect = new Set([...table.routes, ...table.notFound].flatMap(({ choice }) => choice?.policy || []))
  return { from, document, names, privateSuffixes, name, paths, caseSensitive: table.caseSensitive, config: cors, inEffect: [...inEffect] }
}
