/** Counts decisions by what metrics distinguish. All of it is declared by the application, and none of it is chosen by clients. */
import type { Attributes } from '@opentelemetry/api'
import type { CorsDecision } from '../../types/decision.ts'
import type { CorsDecisionEvent, CorsUndecidedEvent } from '../../types/decision-event.ts'

/** The number of combinations that are counted apart. The SDK of OpenTelemetry has the same limit. */
const MAX_COMBINATIONS = 2000

/** The attribute with which OpenTelemetry marks what exceeds such a limit. */
const OVERFLOW: Attributes = { 'otel.metric.overflow': true }

/** What both kinds of events have. */
type Labels = Pick<CorsUndecidedEvent, 'policy' | 'kind' | 'reason' | 'route'>

interface Count {
  readonly policy: string
  readonly attributes: Attributes
  value: number
}

export class DecisionCounts {
  readonly #counts = new Map<string, Count>()
  /** The counts by route and decision, so that a request needs no new text. The key of an actual request is the configuration of its route. */
  readonly #ofRoutes = new Map<object | string, WeakMap<CorsDecision, Count>>()
  #others: Count | undefined

  add (event: CorsDecisionEvent): void {
    const { decision, reason, policy, request } = event
    if (decision.reason !== reason) {
      this.addUndecided(event)
      return
    }
    const key = event.kind === 'preflight' ? event.route : request.routeOptions.config
    let ofRoute = this.#ofRoutes.get(key)
    if (ofRoute === undefined) this.#ofRoutes.set(key, ofRoute = new WeakMap())
    let count = ofRoute.get(decision)
    // A document that is replaced can give a policy another name.
    if (count?.policy !== policy) ofRoute.set(decision, count = this.#find(event))
    count.value++
  }

  /** Adds a request that no policy decides. */
  addUndecided (event: Labels): void {
    this.#find(event).value++
  }

  #find ({ policy, kind, reason, route }: Labels): Count {
    const key = `${policy} ${kind} ${reason} ${route}`
    let count = this.#counts.get(key)
    if (count === undefined) {
      if (this.#counts.size >= MAX_COMBINATIONS) {
        count = this.#others ??= { policy: '', attributes: OVERFLOW, value: 0 }
      } else {
        count = { policy, attributes: { 'cors.policy': policy, 'cors.kind': kind, 'cors.reason': reason, ...routeAttributes(route) }, value: 0 }
        this.#counts.set(key, count)
      }
    }
    return count
  }

  /** The counts, with the attributes of each. */
  * [Symbol.iterator] (): Generator<Readonly<Count>> {
    yield * this.#counts.values()
    if (this.#others !== undefined) yield this.#others
  }
}

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/ */
function routeAttributes (route: string): Attributes {
  const [method = '', path] = route.split(/ (?=[/*])/, 2)
  if (path !== undefined) return { 'http.request.method': method, 'http.route': path }
  return route.startsWith('/') ? { 'http.route': route } : {}
}
