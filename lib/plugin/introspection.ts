/** `app.cors`: the policies of the application as plain data, and the origin guard. */
import type { FastifyInstance } from 'fastify'
import type { CorsDecorator, ResolvedCorsPolicy, ResolvedCorsRoute } from '../../types/fastify.ts'
import { CorsPolicyError } from '../errors.ts'
import type { NotFoundPolicy, RoutePolicy } from '../routes/types.ts'
import type { Counters } from '../routes/policy-interner.ts'
import { explainApplication } from '../explain/application.ts'
import type { Application } from './application.ts'
import type { BootedApplication } from './booted-application.ts'
import { duplicate } from './conflicts.ts'
import { documentationOf } from './documentation.ts'
import { lintApplication } from './lint.ts'
import { originGuard } from './origin-guard.ts'
import { resolveRequest } from './resolve-request.ts'

/** Adds the decorator of the application to the instance of a topmost registration. */
export function decorate (app: FastifyInstance, application: Application): void {
  if (app.hasDecorator('cors')) {
    throw duplicate('Another plugin has already added the decorator `cors`, which this plugin needs. Rename the other decorator.')
  }
  app.decorate('cors', decoratorOf(application))
}

const decorators = new WeakMap<Application, CorsDecorator>()

/** Returns the decorator, which is one object for the whole application. */
function decoratorOf (application: Application): CorsDecorator {
  let decorator = decorators.get(application)
  if (decorator === undefined) decorators.set(application, decorator = createDecorator(application))
  return decorator
}

/** Creates the decorator. Its methods return new objects, so a caller cannot change the policies. */
function createDecorator (application: Application): CorsDecorator {
  return Object.freeze<CorsDecorator>({
    policyFor ({ method, url, host }) {
      const { route, notFound } = bootedOf(application).table.find(method, url, host)
      return route === undefined ? notFoundReport(notFound) : { ...policyReport(route), route: labelOf(route) }
    },
    routes () {
      return bootedOf(application).table.routes.map(routeReport)
    },
    stats () {
      const counted = [...bootedOf(application).table.counters].map(([label, counters]) => [label, withoutZeros(counters)] as const)
      return Object.fromEntries(counted.filter(([, reasons]) => Object.keys(reasons).length > 0))
    },
    status () {
      return { sources: Object.fromEntries([...bootedOf(application).sources].map(([name, lookup]) => [name, lookup.status()])) }
    },
    originGuard (options) {
      return originGuard(application, options)
    },
    async explain (question) {
      const booted = bootedOf(application)
      return explainApplication(question, (...request) => resolveRequest(booted, ...request))
    },
    async documentation () {
      return documentationOf(bootedOf(application))
    },
    async lint () {
      return lintApplication(bootedOf(application))
    }
  })
}

/** Returns the reasons that have occurred at least once. */
function withoutZeros (counters: Counters): Partial<Counters> {
  return Object.fromEntries(Object.entries(counters).filter(([, times]) => times > 0))
}

function bootedOf ({ booted }: Application): BootedApplication {
  if (booted !== undefined) return booted
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
