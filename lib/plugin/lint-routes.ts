/** The routes of an application as lint rules read them. Applications can have many routes, so a fact is computed when a rule reads it. */
import type { FastifyInstance } from 'fastify'
import { levelsOf } from '../fastify/instances.ts'
import { hookNames, type ListedRoute } from '../fastify/route-list.ts'
import type { LintedPage, LintedRoute } from '../lint/subject.ts'
import { HOST, VERSION_CONSTRAINT } from '../routes/constraints.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import type { BootedApplication } from './booted-application.ts'
import { ON_REQUEST_HOOK, isUnderFastifyCors } from './conflicts.ts'

const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

const NO_SCHEMA: LintedRoute['schema'] = {}

/** What the routes of one instance have in common. */
type InstanceFacts = Pick<LintedRoute, 'parses' | 'hasPlugin' | 'hasFastifyCors'>

function instanceFacts (instance: FastifyInstance): InstanceFacts {
  return {
    parses: cached(mediaType => instance.hasContentTypeParser(mediaType)),
    hasPlugin: cached(name => [...levelsOf(instance)].some(level => level.hasPlugin(name))),
    hasFastifyCors: scopeOf(instance)?.observes !== true && isUnderFastifyCors(instance)
  }
}

/** Computes each result once. */
function cached (has: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>()
  return name => {
    let result = known.get(name)
    if (result === undefined) known.set(name, result = has(name))
    return result
  }
}

class RouteSubject implements LintedRoute {
  readonly method: string
  readonly url: string
  readonly host: string | undefined
  readonly needsVersion: boolean
  readonly isReceived: boolean
  readonly parses: LintedRoute['parses']
  readonly hasPlugin: LintedRoute['hasPlugin']
  readonly hasFastifyCors: boolean
  readonly #config: object
  readonly #context: ListedRoute['context']
  readonly #webSockets: BootedApplication['webSockets']

  constructor ({ method, pattern, constraints, config, context }: ListedRoute, { table, webSockets }: BootedApplication, facts: InstanceFacts) {
    this.method = method
    this.url = pattern
    const { [HOST]: host } = constraints
    this.host = table.strategies.readsHost && typeof host === 'string' ? host : undefined
    this.needsVersion = table.strategies.readsVersion && VERSION_CONSTRAINT in constraints
    this.isReceived = table.receives(method)
    this.parses = facts.parses
    this.hasPlugin = facts.hasPlugin
    this.hasFastifyCors = facts.hasFastifyCors
    this.#config = config
    this.#context = context
    this.#webSockets = webSockets
  }

  get schema (): LintedRoute['schema'] {
    const schema = this.#context?.schema
    return typeof schema === 'object' && schema !== null ? schema as LintedRoute['schema'] : NO_SCHEMA
  }

  get isWebSocket (): boolean {
    return this.#webSockets.size > 0 && this.#webSockets.has(`${this.method} ${this.url}`)
  }

  get isGuardOff (): boolean {
    return (this.#config as { readonly corsGuard?: unknown }).corsGuard === false
  }

  get hooks (): readonly string[] {
    return HOOKS.flatMap(kind => hookNames(this.#context, kind))
  }
}

/** Returns a function that creates the subject of a route. */
export function routeSubjects (application: BootedApplication): (route: ListedRoute) => LintedRoute {
  const byInstance = new Map<FastifyInstance, InstanceFacts>()
  return route => {
    let facts = byInstance.get(route.server)
    if (facts === undefined) byInstance.set(route.server, facts = instanceFacts(route.server))
    return new RouteSubject(route, application, facts)
  }
}

/** The pages of the plugin. A hook that is not of the plugin can check who requests a page. */
export function pagesOf ({ pages, table }: BootedApplication, placeOf: (scope: Scope) => string): LintedPage[] {
  return pages.map(({ option, scope, url }) => {
    const entry = table.routes.find(({ route }) => route.server === scope.app && route.method === 'GET' && route.pattern === url)
    const hooks = HOOKS.flatMap(kind => hookNames(entry?.route.context, kind))
    return { option, url, place: placeOf(scope), isGuarded: hooks.some(name => name !== ON_REQUEST_HOOK) }
  })
}
