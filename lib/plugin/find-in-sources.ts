/** Looks for the origin of a request in the sources of a policy. */
import type { FastifyRequest } from 'fastify'
import type { CompiledCorsPolicy, CorsSourceResult } from '../../types/decision.ts'
import type { CorsSourceKey } from '../../types/source.ts'
import { allowsOrigin, combinedResult } from '../decide.ts'
import type { SourceLookup } from '../lookup.ts'

/** Returns the value of a key for a request; undefined if the request does not have it. */
export type KeyOf<Request> = (key: CorsSourceKey, request: Request) => string | undefined

/**
 * Looks for the origin of a request in the sources of a policy, if the result matters.
 *
 * @returns undefined if the policy has no sources, or if its list already allows the origin. Never rejects
 */
export function findInSources<Request> (
  lookups: ReadonlyMap<string, SourceLookup>, policy: CompiledCorsPolicy, origin: string | undefined,
  keyOf: KeyOf<Request>, request: Request
): CorsSourceResult | Promise<CorsSourceResult> | undefined {
  const { sources } = policy
  if (sources === undefined || origin === undefined || allowsOrigin(policy, origin)) return undefined
  let known: CorsSourceResult = 'not-listed'
  let pending: Promise<CorsSourceResult>[] | undefined
  for (const { source, key } of sources.entries) {
    const value = key === undefined ? undefined : keyOf(key, request)
    // Without the tenant, no origin can belong to it. A parameter can be empty.
    if (key !== undefined && (value === undefined || value === '')) continue
    const result = lookups.get(source)!.find(origin, value)
    if (result === 'listed') return result
    if (typeof result === 'object') (pending ??= []).push(result)
    else if (known === 'not-listed') known = result
  }
  return pending === undefined ? known : combined(known, pending)
}

/** Stands alone: a function that contains another one keeps its variables on the heap, for every request. */
async function combined (known: CorsSourceResult, pending: readonly Promise<CorsSourceResult>[]): Promise<CorsSourceResult> {
  return combinedResult([known, ...await Promise.all(pending)])
}

/** Reads a key from an actual request, which has reached its route. */
export function keyOfRequest (key: CorsSourceKey, request: FastifyRequest): string | undefined {
  if (key === 'host') return hostOf(request)
  const value: unknown = (request.params as Readonly<Record<string, unknown>> | null)?.[key.param]
  return typeof value === 'string' ? value : undefined
}

/** Host names have no letter case. With `trustProxy`, a proxy gives the host. */
export function hostOf ({ host }: { readonly host: string | undefined }): string | undefined {
  return host === undefined || host === '' ? undefined : host.toLowerCase()
}
