/** The hook `storageAccessRetry`: asks browsers to send a request again with the cookies that the user allows. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import { isSent } from '../fastify/is-sent.ts'
import { mergeVary } from '../standard/vary.ts'
import type { Application } from './application.ts'
import { isObserved } from './request-state.ts'
import { decideRoute } from './route-decision.ts'

/** A retry runs the handler twice, so the second run must have no further effect: https://www.rfc-editor.org/rfc/rfc9110.html#name-idempotent-methods */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'QUERY', 'PUT', 'DELETE'])

const STATUS = 'sec-fetch-storage-access'

/** Creates an `onRequest` hook. https://privacycg.github.io/storage-access-headers/ */
export function storageAccessRetry (application: Application): onRequestHookHandler {
  return function corsStorageAccessRetry (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    // On the raw response, where the plugin merges it with what the handler sets.
    const { raw } = reply
    if (!IDEMPOTENT.has(request.method) || isObserved(request) || isSent(raw)) return done()
    raw.setHeader('vary', mergeVary(raw.getHeader('vary'), 'Sec-Fetch-Storage-Access'))
    const { origin, [STATUS]: status } = request.raw.headers
    if (status !== 'inactive' || origin === undefined) return done()
    decideRoute(application, request, origin, decision => {
      // A policy with credentials allows only valid origins, which have no quotes. A time limit can have ended meanwhile.
      if (decision?.allowCredentials !== undefined && !isSent(raw)) raw.setHeader('activate-storage-access', `retry; allowed-origin="${origin}"`)
      done()
    })
  }
}
