/** `app.cors`: the policies of the application as plain data, and the origin guard. */
import type { FastifyInstance } from 'fastify'
import type { CorsDecorator, ResolvedCorsPolicy, ResolvedCorsRoute } from '../../types/fastify.ts'
import { CorsPolicyError } from '../errors.ts'
import type { RouteTable } from '../routes.ts'
import type { NotFoundPolicy, RoutePolicy } from '../routes/types.ts'
import type { Counters } from '../routes/policy-interner.ts'
import { explainApplication } from '../explain/application.ts'
import type { Application } from './application.ts'
import { duplicate } from './conflicts.ts'
import { documentationOf } from './documentation.ts'
import { lintApplication } from './lint.ts'
import { originGuard } from './origin-guard.ts'
import { resolveRequest } from './resolve-request.ts'

/** Adds the decorator of the application to the instance of a topmost registration. */
export function decorate (app: FastifyInstance, application: Application): void {
  application.decorator ??= createDecorator(application)
  if (app.hasDecorator('cors')) {
    throw duplicate('Another plugin has already added the decorator `cors`, which this plugin needs. Rename the other decorator.')
  }
  app.decorate('cors', application.decorator)
}

/** Creates the decorator. Its methods return new objects, so a caller cannot change the policies. */
function createDecorator (application: Application): CorsDecorator {
  return Object.freeze<CorsDecorator>({
    policyFor ({ method, url, host }) {
      const { route, notFound } = tableOf(application).find(method, url, host)
      return route === undefined ? notFoundReport(notFound) : { ...policyReport(route), route: labelOf(route) }
    },
    routes () {
      return tableOf(application).routes.map(routeReport)
    },
    stats () {
      const counted = [...tableOf(application).counters].map(([label, counters]) => [label, withoutZeros(counters)] as const)
      return Object.fromEntries(counted.filter(([, reasons]) => Object.keys(reasons).length > 0))
    },
    originGuard (options) {
      return originGuard(application, options)
    },
    async explain (question) {
      tableOf(application)
      return explainApplication(question, (...request) => resolveRequest(application, ...request))
    },
    async documentation () {
      return documentationOf(application, tableOf(application))
    },
    async lint () {
      tableOf(application)
      return lintApplication(application, application.booted!)
    }
  })
}

/** Returns the reasons that have occurred at least once. */
function withoutZeros (counters: Counters): Partial<Counters> {
  return Object.fromEntries(Object.entries(counters).filter(([, times]) => times > 0))
}

function tableOf ({ table }: Application): RouteTable {
  if (table !== undefined) return table
  throw new CorsPolicyError('FST_CORS_NOT_READY', [{
    id: 'application-is-not-ready',
    path: '',
    value: undefined,
    message: 'The policies of routes are not available until the application has booted. Use this function after `await app.ready()`.'
  }])
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
