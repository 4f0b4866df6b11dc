/** The policy on the errors that Fastify sends without hooks: a malformed URL, a parameter that is too long, a constraint that fails. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { CorsFrameworkErrorHandler } from '../../types/fastify.ts'
import { governHead, respondToPreflight } from '../apply.ts'
import { bootedApplicationOf } from './application.ts'
import { decideRejected } from './decide-request.ts'
import { reportDecision } from './decision-events.ts'
import type { BootedApplication } from './booted-application.ts'
import { addFrameworkErrorHandler } from './framework-error-handlers.ts'
import type { RequestRecord } from './request-state.ts'

/**
 * Creates the option `frameworkErrors` of Fastify. It applies the policy of the not-found handler to the errors that Fastify sends
 * without hooks. Use the result as it is, because the plugin looks for it when the application boots.
 *
 * @param handler  sends the response. Default: the response of Fastify to an error
 */
export function corsFrameworkErrors (
  handler: CorsFrameworkErrorHandler = sendError
): (error: FastifyError, request: unknown, reply: unknown) => void {
  // Fastify has other types for HTTP/2.
  const created = corsPolicyFrameworkErrors as (error: FastifyError, request: unknown, reply: unknown) => void
  addFrameworkErrorHandler(created)
  return created

  function corsPolicyFrameworkErrors (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    const application = bootedApplicationOf(request.server)
    const decided = application === undefined ? false : decideRejected(application, request)
    if (decided instanceof Promise) void decided.then((record) => { respond(application, record, error, request, reply) })
    else respond(application, decided, error, request, reply)
  }

  function respond (application: BootedApplication | undefined, record: RequestRecord | false, error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    // Such requests do not reach other CORS libraries.
    if (record !== false && !record.scope.observes) {
      reportDecision(application!, record, false)
      if (record.decision.kind === 'preflight') {
        respondToPreflight(reply, record)
        return
      }
      governHead(reply.raw, record)
    }
    handler(error, request, reply)
  }
}

function sendError (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  reply.send(error)
}
