/** A registration with `observe`: every request is decided and recorded, and compared with the response that other code sends. */
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { CorsShadowReport } from '../../types/shadow.ts'
import type { ServerResponse } from '../../types/browser.ts'
import { observeHead } from '../apply/observe-response-head.ts'
import { digestOf } from '../digest.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import type { BootedApplication } from './booted-application.ts'
import { ON_REQUEST_HOOK } from './conflicts.ts'
import { decideRequest } from './decide-request.ts'
import { reportDecision } from './decision-events.ts'
import type { UncountedDifference } from './difference-counts.ts'
import { runBeforeMiddleware } from './middleware.ts'
import { originClassOf } from './origin-class.ts'
import { pageAccessOf, isAccess, responseOf, type PageAccess } from './page-access.ts'
import { isPreflight } from './preflight-target.ts'
import type { RequestRecord } from './request-state.ts'
import { routeLabelOf } from './route-label.ts'

const kObserved = Symbol('fastify-cors-policy.observed')

/**
 * Adds hooks that send nothing. Most requests are seen in `onRequest`. If a hook that was added earlier responds, such as that of another
 * library to a preflight, `onSend` still runs before the head is written.
 */
export function addObservingHooks (app: FastifyInstance, application: Application, owner: number): void {
  const observe = (request: FastifyRequest, reply: FastifyReply): void => {
    const { booted } = application
    const scope = scopeOf(request.server)
    const marked = request as FastifyRequest & { [kObserved]?: true }
    if (booted === undefined || scope?.owner !== owner || marked[kObserved] === true) return
    marked[kObserved] = true
    observeRequest(application, booted, scope, request, reply)
  }
  const onRequest: onRequestHookHandler = (request, reply, done) => {
    observe(request, reply)
    done()
  }
  // Minifiers rename functions but keep strings.
  Object.defineProperty(onRequest, 'name', { value: ON_REQUEST_HOOK })
  app.addHook('onSend', (request, reply, _payload, done) => {
    observe(request, reply)
    done()
  })
  app.addHook('onRequest', onRequest)
  app.after(() => { runBeforeMiddleware(app, onRequest) })
}

function observeRequest (application: Application, booted: BootedApplication, scope: Scope, request: FastifyRequest, reply: FastifyReply): void {
  const { observed } = application
  const decided = decideRequest(booted, scope, request)
  const route = routeLabelOf(booted, request)
  const compare = (record: RequestRecord | false, response: ServerResponse): void => {
    if (record !== false) reportDecision(booted, record, false)
    observed.countRequest()
    const difference = differenceOf(request, route, record, response)
    if (difference !== undefined) observed.add(request, difference)
  }
  observeHead(reply.raw, (status, headers) => {
    const response = { status, headers }
    if (decided instanceof Promise) void decided.then((record) => { compare(record, response) })
    else compare(decided, response)
  })
}

/** The report about the document of a registration. */
export function observationOf ({ observed }: Application, { document }: Scope): CorsShadowReport {
  return { digest: digestOf(document), ...observed.report(), remembered: undefined }
}

/** What a page would notice if the policy was in place; undefined if nothing. */
function differenceOf (request: FastifyRequest, route: string, record: RequestRecord | false, response: ServerResponse): UncountedDifference | undefined {
  const { raw } = request
  // The page has the origin of the application, so no browser checks CORS.
  if (raw.headers['sec-fetch-site'] === 'same-origin') return undefined
  const [now, then] = [pageAccessOf(raw, response), pageAccessOf(raw, responseOf(record))]
  const mode = MODES.find((mode) => isAccess(now[mode]) !== isAccess(then[mode]))
  if (mode === undefined && (now.details === then.details || !isAccess(now.omit))) return undefined
  return {
    kind: isPreflight(raw) ? 'preflight' : 'actual',
    route,
    effect: mode === undefined ? 'changes' : isAccess(then[mode]) ? 'allows' : 'blocks',
    policy: record === false ? 'none' : record.policy.label,
    originClass: originClassOf(raw.headers.origin),
    now: now[mode ?? 'omit'],
    then: record === false ? null : then[mode ?? 'omit'] === 'origin-not-allowed' ? record.decision.reason : then[mode ?? 'omit']
  }
}

/** Access with credentials implies access without them, so the first mode that differs says more. */
const MODES = ['omit', 'include'] as const satisfies (keyof PageAccess)[]
