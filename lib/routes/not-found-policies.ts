/** Finds the not-found handler for a URL without a route, and its policy. */
import { NO_DEMANDS } from './constraints.ts'
import type { NotFoundPolicy } from './types.ts'
import { MethodRouter } from './method-router.ts'

/** Not-found handlers are the same for all methods. */
const ANY_METHOD = 'any method'

export class NotFoundPolicies {
  /** All handlers, outermost first. */
  readonly all: readonly NotFoundPolicy[]
  /** Fastify has a separate router for not-found handlers, without options. Not needed for an only handler. */
  readonly #router: MethodRouter<NotFoundPolicy, NotFoundPolicy | undefined> | undefined
  /** The only handler, if there is one for all URLs. */
  readonly #only: NotFoundPolicy | undefined

  /** @param all  the handlers, outermost first */
  constructor (all: readonly NotFoundPolicy[]) {
    this.all = all
    this.#only = all.length === 1 && all[0]!.prefix === '' ? all[0] : undefined
    if (this.#only === undefined) this.#router = this.#buildRouter()
  }

  find (url: string): NotFoundPolicy | undefined {
    return this.#only ?? this.#router!.find(url, undefined)
  }

  /**
   * Finds the handler for a URL that the router rejects, because it is malformed or a parameter is too long. Fastify does not call
   * the handler, but its policy applies to the error.
   */
  findRejected (url: string): NotFoundPolicy | undefined {
    return this.find(url.replaceAll('%', '%25'))
  }

  /** Adds the handlers with the same patterns as Fastify. */
  #buildRouter (): MethodRouter<NotFoundPolicy, NotFoundPolicy | undefined> {
    const router = new MethodRouter<NotFoundPolicy, NotFoundPolicy | undefined>({}, (found) => found.get(ANY_METHOD)?.[0])
    for (const policy of this.all) {
      const exact = policy.prefix === '' ? '/' : policy.prefix
      router.add(ANY_METHOD, exact, policy, NO_DEMANDS)
      router.add(ANY_METHOD, exact.endsWith('/') ? `${exact}*` : `${exact}/*`, policy, NO_DEMANDS)
    }
    return router
  }
}
