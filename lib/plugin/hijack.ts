/** Hijacked replies: Fastify does not write their headers, so the plugin writes its headers to the raw response at `reply.hijack()`. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { handOver } from '../apply.ts'
import { ownInternal } from '../routes/ancestors.ts'
import { decisionOf, isDecision, originOf } from './request-state.ts'

/** Decorates `reply.hijack`, unless another plugin has decorated it in the same scope. */
export function decorateHijack (app: FastifyInstance): void {
  if (!hasForeignHijack(app)) app.decorateReply('hijack', hijack)
}

/** Whether another plugin has decorated `reply.hijack` on this instance itself, so that ours is never called there. */
export function hasForeignHijack (instance: FastifyInstance): boolean {
  const replies = ownInternal(instance, 'fastify.Reply') as { readonly prototype: object } | undefined
  const own = replies === undefined ? undefined : Object.getOwnPropertyDescriptor(replies.prototype, 'hijack')
  return own !== undefined && own.value !== hijack
}

function hijack (this: FastifyReply): FastifyReply {
  const decision = decisionOf(this.request)
  if (isDecision(decision)) handOver(this, decision, originOf(this.request))
  return originalHijack(this).call(this)
}

/** Finds the next `hijack` in the prototype chain that is not ours. */
function originalHijack (reply: FastifyReply): FastifyReply['hijack'] {
  let prototype = Object.getPrototypeOf(reply) as FastifyReply
  while (prototype.hijack === hijack) prototype = Object.getPrototypeOf(prototype) as FastifyReply
  return prototype.hijack
}
