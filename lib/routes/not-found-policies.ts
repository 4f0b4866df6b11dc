/** The not-found handlers of an application with their policies: which one answers for a URL that has no route. */
import { NO_DEMANDS } from './constraints.ts'
import type { NotFoundPolicy } from './types.ts'
import { MethodRouter } from './method-router.ts'

/** Not-found handlers answer every method in the same way. */
const ANY_METHOD = 'any method'

export class NotFoundPolicies {
  /** The outermost first. */
  readonly all: readonly NotFoundPolicy[]
  /** Fastify keeps not-found handlers in a router of their own, without options. */
  readonly #router = new MethodRouter<NotFoundPolicy, NotFoundPolicy | undefined>({}, (found) => found.get(ANY_METHOD)?.[0])
  /** The only handler, where there is one for all URLs. */
  readonly #only: NotFoundPolicy | undefined

  /** @param all  the outermost first */
  constructor (all: readonly NotFoundPolicy[]) {
    this.all = all
    this.#only = all.length === 1 && all[0]!.prefix === '' ? all[0] : undefined
    for (const policy of all) this.#add(policy)
  }

  find (url: string): NotFoundPolicy | undefined {
    return this.#only ?? this.#router.find(url, undefined)
  }

  /** Under the patterns under which Fastify itself keeps a handler. */
  #add (policy: NotFoundPolicy): void {
    const exact = policy.prefix === '' ? '/' : policy.prefix
    this.#router.add(ANY_METHOD, exact, policy, NO_DEMANDS)
    this.#router.add(ANY_METHOD, exact.endsWith('/') ? `${exact}*` : `${exact}/*`, policy, NO_DEMANDS)
  }
}
