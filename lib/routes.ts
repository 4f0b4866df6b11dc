/** The application's routes → which policy each has, and which policy answers the preflight that announces a request. */
import type { FastifyInstance } from 'fastify'
import type { CompiledPolicy } from '../types/decision.ts'
import type { Issue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { ChoiceResolver, type Choice } from './routes/choice.ts'
import type { ListedRoute } from './routes/list.ts'
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

/** What the look-up of a preflight's target found. */
export interface Target {
  /** The route that the announced request will reach; undefined where there is none. */
  readonly route: RoutePolicy | undefined
  /** The routes of all methods at the URL. */
  readonly at: ReadonlyMap<string, RoutePolicy>
}

export class RouteTable {
  /** In the order of the router. */
  readonly routes: readonly RoutePolicy[]
  readonly #router: MethodsRouter<RoutePolicy>
  readonly #pool = new PolicyPool()
  readonly #resolvers = new Map<Scope, ChoiceResolver>()

  /**
   * Resolves the policy of every route and compiles the state of every scope.
   *
   * @param isComplete  whether `listed` holds every route; where it does not, the policies of the others are resolved
   *                    when their first request comes
   * @throws CorsPolicyError with the issues of all routes: FST_CORS_POLICY_INVALID for choices that are no policy,
   *         FST_CORS_ROUTES_INVALID for routes that no preflight can tell apart
   */
  constructor (
    listed: readonly ListedRoute[], scopes: readonly Scope[], options: MatchOptions, isComplete: boolean
  ) {
    for (const scope of scopes) this.#resolvers.set(scope, new ChoiceResolver(scope))
    this.routes = listed.map((route) => this.#resolve(route))
    for (const scope of scopes) this.#compile(scope, isComplete)
    const issues = [...this.#resolvers.values()].flatMap((resolver) => resolver.issues)
    if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)

    this.#router = new MethodsRouter(options)
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

  /** Finds the route that a request will reach, as the application's own router will. */
  find (method: string, url: string, host: string | undefined): Target {
    const at = this.#router.find(url, host)
    return { route: at.get(method), at }
  }

  /** The policy that answers the preflight for a route. */
  answerForRoute (route: RoutePolicy, at: ReadonlyMap<string, RoutePolicy>): Compiled {
    if (route.pooled === undefined) return false
    return this.#answer(route.pooled, at)
  }

  /**
   * The policy that answers the preflight for a request that only a not-found handler will see: with the methods that
   * the URL has, or, where it has none, with every method routed anywhere, so that the page can read the 404.
   */
  answerForNotFound (scope: Scope, config: unknown, at: ReadonlyMap<string, RoutePolicy>): Compiled {
    const pooled = this.#notFound(scope, config)
    if (pooled === undefined) return false
    if (at.size > 0) return this.#answer(pooled, at)
    const methods = new Set<string>()
    for (const entry of this.routes) {
      if (entry.pooled === pooled) methods.add(entry.route.method)
    }
    return compileAt(pooled, [...methods].sort(), false)
  }

  /** The policy of a not-found handler's responses; `config` is the `config.cors` that it was set with. */
  notFoundPolicy (scope: Scope, config: unknown): Compiled {
    return this.#notFound(scope, config)?.compiled ?? false
  }

  /** The policy of a route that was not listed. */
  latePolicy (scope: Scope, config: { readonly url: string, readonly cors?: unknown }): Compiled {
    const { policy } = this.#resolvers.get(scope)!.forRoute(config.cors, config.url, config.url)
    return policy === false ? false : this.#pool.intern(policy).compiled
  }

  #notFound (scope: Scope, config: unknown): PooledPolicy | undefined {
    const { policy } = this.#resolvers.get(scope)!.forNotFound(config)
    return policy === false ? undefined : this.#pool.intern(policy)
  }

  #answer (pooled: PooledPolicy, at: ReadonlyMap<string, RoutePolicy>): CompiledPolicy {
    const methods: string[] = []
    let variesByMethod = false
    for (const [method, entry] of at) {
      if (entry.pooled === pooled) methods.push(method)
      else variesByMethod = true
    }
    return compileAt(pooled, methods.sort(), variesByMethod)
  }

  #resolve (route: ListedRoute): RoutePolicy {
    const scope = scopeOf(route.server)
    if (scope === undefined) return { route, scope, choice: undefined, pooled: undefined }
    const { cors } = route.config as { cors?: unknown }
    const choice = this.#resolvers.get(scope)!.forRoute(cors, route.pattern, `${route.method} ${route.pattern}`)
    return { route, scope, choice, pooled: choice.policy === false ? undefined : this.#pool.intern(choice.policy) }
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
