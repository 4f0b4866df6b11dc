/** Requests that no policy decides, although a policy allows their origin: the route has no policy, or the URL has no route. */
import { channel } from 'node:diagnostics_channel'
import type { CorsUndecidedEvent } from '../../types/decision-event.ts'
import type { BootedApplication } from './booted-application.ts'
import { guardedReason } from './refusal-cause.ts'
import { reportRefusal } from './refusal-log.ts'
import type { Reported } from './refusals.ts'

const undecided = channel('fastify-cors-policy:undecided')

/** What is known about the request. It has no list of headers, because no policy is compared with them. */
export type UndecidedRequest = Omit<Reported, 'headers'>

/** Counts the request, publishes it to subscribers, and logs it. */
export function reportUndecided (application: BootedApplication, request: UndecidedRequest): void {
  const { policy: { counters, label: policy }, kind, reason, route, scope: { app: server } } = request
  const counted = reason === 'refused-by-guard' ? guardedReason(request.decided) : reason
  counters[kind][counted]++
  if (undecided.hasSubscribers) undecided.publish({ server, policy, kind, reason: counted, route } satisfies CorsUndecidedEvent)
  reportRefusal(application, { ...request, headers: NONE })
}

const NONE: readonly string[] = Object.freeze([])
