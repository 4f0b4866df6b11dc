/** The line of the log that counts the refusals of an interval. */
import type { Scope } from '../routes/scope.ts'
import type { Refusal, Refusals } from './refusals.ts'

/** The number of kinds in a line. */
const MAX_SHOWN = 10

/** Starts the summaries of all registrations that want one, and returns a function that ends them. */
export function startSummaries (scopes: readonly Scope[], refusals: Refusals): () => void {
  const timers = scopes.flatMap((scope) => scope.summaryInterval === undefined
    ? []
    : [setInterval(() => { summarize(scope, refusals) }, scope.summaryInterval).unref()])
  return () => { for (const timer of timers) clearInterval(timer) }
}

/** Writes a line, if there were refusals since the last one. */
function summarize (scope: Scope, refusals: Refusals): void {
  const counted: { readonly refusal: Refusal, readonly times: number }[] = []
  for (const refusal of refusals.kinds) {
    const times = refusal.count - refusal.summarized
    if (refusal.scope !== scope || times === 0) continue
    refusal.summarized = refusal.count
    counted.push({ refusal, times })
  }
  if (counted.length === 0) return
  counted.sort((a, b) => b.times - a.times)
  const total = counted.reduce((sum, { times }) => sum + times, 0)
  const refused = counted.slice(0, MAX_SHOWN).map(({ refusal: { kind, policy, route, reason, cause: { near, differs } }, times }) =>
    ({ kind, policy, route, reason, ...(near !== null && { near, differs }), times }))
  const [{ route, reason, times }] = refused as [typeof refused[number]]
  scope.log.info({ cors: { total, refused } }, `CORS: ${total} request${total === 1 ? '' : 's'} refused in ${scope.summaryInterval! / 1000} seconds. ` +
    `The most frequent: ${reason} on ${route}, ${times} time${times === 1 ? '' : 's'}.`)
}
