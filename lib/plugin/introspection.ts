/** `app.cors`: the policies of the application as plain data, and the origin guard. */
import type { FastifyInstance } from 'fastify'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsPolicyStats } from '../../types/decision-event.ts'
import type { CorsDecorator, ResolvedCorsPolicy, ResolvedCorsRoute } from '../../types/fastify.ts'
import type { NotFoundPolicy, RoutePolicy } from '../routes/types.ts'
import type { Counters } from '../routes/policy-pool.ts'
import type { Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { assertBooted, type BootedApplication } from './booted-application.ts'
import { duplicate } from './conflicts.ts'
import { documentationOf } from './documentation.ts'
import { digestOf } from '../digest.ts'
import { CorsPolicyError } from '../errors.ts'
import { explainRequest } from './explain-request.ts'
import { lintApplication } from './lint.ts'
import { observationOf } from './observe.ts'
import { shadowOfObserver } from './options.ts'
import { originGuard } from './origin-guard.ts'
import { reportOf } from './refusal-report.ts'
import { replaceByHand } from './replace.ts'
import { storageAccessRetry } from './storage-access.ts'

/** Adds the decorator to the instance of a registration. Inside it, `replace` is about this registration. */
export function decorate (app: FastifyInstance, application: Application, scope: Scope): void {
  if (scope.outer === undefined && app.hasDecorator('cors')) {
    throw duplicate('Another plugin has already added the decorator `cors`, which this plugin needs. Rename the other decorator.')
  }
  app.decorate('cors', createDecorator(application, scope))
}

/** Creates the decorator. Its methods return new objects, so a caller cannot change the policies. */
function createDecorator (application: Application, scope: Scope): CorsDecorator {
  return Object.freeze<CorsDecorator>({
    policyFor ({ method, url, host }) {
      const { route, notFound } = bootedOf(application).table.find(method, url, host)
      return route === undefined ? notFoundReport(notFound) : { ...policyReport(route), route: labelOf(route) }
    },
    routes () {
      return bootedOf(application).table.routes.map(routeReport)
    },
    stats () {
      const counted = [...bootedOf(application).table.counters].map(([label, counters]) => [label, statsOf(counters)] as const)
      return Object.fromEntries(counted.filter(([, kinds]) => Object.keys(kinds).length > 0))
    },
    status () {
      const { scopes, sources } = bootedOf(application)
      return {
        registrations: scopes.map(({ app, version, since, document, remembered, store }) =>
          ({ prefix: app.prefix, version, digest: digestOf(document), since: since.toISOString(), remembered, store: store?.status() })),
        sources: Object.fromEntries([...sources].map(([name, lookup]) => [name, lookup.status()]))
      }
    },
    async replace (document) {
      return replaceByHand(application, scope, document)
    },
    shadow: Object.freeze({
      async set (document: CorsPolicyDocument | undefined) {
        if (scope.observes && document !== undefined) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [shadowOfObserver(document)])
        application.setShadow(scope, document)
      },
      report: () => scope.observes ? observationOf(application, scope) : application.shadow?.report()
    }),
    originGuard (options) {
      // Otherwise nothing would show that the routes are not protected.
      if (scope.observes) scope.log.warn('With `observe`, the hook `originGuard` rejects no request. Remove `observe`, or check `Origin` in another way until then.')
      return originGuard(application, scope, options)
    },
    storageAccessRetry () {
      return storageAccessRetry(application)
    },
    async explain (question) {
      return explainRequest(bootedOf(application), question)
    },
    async report () {
      return reportOf(bootedOf(application))
    },
    async documentation () {
      return documentationOf(bootedOf(application))
    },
    async lint () {
      return lintApplication(bootedOf(application))
    }
  })
}

/** Returns the kinds and reasons that have occurred at least once. */
function statsOf (counters: Counters): CorsPolicyStats {
  const kinds = Object.entries(counters).map(([kind, reasons]) => [kind, Object.entries(reasons).filter(([, times]) => times > 0)] as const)
  return Object.fromEntries(kinds.filter(([, reasons]) => reasons.length > 0).map(([kind, reasons]) => [kind, Object.fromEntries(reasons)]))
}

function bootedOf ({ booted }: Application): BootedApplication {
  assertBooted(booted)
  return booted
}

function routeReport (entry: RoutePolicy): ResolvedCorsRoute {
  const { method, pattern, constraints } = entry.route
  const { policy, name, from } = policyReport(entry)
  return { method, url: pattern, constraints: { ...constraints }, policy: policy === false ? false : name, effective: policy, from }
}

function notFoundReport (entry: NotFoundPolicy | undefined): ResolvedCorsPolicy {
  return { ...policyReport(entry), route: undefined }
}

function policyReport (entry: Pick<RoutePolicy, 'choice'> | undefined): Omit<ResolvedCorsPolicy, 'route'> {
  const choice = entry?.choice
  if (choice === undefined) return { policy: false, name: undefined, from: 'none' }
  return { policy: choice.policy, name: choice.name, from: choice.from }
}

function labelOf ({ route }: RoutePolicy): string {
  return `${route.method} ${route.pattern}`
}
