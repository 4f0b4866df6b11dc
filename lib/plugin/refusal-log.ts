/** What the log says about a refused request. */
import type { CorsLogLevel } from '../../types/plugin-options.ts'
import { preview } from '../errors.ts'
import type { BootedApplication } from './booted-application.ts'
import { causeOf } from './refusal-cause.ts'
import { requestedMethod, originOf, type Reported } from './refusals.ts'

/** Counts a refusal and writes a line about it. */
export function reportRefusal (application: BootedApplication, reported: Reported): void {
  const { kind, scope: { logLevel, observes }, policy, log, reason, headers, route } = reported
  const { refusals } = application
  const cause = causeOf(application, reported)
  const refusal = refusals.count(reported, cause)
  if (logLevel === 'silent') return
  const origin = originOf(reported)
  const isWarning = cause.isOwn && refusals.warns(refusal)
  const method = kind === 'preflight' ? requestedMethod(reported) : undefined
  log[isWarning ? atLeastWarn(logLevel) : logLevel]({
    cors: {
      kind,
      policy: policy.label,
      route,
      reason,
      ...(origin !== undefined && { origin }),
      ...(method !== undefined && { method }),
      ...(headers.length > 0 && { headers }),
      ...(refusal !== undefined && { times: refusal.count })
    }
  }, `CORS${observes ? ', only observed' : ''}: ${effectOf(reported)} ${cause.sentence}`)
}

function effectOf (reported: Reported): string {
  const { kind, reason, route, origin } = reported
  if (origin === undefined) return `A request without an origin cannot open the WebSocket ${placeOf(route)}.`
  const what = reason === 'refused-by-guard' ? `use ${placeOf(route)}` : kind === 'actual' ? `read the response of ${placeOf(route)}` : sendPhrase(route, reported)
  return `A page of ${preview(origin)} cannot ${what}.`
}

function placeOf (route: string): string {
  return route.includes('/') ? route : 'an unknown URL'
}

/** A route, a path, or a label without both. */
function sendPhrase (route: string, { raw }: Reported): string {
  const method = preview(raw.headers['access-control-request-method'])
  if (!route.includes('/')) return `send ${method} to this URL`
  return route.startsWith('/') ? `send ${method} to ${route}` : `send ${route}`
}

function atLeastWarn (level: Exclude<CorsLogLevel, 'silent'>): 'warn' | 'error' {
  return level === 'error' ? level : 'warn'
}
