/** What was refused, with the change that allows it; and the route that serves this as a page. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { CorsDocsOptions } from '../../types/plugin-options.ts'
import type { CorsPolicyChange } from '../../types/policy-change.ts'
import type { CorsApplicationQuestion } from '../../types/question.ts'
import type { CorsRefusal, CorsRefusalReport } from '../../types/refusals.ts'
import { refusalsPage, renderRefusalsMarkdown } from '../docs/render-refusals.ts'
import type { Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import type { BootedApplication } from './booted-application.ts'
import { madeText, sendPage } from './documentation.ts'
import { explainRequest } from './explain-request.ts'
import { isProposed } from './refusal-cause.ts'
import type { Refusal } from './refusals.ts'

/** Reports the refusals of an application. */
export async function reportOf (booted: BootedApplication): Promise<CorsRefusalReport> {
  const { refusals } = booted
  const kinds: CorsRefusal[] = []
  // One after the other, because each can read a long list. Requests are served in between.
  for (const refusal of [...refusals.kinds]) {
    kinds.push(await reported(booted, refusal))
    await nextTurn()
  }
  kinds.sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.count - a.count)
  return Object.freeze({
    version: 1, at: new Date().toISOString(), since: refusals.since.toISOString(), refusals: Object.freeze(kinds), others: refusals.others
  })
}

async function reported (booted: BootedApplication, refusal: Refusal): Promise<CorsRefusal> {
  const { kind, policy, route, reason, cause: { near, differs, isOwn, sentence }, count, since, last, origins, methods, headers } = refusal
  return Object.freeze({
    kind,
    policy,
    route,
    reason,
    near,
    differs: [...differs],
    isOwn,
    cause: sentence,
    count,
    since: since.toISOString(),
    last: last.toISOString(),
    origins: [...origins],
    methods: [...methods],
    headers: [...headers],
    change: isOwn && isProposed(reason, differs, origins) ? await changeFor(booted, refusal) : null
  })
}

/** The change for the first request. Null if `explain` cannot simulate it, or the policy allows it by now. */
async function changeFor (booted: BootedApplication, { kind, reason, method, url, host, origins, methods, headers }: Refusal): Promise<CorsPolicyChange | null> {
  const [origin] = origins as [string]
  const question: CorsApplicationQuestion = {
    origin,
    url,
    method: kind === 'preflight' ? methods[0]! : method,
    ...(host !== undefined && { host }),
    ...(reason === 'credentials-not-allowed' && { credentials: 'include' }),
    headers: Object.fromEntries(headers.map((name) => [name, '1']))
  }
  try {
    return (await explainRequest(booted, question)).change
  } catch {
    // A program can send a host that no URL has.
    return null
  }
}

/** Adds the route of the page. */
export function addReportRoute (app: FastifyInstance, application: Application, scope: Scope, { url, title }: CorsDocsOptions): void {
  application.registrations.pages.push({ option: 'report', scope, url: `${app.prefix}${url}` })
  app.get(url, { config: { cors: false }, schema: { hide: true } as object }, async (request, reply) => {
    const report = await app.cors.report()
    const { format } = request.query as { readonly format?: unknown }
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    if (format === 'json') return reply.send(report)
    if (format === 'markdown') return reply.type('text/markdown; charset=utf-8').send(renderRefusalsMarkdown(report))
    return sendPage(reply, refusalsPage(report, title, [madeText()]))
  })
}
