/** One row: a policy, a request that a page makes, what the page and the server see of it. And what performs it. */
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import type { Test } from 'tap'
import cors from '../../lib/index.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { ask, type Outcome, type PageRequest } from './ask.ts'
import { launchChromium, sayNotTested } from './chromium.ts'
import { conclusionOf, isExplicable, predict } from './explained.ts'
import { launchExtension } from './extension.ts'
import { isOpaque } from './frames.ts'
import { openPage, originsOf, type Origins, type PageName } from './pages.ts'
import { sent, serveApi, servePages, type PageServer, type RecordedApi } from './servers.ts'

export type { Origins, PageName } from './pages.ts'

/**
 * What the server saw and answered. `headers` are all the Access-Control-* fields and Vary, no more and no less; the
 * value `origin` stands for the origin of the request.
 */
export interface ExpectedRequest {
  readonly method: string
  /** By default `/target`. */
  readonly url?: string
  /** The origin that the browser names; by default that of the row's page. */
  readonly origin?: PageName | 'null' | 'none'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Value of the cookie header, in rows that set a cookie; absent where the browser must not send it. */
  readonly cookie?: string
}

/** A request that a page makes, and what comes of it. */
export interface Asked {
  readonly page: PageName
  readonly request: PageRequest
  readonly pageSees: Outcome | ((origins: Origins) => Outcome)
  /** Where something has a say in it that `explain` is not asked about; it must be wrong there. */
  readonly explained?: false
}

export interface Row extends Asked {
  /** As in the list of exchanges that real browsers must agree on; `a`, `b` where one has several requests. */
  readonly id: string
  /** A statement of behaviour. */
  readonly title: string
  readonly policy: (origins: Origins) => CorsPolicyDocument
  /** What was asked before, in the same browser, with what it remembers of that. */
  readonly earlier?: readonly Asked[]
  /** Host of the API. Cookies over http need one of the page's own site. */
  readonly apiHost?: string
  /** Set for the API beforehand: `name=value`. */
  readonly cookie?: string
  /** What the API registers before the plugin. */
  readonly beforePlugin?: (app: FastifyInstance) => void
  /** What it registers after it; by default one URL with six methods, whose handler answers 200. */
  readonly routes?: (app: FastifyInstance, second: string) => void
  readonly serverSees: readonly ExpectedRequest[]
  /** Another API, which answers 200; the routes of the first are told its origin. */
  readonly second?: {
    readonly policy: (origins: Origins) => CorsPolicyDocument
    readonly sees: readonly ExpectedRequest[]
  }
}

/** What a preflight's answer lists where the policy lists no method: one that needs no listing. */
export const noMethods = { 'access-control-allow-methods': 'GET' }

/** Performs the rows, one after the other. */
export async function checkRows (t: Test, suite: string, rows: readonly Row[]): Promise<void> {
  const browser = await launchChromium(suite)
  if (browser === undefined) {
    t.plan(0, `${suite}: no Chromium`)
    return
  }
  const pages = await servePages()
  t.teardown(async () => {
    await browser.close()
    await pages.close()
  })
  for (const row of rows) await t.test(`${row.id}: ${row.title}`, (t) => checkRow(t, row, browser, pages))
}

/** Performs the row in a browser context of its own, with neither cookies nor remembered preflights. */
async function checkRow (t: Test, row: Row, browser: Browser, pages: PageServer): Promise<void> {
  const origins = originsOf(pages)
  if (row.page === 'ipv6' && pages.portOfIPv6 === undefined) {
    sayNotTested(`row ${row.id}`, 'This machine has no IPv6.')
    t.plan(0, 'no IPv6')
    return
  }
  const context = row.page === 'extension' ? await launchExtension() : await browser.newContext()
  if (context === undefined) {
    sayNotTested(`row ${row.id}`, 'This build of Chromium loads no extension from the command line.')
    t.plan(0, 'no extension')
    return
  }
  const { second } = row
  const secondApi = second && await serveApi('second.test', (app) => {
    app.register(cors, second.policy(origins))
    app.register(async (scope) => sixMethods(scope))
  })
  const api = await serveApi(row.apiHost ?? 'api.test', (app) => {
    row.beforePlugin?.(app)
    app.register(cors, row.policy(origins))
    app.register(async (scope) => (row.routes ?? sixMethods)(scope, secondApi?.origin ?? ''))
  })
  t.teardown(async () => {
    await context.close()
    await api.close()
    await secondApi?.close()
  })
  if (row.cookie !== undefined) {
    const [name = '', value = ''] = row.cookie.split('=')
    await context.addCookies([{ name, value, url: api.origin }])
  }
  const named = { ...origins, api: api.origin, file: 'null', null: 'null', none: 'none' }
  for (const { page, request, pageSees, explained } of [...(row.earlier ?? []), row]) {
    const tab = await openPage(context, page, named)
    const before = api.seen.length
    const outcome = await ask(tab, api.origin, request)
    t.strictSame(outcome, typeof pageSees === 'function' ? pageSees(origins) : pageSees, 'the page sees it')
    if (page === 'api' || !isExplicable(request)) continue
    const found = conclusionOf(outcome, api.seen.slice(before))
    const predicted = await predict(api, isOpaque(request.frame) ? 'null' : named[page], request)
    if (explained === false) t.notSame(predicted, found, 'what could not be explained beforehand')
    else t.strictSame(predicted, found, 'it was explained so beforehand')
  }

  const expected = (requests: readonly ExpectedRequest[]) => requests
    .map(({ method, url = '/target', origin = row.page, status, headers, cookie = 'none' }) => ({
      method,
      url,
      origin: named[origin],
      status,
      headers: Object.fromEntries(Object.entries(headers)
        .map(([name, value]) => [name, value === 'origin' ? named[origin] : value])),
      cookie
    }))
  t.strictSame(seenBy(api), expected(row.serverSees), 'the server sees it, and answers')
  if (second !== undefined) t.strictSame(seenBy(secondApi!), expected(second.sees), 'and so does the second one')
}

function seenBy ({ seen }: RecordedApi): object[] {
  return seen.map((request) => ({
    method: request.method,
    url: request.url,
    origin: sent(request, 'origin') ?? 'none',
    status: request.status,
    headers: request.corsHeaders,
    cookie: sent(request, 'cookie') ?? 'none'
  }))
}

function sixMethods (app: FastifyInstance): void {
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/target',
    handler: (_request, reply) => { reply.send({ done: true }) }
  })
}
