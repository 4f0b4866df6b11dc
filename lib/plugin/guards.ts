/** The hooks that `originGuard` makes: how they are recognized among the hooks of a route, and what they refuse. Never throws. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { DocumentedGuard } from '../../types/documentation.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { hooksBeforeHandler, type RouteContext } from '../fastify/route-list.ts'
import { isHandshake, refuses, type GuardRule } from '../guard-rule.ts'
import { scopeOf } from '../routes/scope.ts'
import type { GuardOptions } from './origin-guard-options.ts'

/** A guard: its options, with the list of origins compiled. */
export interface Guard extends GuardOptions, GuardRule {
  /** The name of its hook. */
  readonly name: string
}

/** The guards of routes and not-found handlers, by the object `request.routeOptions.config`. Places without a guard are left out. */
export type GuardsByConfig = ReadonlyMap<object, readonly Guard[]>

/** What has hooks: a route, or a not-found handler. */
interface HookPlace {
  readonly server: FastifyInstance
  /** The object `request.routeOptions.config`. */
  readonly config: object | undefined
  readonly context: RouteContext | undefined
}

/** The beginning of the names of the hooks. */
const NAME = 'corsOriginGuard'

/** Whether a hook is a guard. */
export function isGuardName (name: string): boolean {
  return name.startsWith(NAME)
}

/** The guards that an application has made. Fastify binds hooks to their instance, so a guard is recognized by the name of its hook. */
export class Guards {
  readonly #byOptions = new Map<string, Guard>()

  /** Returns the guard with these options. */
  add ({ alsoAllow, allowMissingOrigin }: GuardOptions): Guard {
    const key = JSON.stringify([allowMissingOrigin, alsoAllow])
    let guard = this.#byOptions.get(key)
    if (guard === undefined) {
      const name = `${NAME}${this.#byOptions.size === 0 ? '' : this.#byOptions.size + 1}`
      this.#byOptions.set(key, guard = { name, alsoAllow, allowMissingOrigin, alsoAllowed: compileValidPolicy({ origins: alsoAllow }) })
    }
    return guard
  }

  /** Returns the guards that can refuse requests of each place. */
  in (places: Iterable<HookPlace>): GuardsByConfig {
    const found = new Map<object, readonly Guard[]>()
    const all = [...this.#byOptions.values()]
    for (const { server, config, context } of all.length === 0 ? [] : places) {
      if (config === undefined || isExempt(config) || scopeOf(server)?.observes === true) continue
      const names = new Set(hooksBeforeHandler(context).filter(isGuardName))
      if (names.size > 0) found.set(config, all.filter(({ name }) => names.has(name)))
    }
    return found
  }
}

/** The guards of a route or a not-found handler, for people. */
export function documentedGuards (guards: readonly Guard[]): readonly DocumentedGuard[] {
  return guards.map(({ alsoAllow, allowMissingOrigin }) => ({ alsoAllow, allowMissingOrigin }))
}

/** Whether the configuration of a route exempts it from guards. */
export function isExempt (config: object): boolean {
  return (config as { readonly corsGuard?: unknown }).corsGuard === false
}

/**
 * Whether a guard among the hooks of the route refuses a request, which it decides later, by the same facts. So the refusal is reported
 * with the decision, and not twice. A guard that a function of the application calls is not in this list, and reports its refusals itself.
 *
 * @param guards     of routes and not-found handlers
 * @param isAllowed  whether the policy allows the origin
 */
export function isRefusedLater (guards: GuardsByConfig, request: FastifyRequest, isAllowed: boolean): boolean {
  if (guards.size === 0) return false
  const { headers } = request.raw
  if (headers.origin === undefined ? !isHandshake(headers) : isAllowed) return false
  return guards.get(request.routeOptions.config)?.some((guard) => refuses(guard, headers)) === true
}
