/** The routes of an application as lint rules read them. Applications can have many routes, so a fact is computed when a rule reads it. */
import type { FastifyInstance } from 'fastify'
import { levelsOf } from '../fastify/instances.ts'
import { hooksBeforeHandler, keyOfHooks, type ListedRoute } from '../fastify/route-list.ts'
import type { LintedRoute, RouteKind } from '../lint/linted-route.ts'
import type { LintedPage } from '../lint/rule-input.ts'
import { HOST, VERSION_CONSTRAINT } from '../routes/constraints.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import type { BootedApplication } from './booted-application.ts'
import { ON_REQUEST_HOOK, isUnderFastifyCors } from './conflicts.ts'
import { isExempt, isGuardName } from './guards.ts'

const NO_SCHEMA: RouteKind['schema'] = {}

/** What the routes of one instance have in common. */
interface InstanceFacts extends Pick<RouteKind, 'parses' | 'hasPlugin' | 'hasFastifyCors'> {
  /** The kinds of its routes without a schema, by what distinguishes them. */
  readonly kinds: Map<string, RouteKind>
}

function instanceFacts (instance: FastifyInstance): InstanceFacts {
  return {
    parses: cached(mediaType => instance.hasContentTypeParser(mediaType)),
    hasPlugin: cached(name => [...levelsOf(instance)].some(level => level.hasPlugin(name))),
    hasFastifyCors: scopeOf(instance)?.observes !== true && isUnderFastifyCors(instance),
    kinds: new Map()
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

/** Returns a function that creates the subject of a route. Most routes of an application are of a few kinds. */
export function routeSubjects ({ table, webSockets }: BootedApplication): (route: ListedRoute) => LintedRoute {
  const byInstance = new Map<FastifyInstance, InstanceFacts>()
  const kindOf = ({ method, pattern, constraints, config, context }: ListedRoute, facts: InstanceFacts): RouteKind => {
    const { [HOST]: constraint } = constraints
    const host = table.strategies.readsHost && typeof constraint === 'string' ? constraint : undefined
    const needsVersion = table.strategies.readsVersion && VERSION_CONSTRAINT in constraints
    const isWebSocket = webSockets.size > 0 && webSockets.has(`${method} ${pattern}`)
    const isGuardOff = isExempt(config)
    const schema = context?.schema
    const hasSchema = typeof schema === 'object' && schema !== null
    const key = hasSchema ? undefined : `${method} ${needsVersion} ${isWebSocket} ${isGuardOff} ${keyOfHooks(context)} ${host}`
    let kind = key === undefined ? undefined : facts.kinds.get(key)
    if (kind === undefined) {
      const hooks = hooksBeforeHandler(context)
      kind = {
        method,
        host,
        needsVersion,
        isWebSocket,
        isGuardOff,
        isReceived: table.receives(method),
        hooks,
        hasGuard: hooks.some(isGuardName),
        schema: hasSchema ? schema as RouteKind['schema'] : NO_SCHEMA,
        parses: facts.parses,
        hasPlugin: facts.hasPlugin,
        hasFastifyCors: facts.hasFastifyCors
      }
      if (key !== undefined) facts.kinds.set(key, kind)
    }
    return kind
  }
  return route => {
    let facts = byInstance.get(route.server)
    if (facts === undefined) byInstance.set(route.server, facts = instanceFacts(route.server))
    return { method: route.method, url: route.pattern, kind: kindOf(route, facts) }
  }
}

/** The pages of the plugin. A hook that is not of the plugin can check who requests a page. A guard does not. */
export function pagesOf ({ pages, table }: BootedApplication, placeOf: (scope: Scope) => string): LintedPage[] {
  return pages.map(({ option, scope, url }) => {
    const entry = table.routes.find(({ route }) => route.server === scope.app && route.method === 'GET' && route.pattern === url)
    const hooks = hooksBeforeHandler(entry?.route.context)
    return { option, url, place: placeOf(scope), isGuarded: hooks.some(name => name !== ON_REQUEST_HOOK && !isGuardName(name)) }
  })
}
