/** Asks the sources of a policy about the origin of a request. */
import type { FastifyRequest } from 'fastify'
import type { CompiledCorsPolicy, CorsSourceAnswer } from '../../types/decision.ts'
import type { CorsSourceKey } from '../../types/source.ts'
import { allowsOrigin } from '../decide.ts'
import type { SourceLookup } from '../lookup.ts'

/** Returns the value of a key for a request; undefined if the request has none. */
export type KeyOf = (key: CorsSourceKey) => string | undefined

/**
 * Asks the sources of a policy, if the answer matters.
 *
 * @returns undefined if the policy has no sources, or if its list already allows the origin. Never rejects
 */
export function askSources (
  lookups: ReadonlyMap<string, SourceLookup>, policy: CompiledCorsPolicy, origin: string | undefined, keyOf: KeyOf
): CorsSourceAnswer | Promise<CorsSourceAnswer> | undefined {
  const { sources } = policy
  if (sources === undefined || origin === undefined || allowsOrigin(policy, origin)) return undefined
  let known: CorsSourceAnswer = 'refused'
  let pending: Promise<CorsSourceAnswer>[] | undefined
  for (const { source, key } of sources.entries) {
    const value = key === undefined ? undefined : keyOf(key)
    // Without a tenant, there is nobody whose origins could be meant.
    if (key !== undefined && value === undefined) continue
    const answer = lookups.get(source)!.ask(origin, value)
    if (answer === 'allowed') return answer
    if (typeof answer === 'object') (pending ??= []).push(answer)
    else known = clearer(known, answer)
  }
  if (pending === undefined) return known
  return Promise.all(pending).then((answers) => answers.includes('allowed') ? 'allowed' : answers.reduce(clearer, known))
}

/** Of two answers without the origin, the one that says why another request may have another answer. */
function clearer (a: CorsSourceAnswer, b: CorsSourceAnswer): CorsSourceAnswer {
  return a === 'refused' ? b : a
}

/** Returns how a key is read from an actual request, which has reached its route. */
export function keyOfRequest (request: FastifyRequest): KeyOf {
  return (key) => {
    if (key === 'host') return hostOf(request)
    const value: unknown = (request.params as Readonly<Record<string, unknown>> | null)?.[key.param]
    return typeof value === 'string' ? value : undefined
  }
}

/** Host names have no letter case. With `trustProxy`, a proxy gives the host. */
export function hostOf ({ host }: FastifyRequest): string | undefined {
  return host === undefined || host === '' ? undefined : host.toLowerCase()
}
