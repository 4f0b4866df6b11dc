/** Runs a vector, whichever kind it is of. */
import Fastify, { type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { factsOf } from '../../../lib/browser/engines.ts'
import { preflightCheck } from '../../../lib/browser/preflight-check.ts'
import { CorsPolicyError, corsPlugin, validatePolicy } from '../../../lib/index.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import { leastTimes } from '../../growth.ts'
import { corsLinesOf, exchange, responsesIn } from '../wire/raw-exchange.ts'
import { A, LIST, type Asked, type Expected, type ExchangeVector, type RejectionVector, type Vector } from './vector.ts'

/** How often more an answer may cost than the one to a short value. What is quadratic in the values of these vectors costs thousands of times as much. */
const MOST = 10

export async function runVector (t: Test, vector: Vector): Promise<void> {
  if ('deed' in vector) await vector.deed(t)
  else if ('rejected' in vector) await runRejection(t, vector)
  else await runExchange(t, vector)
}

async function runRejection (t: Test, { rejected, accepted = [] }: RejectionVector): Promise<void> {
  for (const [document, ...issues] of rejected) {
    const app = Fastify()
    app.register(corsPlugin, document as {} as never)
    const error: unknown = await app.ready().then(() => undefined, (error: unknown) => error)
    const name = `${shown(document)} is rejected at registration`
    if (!(error instanceof CorsPolicyError)) t.fail(name, { error })
    else t.same(error.issues.map(({ path, id }) => `${path} ${id}`), issues, name)
  }
  for (const document of accepted) t.doesNotThrow(() => validatePolicy(document), `${shown(document)} is accepted`)
}

interface Answer {
  readonly status: number
  readonly headers: readonly HeaderLine[]
  readonly lines: readonly string[]
  readonly body: string
}

type Sender = (asked: Asked) => Promise<Answer>

/** An application that notes which handlers run, and what it warns of once it is ready. */
async function started ({ document = LIST, options, before, routes = usualRoutes, wire }: ExchangeVector) {
  const ran: string[] = []
  const warnings: string[] = []
  const write = (line: string) => {
    const { level, cors } = JSON.parse(line)
    // A refusal that looks like a mistake is a warning too.
    if (level === 40 && cors?.reason === undefined) warnings.push(line)
  }
  const app = Fastify({ forceCloseConnections: true, logger: { level: 'warn', stream: { write } }, ...options })
  app.addHook('preHandler', async ({ is404, method, routeOptions: { url } }) => { if (!is404) ran.push(`${method} ${url}`) })
  before?.(app)
  app.register(corsPlugin, document)
  app.after(() => { routes(app) })
  await app.ready()
  warnings.length = 0
  if (wire) await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, ran, warnings, sender: wire ? overSocket(app) : byInject(app) }
}

function usualRoutes (app: FastifyInstance): void {
  for (const method of ['GET', 'PUT', 'POST', 'DELETE']) app.route({ method, url: '/', handler: async () => 'body' })
}

async function runExchange (t: Test, vector: ExchangeVector): Promise<void> {
  const { app, ran, warnings, sender } = await started(vector)
  t.teardown(() => app.close())
  for (const [asked, expected] of vector.asks) {
    ran.length = 0
    const name = nameOf(asked)
    const answer = await sender(asked)
    t.same([answer.status, answer.lines], [expected.status, expected.lines], name)
    t.same([...new Set(ran)], expected.ran === undefined ? [] : [expected.ran], `${name} runs ${expected.ran ?? 'no handler'}`)
    if (expected.body !== undefined) t.equal(answer.body, expected.body, `body of ${name}`)
    for (const field of expected.without ?? []) {
      t.notOk(answer.headers.some(([name]) => name.toLowerCase() === field), `no ${field} in the answer to ${name}`)
    }
    checkPage(t, answer, expected, name)
    if (vector.likeShort !== undefined) await checkCost(t, sender, asked, vector.likeShort)
  }
  t.equal(warnings.length, vector.warnings ?? 0, `${warnings.length} warnings`)
}

/** Whether a browser that asked for a page with credentials goes on from the answer. */
function checkPage (t: Test, answer: Answer, { page }: Expected, name: string): void {
  if (page === undefined) return
  const [method, unsafeHeaderNames, isApproved] = page
  const url = new URL('http://api.test/')
  const request = { origin: A, url, credentials: 'include', method, unsafeHeaderNames, useCorsPreflight: false } as const
  const { grant } = preflightCheck(request, answer, factsOf('standard'))
  t.equal(grant !== undefined, isApproved, `a browser ${isApproved ? 'goes on' : 'stops'} after ${name}`)
}

/** Asserts that an answer costs no more than the one to the same request with other values. */
async function checkCost (t: Test, sender: Sender, asked: Asked, short: Asked): Promise<void> {
  const costs = ({ asked, short }: Readonly<Record<'asked' | 'short', number>>) => asked / short
  const measured = costs(await leastTimes({ asked: () => () => sender(asked), short: () => () => sender(short) }, (times) => costs(times) / MOST))
  t.ok(measured <= MOST, `${nameOf(asked)} costs ${measured.toFixed(1)} times as much as ${nameOf(short)}`)
}

/** Lines of one name come joined by commas, as Node does it. */
function byInject (app: FastifyInstance): Sender {
  return async ({ method = 'GET', url = '/', headers = [], body }) => {
    const given = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
    const response = await app.inject({ method, url, headers: given, ...(body === undefined ? {} : { body }) } as {})
    const lines = Object.entries(response.headers)
      .flatMap(([name, value]) => [value].flat().map((value): HeaderLine => [name, String(value)]))
    return { status: response.statusCode, headers: lines, lines: corsLinesOf({ status: response.statusCode, lines, body: '' }), body: response.body }
  }
}

function overSocket (app: FastifyInstance): Sender {
  const { port } = app.server.address() as AddressInfo
  return async ({ method = 'GET', url = '/', headers = [], body = '' }) => {
    const lines = [['Host', 'api.test'], ['Connection', 'close'], ...headers] as HeaderLine[]
    if (body !== '') lines.push(['Content-Length', String(body.length)])
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const [response] = responsesIn(await exchange(port, `${method} ${url} HTTP/1.1\r\n${head}\r\n${body}`))
    return { ...response!, headers: response!.lines, lines: corsLinesOf(response!) }
  }
}

function nameOf ({ method = 'GET', url = '/', headers = [] }: Asked): string {
  return [`${method} ${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join(', ').slice(0, 200)
}

function shown (document: unknown): string {
  return JSON.stringify(document, (_key, value: unknown) =>
    ['function', 'undefined', 'number'].includes(typeof value) || value instanceof RegExp ? String(value) : value).slice(0, 200)
}
