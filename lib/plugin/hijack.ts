/** Hijacked replies: Fastify writes none of their headers, so ours go to the raw response when it is handed over. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { handOver } from '../apply.ts'
import { isDecision } from './decide-request.ts'
import { decisionOf, originOf } from './decided.ts'

/**
 * Decorates `reply.hijack`.
 *
 * @returns whether that was possible: where another plugin has decorated it in the same scope, it keeps it
 */
export function decorateHijack (app: FastifyInstance): boolean {
  try {
    app.decorateReply('hijack', hijack)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'FST_ERR_DEC_ALREADY_PRESENT') return false
    throw error
  }
}

function hijack (this: FastifyReply): FastifyReply {
  const decision = decisionOf(this.request)
  if (isDecision(decision)) handOver(this, decision, originOf(this.request))
  return originalHijack(this).call(this)
}

/** The first method of this name up the prototype chain that is not this one. */
function originalHijack (reply: FastifyReply): FastifyReply['hijack'] {
  let prototype = Object.getPrototypeOf(reply) as FastifyReply
  while (prototype.hijack === hijack) prototype = Object.getPrototypeOf(prototype) as FastifyReply
  return prototype.hijack
}
