/** A test case in a browser: a policy, a request of a page, and what the page and the server get. And the function that runs it. */
import type { FastifyInstance } from 'fastify'
import type { BrowserContext, Page } from 'playwright-core'
import type { Test } from 'tap'
import cors from '../../lib/index.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { sendRequest, type Outcome, type PageRequest } from './send-request.ts'
import { launchChromium } from './chromium.ts'
import { conclusionOf, isExplicable, predict } from './explained.ts'
import { launchExtension } from './extension.ts'
import { isOpaque } from './frames.ts'
import { openPage, originsOf, type Origins, type PageName } from './pages.ts'
import { sent, serveApi, servePages, type PageServer, type RecordedApi } from './servers.ts'

export type { Origins, PageName } from './pages.ts'

/**
 * A request that the server gets, and its response. `headers` are all the Access-Control-* fields and Vary, no more and no less; the
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

/** A request that a page makes, and its result. */
export interface PageExchange {
  readonly page: PageName
  readonly request: PageRequest
  readonly pageSees: Outcome | ((origins: Origins) => Outcome)
  /** False if the result depends on something that a question for `explain` cannot have. Then the explanation must differ. */
  readonly explained?: false
}

export interface Row extends PageExchange {
  /** A sentence about the behavior. */
  readonly title: string
  readonly policy: (origins: Origins) => CorsPolicyDocument
  /** Earlier requests of the same browser, of which it can remember something. */
  readonly earlier?: readonly PageExchange[]
  /** Host of the API. Cookies over http need one of the page's own site. */
  readonly apiHost?: string
  /** Set for the API beforehand: `name=value`. */
  readonly cookie?: string
  /** What the API registers before the plugin. */
  readonly beforePlugin?: (app: FastifyInstance) => void
  /** What it registers after the plugin. Default: one URL with six methods, whose handler responds with 200. */
  readonly routes?: (app: FastifyInstance, second: string) => void
  readonly serverSees: readonly ExpectedRequest[]
  /** Another API, which responds with 200. The routes of the first one get its origin. */
  readonly second?: {
    readonly policy: (origins: Origins) => CorsPolicyDocument
    readonly sees: readonly ExpectedRequest[]
  }
}

/** The methods in the response to a preflight if the policy lists none: one method, which needs no approval. */
export const noMethods = { 'access-control-allow-methods': 'GET' }

/** What the rows share. The extension is in a browser of its own, which starts with its first row. */
interface Stage {
  readonly pages: PageServer
  /** What it remembers of a row is for no other: each has an API with another port, so with other URLs. */
  readonly context: BrowserContext
  /** They stay open, and no row leaves anything in them. */
  readonly tabs: Map<PageName, Page>
  extension?: Promise<BrowserContext | undefined>
  /** Closed at the end: no other API gets their ports meanwhile, for which the browser may remember preflights and responses. */
  readonly apis: RecordedApi[]
}

/** Performs the rows, one after the other. */
export async function checkRows (t: Test, rows: readonly Row[]): Promise<void> {
  const browser = await launchChromium()
  const stage: Stage = { pages: await servePages(), context: await browser.newContext(), tabs: new Map(), apis: [] }
  t.teardown(async () => {
    await (await stage.extension)?.close()
    await browser.close()
    await Promise.all(stage.apis.map((api) => api.close()))
    await stage.pages.close()
  })
  for (const row of rows) await t.test(row.title, (t) => checkRow(t, row, stage))
}

/** Whether a row needs tabs of its own: a page that is at another place for each row, or that a row changes or fills with what it has loaded. */
function hasOwnTabs ({ page, earlier, request }: Row): boolean {
  return page === 'api' || earlier !== undefined || request.as === 'form'
}

/** Starts the API of a row, and the second one. */
async function serveRow (row: Row, origins: Origins): Promise<readonly [api: RecordedApi, second?: RecordedApi]> {
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
  return secondApi === undefined ? [api] : [api, secondApi]
}

/** Performs the row in a browser with neither cookies nor remembered preflights for its API. */
async function checkRow (t: Test, row: Row, stage: Stage): Promise<void> {
  const { pages, tabs } = stage
  const origins = originsOf(pages)
  if (row.page === 'ipv6' && pages.portOfIPv6 === undefined) {
    t.plan(0, 'This machine has no IPv6.')
    return
  }
  const context = row.page === 'extension' ? await (stage.extension ??= launchExtension()) : stage.context
  if (context === undefined) {
    t.plan(0, 'This build of Chromium loads no extension from the command line.')
    return
  }
  const [api, secondApi] = await serveRow(row, origins)
  stage.apis.push(...secondApi === undefined ? [api] : [api, secondApi])
  if (row.cookie !== undefined) {
    const [name = '', value = ''] = row.cookie.split('=')
    await context.addCookies([{ name, value, url: api.origin }])
    // Ports do not matter to cookies.
    t.teardown(() => context.clearCookies())
  }
  const named = { ...origins, api: api.origin, file: 'null', null: 'null', none: 'none' }
  const tabOf = async (page: PageName): Promise<Page> => {
    const isOwn = hasOwnTabs(row)
    const tab = (isOwn ? undefined : tabs.get(page)) ?? await openPage(context, page, named)
    if (isOwn) t.teardown(() => tab.close())
    else tabs.set(page, tab)
    return tab
  }
  for (const { page, request, pageSees, explained } of [...(row.earlier ?? []), row]) {
    const tab = await tabOf(page)
    const before = api.seen.length
    const outcome = await sendRequest(tab, api.origin, request)
    t.strictSame(outcome, typeof pageSees === 'function' ? pageSees(origins) : pageSees, 'the result for the page')
    if (page === 'api' || !isExplicable(request)) continue
    const found = conclusionOf(outcome, api.seen.slice(before))
    const predicted = await predict(api, isOpaque(request.frame) ? 'null' : named[page], request)
    if (explained === false) t.notSame(predicted, found, 'the explanation differs, because the question cannot have it')
    else t.strictSame(predicted, found, 'the explanation agrees')
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
  t.strictSame(seenBy(api), expected(row.serverSees), 'the requests and responses of the server')
  if (row.second !== undefined) t.strictSame(seenBy(secondApi!), expected(row.second.sees), 'and so does the second one')
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
