/** Tests explanations of an application with a source of origins: their result, and that the change allows the request. */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'
import { applyPatch } from '../../../lib/explain/json-patch.ts'
import { application, said, TENANT } from './source-application.ts'
import { rows } from './source-rows.ts'

for (const { name, policy, question, outcome, sources, reason, misses, change } of rows) {
  t.test(name, async () => {
    const tenants = memoryOrigins([TENANT, 'http://plain.example'])
    tenants.add('https://a.test', 'shop.example:8080')
    const app = await application({ ...policy, sources: { tenants } })
    const explanation = await app.cors.explain({ origin: TENANT, url: '/r/orders', ...question })
    t.equal(explanation.outcome, outcome)
    t.strictSame(said(explanation), sources)
    if (reason !== undefined) t.equal(explanation.exchanges.at(-1)!.response.reason, reason)
    if (misses !== undefined) t.strictSame(explanation.nearMisses.map(({ message }) => message), misses)
    t.equal(explanation.change === null, outcome === 'allow')
    if (change !== undefined) t.strictSame(explanation.change, { ...explanation.change, ...change })
    t.strictSame(JSON.parse(JSON.stringify(explanation)), explanation)
    if (!explanation.sources.some(({ result }) => result === 'no-host')) await assertSame(app, explanation, question.host)
    await assertHelps(policy, tenants, explanation, { url: '/r/orders', ...question })
    await app.close()
  })
}

/** The change must allow the request, as far as it is known. */
async function assertHelps (policy: object, tenants: ReturnType<typeof memoryOrigins>, { change, request }: CorsExplanation, question: object): Promise<void> {
  if (change === null || change.verdict === 'rejected' || change.verdict === 'none') return
  const { addition } = change
  if (addition !== null) {
    if (addition.key !== null && addition.keyValue === null) return
    tenants.add(addition.origin, addition.keyValue ?? undefined)
  }
  const changed = await application({ ...applyPatch(policy, change.patch) as object, sources: { tenants } })
  t.equal((await changed.cors.explain({ ...request, ...question } as CorsApplicationQuestion)).outcome, 'allow', 'the change helps')
  await changed.close()
}

/** Compares the explained exchanges with the responses of the application. */
async function assertSame (app: FastifyInstance, { exchanges, request }: CorsExplanation, host?: string): Promise<void> {
  for (const { request: { method, headers }, response: explained } of exchanges) {
    const url = new URL(request.url)
    const response = await app.inject({ method: method as 'GET', url: url.pathname, headers: { host: host ?? url.host, ...Object.fromEntries(headers) } })
    const sent = Object.entries(response.headers).filter(([name]) => /^access-control-|^vary$/.test(name)).sort()
    t.strictSame(sent, [...explained.headers].sort(), `${method} ${request.url}`)
    if (explained.status !== null) t.equal(response.statusCode, explained.status)
  }
}
