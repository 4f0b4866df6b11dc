/** Finds the not-found handler for a URL without a route, and its policy. */
import { NO_DEMANDS } from './constraints.ts'
import type { NotFoundPolicy } from './types.ts'
import { MethodRouter } from './method-router.ts'

/** Not-found handlers are the same for all methods. */
const ANY_METHOD = 'any method'

export class NotFoundPolicies {
  /** All handlers, outermost first. */
  readonly all: readonly NotFoundPolicy[]
  /** Fastify has a separate router for not-found handlers, without options. */
  readonly #router = new MethodRouter<NotFoundPolicy, NotFoundPolicy | undefined>({}, (found) => found.get(ANY_METHOD)?.[0])
  /** The only handler, if there is one for all URLs. */
  readonly #only: NotFoundPolicy | undefined

  /** @param all  the handlers, outermost first */
  constructor (all: readonly NotFoundPolicy[]) {
    this.all = all
    this.#only = all.length === 1 && all[0]!.prefix === '' ? all[0] : undefined
    for (const policy of all) this.#add(policy)
  }

  find (url: string): NotFoundPolicy | undefined {
    return this.#only ?? this.#router.find(url, undefined)
  }

  /**
   * Finds the handler for a URL that the router rejects, because it is malformed or a parameter is too long. Fastify does not call
   * the handler, but its policy applies to the error.
   */
  findRejected (url: string): NotFoundPolicy | undefined {
    return this.find(url.replaceAll('%', '%25'))
  }

  /** Adds a handler with the same patterns as Fastify. */
  #add (policy: NotFoundPolicy): void {
    const exact = policy.prefix === '' ? '/' : policy.prefix
    this.#router.add(ANY_METHOD, exact, policy, NO_DEMANDS)
    this.#router.add(ANY_METHOD, exact.endsWith('/') ? `${exact}*` : `${exact}/*`, policy, NO_DEMANDS)
  }
}
