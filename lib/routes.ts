/** The application's routes → which policy each has, and which policy answers the preflight that announces a request. */
import type { FastifyInstance } from 'fastify'
import type { CompiledPolicy } from '../types/decision.ts'
import type { Issue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { ChoiceResolver, type Choice } from './routes/choice.ts'
import type { ListedRoute } from './routes/list.ts'
import type { NotFoundHandler } from './routes/not-found.ts'
import { MethodsRouter, type MatchOptions } from './routes/methods-at.ts'
import { PolicyPool, compileAt, type PooledPolicy } from './routes/policy-pool.ts'
import { scopeOf, type Compiled, type Scope } from './routes/scope.ts'

/** A route with its effective policy. */
export interface RoutePolicy {
  readonly route: ListedRoute
  /** The innermost registration that covers the route; undefined where none does. */
  readonly scope: Scope | undefined
  readonly choice: Choice | undefined
  /** Undefined where CORS is off. */
  readonly pooled: PooledPolicy | undefined
}

/** Constraints whose value a browser's preflight does not carry leave the target open: such routes share one policy. */
const DECIDABLE = 'host'

/** Not-found handlers answer every method alike. */
const NOT_FOUND = 'any method'

/** A not-found handler with its effective policy. */
export interface NotFoundPolicy {
  /** The innermost registration that covers the handler; undefined where none does. */
  readonly scope: Scope | undefined
  readonly choice: Choice | undefined
  /** Undefined where CORS is off. */
  readonly pooled: PooledPolicy | undefined
}

/** What a request will reach: a route, or a not-found handler. */
export interface Target {
  readonly route: RoutePolicy | undefined
  /** Undefined where there is a route, and where the handlers are not known. */
  readonly notFound: NotFoundPolicy | undefined
  /** The routes of all methods at the URL. */
  readonly at: ReadonlyMap<string, RoutePolicy>
}

/** What an application consists of, as far as policies are concerned. */
export interface Inventory {
  /** In the order of the router. */
  readonly routes: readonly ListedRoute[]
  /** Whether `routes` holds every route; the policies of others are resolved when their first request comes. */
  readonly isComplete: boolean
  readonly notFoundHandlers: readonly NotFoundHandler[]
  readonly scopes: readonly Scope[]
  readonly matchOptions: MatchOptions
}

export class RouteTable {
  /** In the order of the router. */
  readonly routes: readonly RoutePolicy[]
  readonly #router: MethodsRouter<RoutePolicy>
  /** Fastify keeps not-found handlers in a router of their own, without options. */
  readonly #notFoundRouter = new MethodsRouter<NotFoundPolicy>({})
  readonly #pool = new PolicyPool()
  readonly #resolvers = new Map<Scope, ChoiceResolver>()

  /**
   * Resolves the policy of every route and compiles the state of every scope.
   *
   * @throws CorsPolicyError with the issues of all routes: FST_CORS_POLICY_INVALID for choices that are no policy,
   *         FST_CORS_ROUTES_INVALID for routes that no preflight can tell apart
   */
  constructor ({ routes, isComplete, notFoundHandlers, scopes, matchOptions }: Inventory) {
    for (const scope of scopes) this.#resolvers.set(scope, new ChoiceResolver(scope))
    this.routes = routes.map((route) => this.#resolve(route))
    for (const { prefix, server, cors } of notFoundHandlers) {
      const scope = scopeOf(server)
      const policy = { scope, ...this.#notFound(scope, cors) }
      const exact = prefix === '' ? '/' : prefix
      this.#notFoundRouter.add(NOT_FOUND, exact, undefined, policy)
      this.#notFoundRouter.add(NOT_FOUND, exact.endsWith('/') ? `${exact}*` : `${exact}/*`, undefined, policy)
    }
    for (const scope of scopes) this.#compile(scope, isComplete)
    const issues = [...this.#resolvers.values()].flatMap((resolver) => resolver.issues)
    if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)

    this.#router = new MethodsRouter(matchOptions)
    const ambiguous: Issue[] = []
    const known = new Map<string, RoutePolicy>()
    for (const entry of this.routes) {
      const { method, pattern, constraints } = entry.route
      const host = constraints[DECIDABLE]
      const key = `${method} ${pattern} ${host instanceof RegExp ? host : JSON.stringify(host)}`
      const twin = known.get(key)
      if (twin === undefined) {
        known.set(key, entry)
        this.#router.add(method, pattern, host, entry)
      } else if (twin.pooled !== entry.pooled) {
        ambiguous.push(ambiguity(entry))
      }
    }
    if (ambiguous.length > 0) throw new CorsPolicyError('FST_CORS_ROUTES_INVALID', ambiguous)
  }

  /** Finds what a request will reach, as the application's own router will. */
  find (method: string, url: string, host: string | undefined): Target {
    const at = this.#router.find(url, host)
    const route = at.get(method)
    return {
      route,
      notFound: route === undefined ? this.#notFoundRouter.find(url, undefined).get(NOT_FOUND) : undefined,
      at
    }
  }

  /** The policy that answers the preflight for a target. */
  answerFor (target: Target): Compiled {
    const { route, notFound, at } = target
    const pooled = route === undefined ? notFound?.pooled : route.pooled
    if (pooled === undefined) return false
    return route === undefined && at.size === 0 ? this.#answerAnywhere(pooled) : this.#answer(pooled, at)
  }

  /** The policy of a not-found handler's responses; `cors` is the `config.cors` that it was set with. */
  notFoundPolicy (scope: Scope, cors: unknown): Compiled {
    return this.#notFound(scope, cors).pooled?.compiled ?? false
  }

  /** The policy of a route that was not listed. */
  latePolicy (scope: Scope, config: { readonly url: string, readonly cors?: unknown }): Compiled {
    const { policy } = this.#resolvers.get(scope)!.forRoute(config.cors, config.url, config.url)
    return policy === false ? false : this.#pool.intern(policy).compiled
  }

  #notFound (scope: Scope | undefined, cors: unknown): Omit<NotFoundPolicy, 'scope'> {
    return this.#pooled(scope === undefined ? undefined : this.#resolvers.get(scope)!.forNotFound(cors))
  }

  #pooled (choice: Choice | undefined): Pick<RoutePolicy, 'choice' | 'pooled'> {
    const isOff = choice === undefined || choice.policy === false
    return { choice, pooled: isOff ? undefined : this.#pool.intern(choice.policy) }
  }

  /** The whole truth about a URL: every method there that has this very policy. */
  #answer (pooled: PooledPolicy, at: ReadonlyMap<string, RoutePolicy>): CompiledPolicy {
    const methods: string[] = []
    let variesByMethod = false
    for (const [method, entry] of at) {
      if (entry.pooled === pooled) methods.push(method)
      else variesByMethod = true
    }
    return compileAt(pooled, methods.sort(), variesByMethod)
  }

  /** For a URL without any route: with every method routed anywhere, so that the page can read the 404. */
  #answerAnywhere (pooled: PooledPolicy): CompiledPolicy {
    const methods = new Set<string>()
    for (const entry of this.routes) {
      if (entry.pooled === pooled) methods.add(entry.route.method)
    }
    return compileAt(pooled, [...methods].sort(), false)
  }

  #resolve (route: ListedRoute): RoutePolicy {
    const scope = scopeOf(route.server)
    const { cors } = route.config as { cors?: unknown }
    const label = `${route.method} ${route.pattern}`
    return { route, scope, ...this.#pooled(scope && this.#resolvers.get(scope)!.forRoute(cors, route.pattern, label)) }
  }

  #compile (scope: Scope, isComplete: boolean): void {
    const own = scope.policy === undefined ? undefined : this.#pool.intern(scope.policy)
    const byConfig = new Map<object, Compiled>()
    for (const entry of this.routes) {
      if (entry.scope === scope && (entry.pooled !== own || !isComplete)) byConfig.set(entry.route.config, entry.pooled?.compiled ?? false)
    }
    scope.state = Object.freeze({
      policy: own?.compiled ?? false,
      notFound: this.notFoundPolicy(scope, undefined),
      byConfig: byConfig.size > 0 || !isComplete ? byConfig : undefined,
      isComplete
    })
  }
}

/** The options with which the application's router matches URLs. */
export function matchOptionsOf (app: FastifyInstance): MatchOptions {
  const initial = app.initialConfig as MatchOptions & { readonly routerOptions?: MatchOptions }
  // Fastify shows its defaults in both places and the application's own choice in one of them.
  const pick = <K extends keyof MatchOptions>(key: K, fallback: NonNullable<MatchOptions[K]>) => {
    const inner = initial.routerOptions?.[key] ?? fallback
    return inner === fallback ? initial[key] ?? fallback : inner
  }
  return {
    caseSensitive: pick('caseSensitive', true),
    ignoreTrailingSlash: pick('ignoreTrailingSlash', false),
    ignoreDuplicateSlashes: pick('ignoreDuplicateSlashes', false),
    maxParamLength: pick('maxParamLength', 100),
    useSemicolonDelimiter: pick('useSemicolonDelimiter', false)
  }
}

function ambiguity (entry: RoutePolicy): Issue {
  const { method, pattern, constraints } = entry.route
  return {
    id: 'preflight-target-is-ambiguous',
    path: '',
    value: constraints,
    message: `${method} ${pattern} has several routes that differ only by ${
      Object.keys(constraints).filter((name) => name !== DECIDABLE).join(', ')
    }, which a CORS-preflight request does not carry, and they have different policies. Give them one policy.`
  }
}
