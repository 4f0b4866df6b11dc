/** Hijacked replies: Fastify does not write their headers, so the plugin writes its headers to the raw response at `reply.hijack()`. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { handOver } from '../apply.ts'
import { ownHijackOf } from '../fastify/instances.ts'
import { replacedHijack } from '../fastify/reply.ts'
import { recordOf } from './request-state.ts'

/** Decorates `reply.hijack`, unless another plugin has decorated it in the same scope. */
export function decorateHijack (app: FastifyInstance): void {
  if (!hasForeignHijack(app)) app.decorateReply('hijack', hijack)
}

/** Whether another plugin has decorated `reply.hijack` on this instance itself, so that ours is never called there. */
export function hasForeignHijack (instance: FastifyInstance): boolean {
  const own = ownHijackOf(instance)
  return own !== undefined && own.value !== hijack
}

function hijack (this: FastifyReply): FastifyReply {
  const record = recordOf(this.request)
  if (record) handOver(this, record.decision, record.origin)
  return replacedHijack(this, hijack).call(this)
}
