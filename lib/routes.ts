/** The application's routes → which policy each has, and which policy answers the preflight that announces a request. */
import type { CompiledPolicy } from '../types/decision.ts'
import type { Issue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { ChoiceResolver, type Choice } from './routes/choice.ts'
import type { Inventory, NotFoundPolicy, RoutePolicy, Target } from './routes/inventory.ts'
import type { ListedRoute } from './routes/list.ts'
import type { NotFoundHandler } from './routes/not-found.ts'
import { MethodsRouter } from './routes/methods-at.ts'
import { PolicyPool, compileAt, type PooledPolicy } from './routes/policy-pool.ts'
import { scopeOf, type Compiled, type Scope } from './routes/scope.ts'

/** Constraints whose value a browser's preflight does not carry leave the target open: such routes share one policy. */
const DECIDABLE = 'host'

/** Not-found handlers answer every method alike. */
const ANY_METHOD = 'any method'

export class RouteTable {
  /** In the order of the router. */
  readonly routes: readonly RoutePolicy[]
  readonly #router: MethodsRouter<RoutePolicy>
  /** Fastify keeps not-found handlers in a router of their own, without options. */
  readonly #notFoundRouter = new MethodsRouter<NotFoundPolicy>({})
  readonly #pool = new PolicyPool()
  /** Answers for URLs without any route. */
  readonly #anywhere = new Map<PooledPolicy, CompiledPolicy>()
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
    for (const handler of notFoundHandlers) this.#addNotFound(handler)
    for (const scope of scopes) this.#compile(scope, isComplete)
    const issues = [...this.#resolvers.values()].flatMap((resolver) => resolver.issues)
    if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)

    this.#router = new MethodsRouter(matchOptions)
    const ambiguous = this.#addRoutes()
    if (ambiguous.length > 0) throw new CorsPolicyError('FST_CORS_ROUTES_INVALID', ambiguous)
  }

  /** Finds what a request will reach, as the application's own router will. */
  find (method: string, url: string, host: string | undefined): Target {
    const at = this.#router.find(url, host)
    const route = at.get(method)
    return {
      route,
      notFound: route === undefined ? this.#notFoundRouter.find(url, undefined).get(ANY_METHOD) : undefined,
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
    let answer = this.#anywhere.get(pooled)
    if (answer === undefined) {
      const methods = new Set(this.routes.filter((entry) => entry.pooled === pooled).map(({ route }) => route.method))
      answer = compileAt(pooled, [...methods].sort(), false)
      this.#anywhere.set(pooled, answer)
    }
    return answer
  }

  /** Adds the routes, one for all that a preflight cannot tell apart; returns an issue for each that differs there. */
  #addRoutes (): Issue[] {
    const issues: Issue[] = []
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
        issues.push(ambiguity(twin, entry))
      }
    }
    return issues
  }

  /** With the patterns under which Fastify itself keeps a not-found handler. */
  #addNotFound ({ prefix, server, cors }: NotFoundHandler): void {
    const scope = scopeOf(server)
    const policy = { scope, ...this.#notFound(scope, cors) }
    const exact = prefix === '' ? '/' : prefix
    this.#notFoundRouter.add(ANY_METHOD, exact, undefined, policy)
    this.#notFoundRouter.add(ANY_METHOD, exact.endsWith('/') ? `${exact}*` : `${exact}/*`, undefined, policy)
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

function ambiguity (first: RoutePolicy, second: RoutePolicy): Issue {
  const { method, pattern } = second.route
  const constraints = { ...first.route.constraints, ...second.route.constraints }
  const names = Object.keys(constraints).filter((name) => name !== DECIDABLE).join(', ')
  return {
    id: 'preflight-target-is-ambiguous',
    path: '',
    value: `${method} ${pattern}`,
    message: `several routes differ only by ${names}, which a CORS-preflight request does not carry, and have different ` +
      'policies. Give them one policy.'
  }
}
