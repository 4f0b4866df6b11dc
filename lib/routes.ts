/** The routes of an application → the policy of each route, and the policy for each preflight. */
import { compileValidPolicy } from './compile/valid-policy.ts'
import { CorsPolicyError } from './errors.ts'
import type { MatchOptions } from './fastify/match-options.ts'
import type { ListedRoute } from './fastify/route-list.ts'
import { ChoiceResolver, labelOf, type Choice } from './routes/choice.ts'
import { demandsOf, type Strategies } from './routes/constraints.ts'
import type { Effective, Inventory, NotFoundPolicy, RoutePolicy, Target } from './routes/types.ts'
import type { NotFoundHandler } from './routes/not-found.ts'
import { NotFoundPolicies } from './routes/not-found-policies.ts'
import { MethodRouter } from './routes/method-router.ts'
import { treesOf } from './routes/pattern.ts'
import { PolicyPool, type Counters, type ServedPolicy } from './routes/policy-pool.ts'
import { createState, scopeOf, type Scope, type ScopeState, type Served } from './routes/scope.ts'
import { Targets } from './routes/targets.ts'
import { createUrlEntry, haveSameOrigins, type UrlEntry } from './routes/url-entry.ts'
import { splitRoutes } from './routes/split-routes.ts'
import { ambiguities } from './routes/ambiguous-routes.ts'
import { withoutHead } from './routes/one-issue.ts'

const NO_ORIGINS = { origins: [] }

export class RouteTable {
  /** In the order of the router. */
  readonly routes: readonly RoutePolicy[]
  readonly strategies: Strategies
  /** Whether all routes have one policy with the same tenants, as in most applications, or none has one. Then nothing can be ambiguous. */
  readonly hasOnePolicy: boolean
  readonly #matchOptions: MatchOptions
  readonly #receivable: ReadonlySet<string> | undefined
  /** Built at the first lookup, because many application runs never receive a preflight. */
  #router: MethodRouter<RoutePolicy, UrlEntry> | undefined
  readonly #notFoundPolicies: NotFoundPolicies
  readonly #targets: Targets
  readonly #pool: PolicyPool
  /** The policy for a preflight with an ambiguous target. Rejects every origin. */
  readonly uncertain: ServedPolicy
  readonly #resolvers = new Map<Scope, ChoiceResolver>()
  readonly #effective = new Map<Choice | undefined, Effective>()
  /** The state of each registration. */
  readonly states: ReadonlyMap<Scope, ScopeState>

  /**
   * Resolves the policy of every route and compiles the state of every scope, without assigning it to the scope yet.
   *
   * @param counters  of an earlier table, which are continued
   * @throws CorsPolicyError with the issues of all routes: FST_CORS_POLICY_INVALID for invalid choices, FST_CORS_ROUTES_INVALID
   *         for routes that a preflight cannot distinguish, and for routes with two policies
   */
  constructor (
    { routes, isComplete, notFoundHandlers, scopes, matchOptions, receivable, strategies }: Inventory, counters?: ReadonlyMap<string, Counters>
  ) {
    this.#pool = new PolicyPool(counters)
    this.uncertain = this.#pool.serve(compileValidPolicy(NO_ORIGINS), NO_ORIGINS, 'none')
    this.#receivable = receivable
    this.strategies = strategies
    this.#matchOptions = matchOptions
    for (const scope of scopes) this.#resolvers.set(scope, new ChoiceResolver(scope, this.caseSensitive))
    this.routes = routes.map((route) => this.#resolve(route))
    this.#notFoundPolicies = new NotFoundPolicies(notFoundHandlers.map((handler) => this.#resolveNotFound(handler)))
    const own = ownChoices(this.routes)
    this.states = new Map(scopes.map((scope) => [scope, this.#stateOf(scope, own.get(scope) ?? [], isComplete)]))
    const issues = withoutHead([...this.#resolvers.values()].flatMap((resolver) => resolver.issues), ({ message }) => message)
    if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)

    this.hasOnePolicy = this.routes.every((entry) => haveSameOrigins(this.routes[0]!, entry))
    const invalid = this.hasOnePolicy ? [] : [...splitRoutes(this.routes), ...ambiguities(this.routes, this.caseSensitive, strategies)]
    if (invalid.length > 0) throw new CorsPolicyError('FST_CORS_ROUTES_INVALID', invalid)
    this.#targets = new Targets({
      routes: this.routes, strategies, pool: this.#pool, uncertain: this.uncertain, receives: (method) => this.receives(method)
    })
  }

  /** Finds the target of a request, like the application's own router. */
  find (method: string, url: string, host: string | undefined): Target {
    const site = this.#siteAt(url, host)
    const known = site.targets.get(method)
    if (known !== undefined) return known
    const route = site.at.get(method)
    return this.#targets.at(site, method, route, route === undefined ? this.#notFoundPolicies.find(url) : undefined)
  }

  /** Returns the target of a URL that the router rejects: the not-found handler, whose policy applies to the error. */
  targetOfRejected (url: string): Target {
    return this.#targets.ofRejected(this.#notFoundPolicies.findRejected(url))
  }

  /** Whether the server can receive requests with a method. */
  receives (method: string): boolean {
    return this.#receivable?.has(method) ?? true
  }

  /** Whether the router compares paths with letter case. */
  get caseSensitive (): boolean {
    return this.#matchOptions.caseSensitive ?? true
  }

  /** The not-found handlers, outermost first. */
  get notFound (): readonly NotFoundPolicy[] {
    return this.#notFoundPolicies.all
  }

  /** The routes of all methods at a URL. */
  at (url: string, host: string | undefined): ReadonlyMap<string, RoutePolicy> {
    return this.#siteAt(url, host).at
  }

  /** The routes that a request can reach, if its target is ambiguous; otherwise none. */
  uncertainAt (method: string, url: string, host: string | undefined): readonly RoutePolicy[] {
    const { uncertain, found } = this.#siteAt(url, host)
    return uncertain.has(method) ? found.get(method)! : []
  }

  #siteAt (url: string, host: string | undefined): UrlEntry {
    this.#router ??= this.#buildRouter()
    return this.#router.find(url, host)
  }

  /** Returns the policy for the responses of a not-found handler; `cors` is its `config.cors`. */
  notFoundPolicy (scope: Scope, cors: unknown): Served {
    return this.#serve(this.#notFound(scope, cors))
  }

  /** Returns the policy of a route that was not listed at boot. */
  latePolicy (scope: Scope, config: { readonly url: string, readonly cors?: unknown }): Served {
    return this.#serve(this.#pooled(this.#resolvers.get(scope)!.forRoute(config.cors, config.url, config.url)))
  }

  /** Returns the keys of a document's `routes` that cover no route. */
  idlePatternsOf (scope: Scope): readonly string[] {
    return this.#resolvers.get(scope)!.idlePatterns
  }

  /** Counters by policy and reason. */
  get counters (): ReadonlyMap<string, Counters> {
    return this.#pool.counters
  }

  #serve ({ choice, pooled }: Effective): Served {
    return pooled === undefined ? false : this.#pool.serve(pooled.compiled, pooled.policy, labelOf(choice!))
  }

  #notFound (scope: Scope | undefined, cors: unknown): Effective {
    return this.#pooled(scope === undefined ? undefined : this.#resolvers.get(scope)!.forNotFound(cors))
  }

  /** The same object for the same choice. */
  #pooled (choice: Choice | undefined): Effective {
    let effective = this.#effective.get(choice)
    if (effective === undefined) {
      const isOff = choice === undefined || choice.policy === false
      this.#effective.set(choice, effective = { choice, pooled: isOff ? undefined : this.#pool.add(choice.policy) })
    }
    return effective
  }

  #buildRouter (): MethodRouter<RoutePolicy, UrlEntry> {
    const trees = treesOf(this.routes.map(({ route }) => route), this.caseSensitive)
    const router = new MethodRouter<RoutePolicy, UrlEntry>(this.#matchOptions, createUrlEntry, trees)
    for (const entry of this.routes) {
      const { method, pattern } = entry.route
      router.add(method, pattern, entry, demandsOf(entry.route, this.strategies))
    }
    return router
  }

  #resolveNotFound ({ prefix, server, cors, config }: NotFoundHandler): NotFoundPolicy {
    const scope = scopeOf(server)
    return { prefix, scope, cors, config, ...this.#notFound(scope, cors) }
  }

  #resolve (route: ListedRoute): RoutePolicy {
    const scope = scopeOf(route.server)
    const { cors, url } = route.config as { readonly cors?: unknown, readonly url?: string }
    const label = `${route.method} ${route.pattern}`
    const { choice, pooled } = this.#pooled(scope && this.#resolvers.get(scope)!.forRoute(cors, route.pattern, label, url))
    return { route, scope, choice, pooled }
  }

  /** @param own  the routes with their own choice */
  #stateOf (scope: Scope, own: readonly RoutePolicy[], isComplete: boolean): ScopeState {
    const byConfig = new Map(own.map((entry) => [entry.route.config, this.#serve(entry)]))
    const policy = this.#serve(this.#pooled(this.#resolvers.get(scope)!.ofScope))
    return createState({ policy, notFound: this.notFoundPolicy(scope, undefined), byConfig, isComplete })
  }
}

/** Returns the routes with their own choice, by registration. There can be many registrations. */
function ownChoices (routes: readonly RoutePolicy[]): ReadonlyMap<Scope, RoutePolicy[]> {
  const own = new Map<Scope, RoutePolicy[]>()
  for (const entry of routes) {
    if (entry.scope === undefined || entry.choice!.from === 'scope') continue
    const others = own.get(entry.scope)
    if (others === undefined) own.set(entry.scope, [entry])
    else others.push(entry)
  }
  return own
}
