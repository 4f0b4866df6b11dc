/** The hooks that run for each request: they decide it, and apply the policy to its response. Contains no CORS rules. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler, onSendHookHandler } from 'fastify'
import { governHead, headPolicyOf, respondToPreflight } from '../apply.ts'
import { UNDECIDED } from '../compile/valid-policy.ts'
import { isSent } from '../fastify/is-sent.ts'
import { isRescuable, rescuePreflight } from '../apply/rescue.ts'
import { headersOf } from '../fastify/reply.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { ON_REQUEST_HOOK, ON_SEND_HOOK } from './conflicts.ts'
import { reportOff } from './cors-off.ts'
import { decideRequest } from './decide-request.ts'
import { reportDecision } from './decision-events.ts'
import { isOff, isReportedRefusal, markOff, notedResponse, noteResponse, type RequestRecord } from './request-state.ts'

/** Responds to preflights before later hooks can reject them, and applies the policy to the head of every other response. */
export function onRequestHook (application: Application, owner: number): onRequestHookHandler {
  function onRequest (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const scope = scopeOf(request.server)
    // A registration that loads after a nested one still adds its hooks to the nested scope.
    if (scope === undefined || scope.owner !== owner) return done()
    const decided = decide(application, scope, request)
    if (decided instanceof Promise) void applyLater(application, scope, decided, request, reply, done)
    else apply(application, scope, decided, request, reply, done)
  }
  // Minifiers rename functions but keep strings.
  return Object.defineProperty(onRequest, 'name', { value: ON_REQUEST_HOOK })
}

async function applyLater (
  application: Application, scope: Scope, decided: Promise<RequestRecord>, request: FastifyRequest, reply: FastifyReply,
  done: HookHandlerDoneFunction
): Promise<void> {
  governUndecided(reply)
  const record = await decided
  // Otherwise the response of a time limit has waited too, and is sent.
  if (notedResponse(request) === undefined) apply(application, scope, record, request, reply, done)
}

function apply (
  application: Application, scope: Scope, record: RequestRecord | false, request: FastifyRequest, reply: FastifyReply,
  done: HookHandlerDoneFunction
): void {
  settle(application, scope, record, request, reply, true)
  if (record === false) return done()
  if (record.decision.kind === 'preflight') {
    // If onSend has already run, another response is being sent, such as that of a timeout.
    if (!isGoverned(request, reply)) respondToPreflight(reply, record)
    return
  }
  record.own = headersOf(reply)
  governHead(reply.raw, record)
  done()
}

/** Applies the policy to responses of earlier hooks, and approves preflights that such a hook has rejected. */
export function onSendHook (application: Application, owner: number): onSendHookHandler {
  const onSend: onSendHookHandler = (request, reply, payload, done) => {
    const scope = scopeOf(request.server)
    if (scope?.owner !== owner || isOff(request) || isGoverned(request, reply)) return done()
    noteResponse(request, done)
    const decided = decide(application, scope, request)
    if (decided instanceof Promise) void applyToEarlierLater(application, scope, decided, request, reply, payload, done)
    else applyToEarlier(application, scope, decided, request, reply, payload, done)
  }
  return Object.defineProperty(onSend, 'name', { value: ON_SEND_HOOK })
}

async function applyToEarlierLater (
  application: Application, scope: Scope, decided: Promise<RequestRecord>, request: FastifyRequest, reply: FastifyReply, payload: unknown,
  done: SendDone
): Promise<void> {
  governUndecided(reply)
  const record = await decided
  if (notedResponse(request) !== done || isSent(reply.raw)) return
  try {
    applyToEarlier(application, scope, record, request, reply, payload, done)
  } catch (error) {
    // Fastify cannot send the response, and would catch this if nothing had waited.
    done(error as Error)
  }
}

type SendDone = Parameters<onSendHookHandler>[3]

function applyToEarlier (
  application: Application, scope: Scope, record: RequestRecord | false, request: FastifyRequest, reply: FastifyReply, payload: unknown,
  done: SendDone
): void {
  settle(application, scope, record, request, reply, false)
  if (record === false) return done()
  if (record.decision.kind === 'preflight') {
    if (record.scope.rescuesPreflights && isRescuable(reply, record.decision, payload)) {
      // Fastify sends nothing more.
      rescuePreflight(reply, record, payload)
      return
    }
    // The response of another hook approves nothing.
    governHead(reply.raw, { ...record, decision: record.policy.compiled.preflight.refused })
  } else {
    governHead(reply.raw, record)
  }
  done()
}

/** Applies a policy without any origin to a response that comes while the decision waits for a source. */
function governUndecided ({ raw }: FastifyReply): void {
  governHead(raw, { decision: UNDECIDED, origin: undefined, onOverride () {} })
}

/** Whether the policy of this request is applied to its response. Another request can share the raw response, with another application. */
function isGoverned (request: FastifyRequest, { raw }: FastifyReply): boolean {
  return (headPolicyOf(raw) as RequestRecord | undefined)?.request === request
}

/** Decides a request; `false` if CORS is disabled for it. */
function decide ({ booted }: Application, scope: Scope, request: FastifyRequest): RequestRecord | false | Promise<RequestRecord> {
  return booted === undefined ? false : decideRequest(booted, scope, request)
}

/** Reports the decision, or marks the request as one without a decision. */
function settle (
  { booted, shadow }: Application, scope: Scope, record: RequestRecord | false, request: FastifyRequest, reply: FastifyReply,
  hooksFollow: boolean
): void {
  if (record === false) {
    markOff(request)
    if (booted !== undefined) reportOff(booted, scope, request, reply, hooksFollow)
  } else if (!isReportedRefusal(request)) {
    reportDecision(booted!, record, hooksFollow)
  }
  shadow?.compare(scope, request, record)
}
