/** One row: a policy, a request that a page makes, what the page and the server see of it. And what performs it. */
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import type { Test } from 'tap'
import cors from '../../lib/index.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { sent, serveApi, type PageServer } from './servers.ts'

/** Hosts of pages. Both have the one port of the page server. */
export const HOSTS = { app: 'app.test', other: 'other.test' } as const

/** Origins of the pages, known once the page server listens. */
export type Origins = Readonly<Record<keyof typeof HOSTS, string>>

/**
 * What the server saw and answered. `headers` are all the Access-Control-* fields and Vary, no more and no less; the
 * value `origin` stands for the page's own.
 */
export interface ExpectedRequest {
  readonly method: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Value of the cookie header, in rows that set a cookie; absent where the browser must not send it. */
  readonly cookie?: string
}

export interface Row {
  /** As in the list of exchanges that real browsers must agree on; `a`, `b` where one has several requests. */
  readonly id: string
  /** A statement of behaviour. */
  readonly title: string
  readonly policy: (origins: Origins) => CorsPolicyDocument
  /** Which page asks. */
  readonly page: keyof Origins
  readonly request: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly credentials?: 'omit' | 'include'
  }
  /** Host of the API. Cookies over http need one of the page's own site. */
  readonly apiHost?: string
  /** Set for the API beforehand: `name=value`. */
  readonly cookie?: string
  /** The routes; by default one URL with six methods, whose handler answers 200. */
  readonly routes?: (app: FastifyInstance) => void
  /** Readable: its status. Blocked: Chromium's code and the value that it names. */
  readonly pageSees: { readonly status: number } | { readonly corsError: string, readonly parameter?: string }
  readonly serverSees: readonly ExpectedRequest[]
}

type Outcome = Row['pageSees']

/** Milliseconds. The reason comes by another way than the failure itself. */
const REASON_WITHIN = 10_000

/** Performs the row in a browser context of its own, with neither cookies nor remembered preflights. */
export async function checkRow (t: Test, row: Row, browser: Browser, pages: PageServer): Promise<void> {
  const origins = {
    app: `http://${HOSTS.app}:${pages.port}`,
    other: `http://${HOSTS.other}:${pages.port}`
  }
  const api = await serveApi(row.apiHost ?? 'api.test', (app) => {
    app.register(cors, row.policy(origins))
    app.register(async (scope) => (row.routes ?? sixMethods)(scope))
  })
  const context = await browser.newContext()
  t.teardown(async () => {
    await context.close()
    await api.close()
  })
  if (row.cookie !== undefined) {
    const [name = '', value = ''] = row.cookie.split('=')
    await context.addCookies([{ name, value, url: api.origin }])
  }
  const page = await context.newPage()
  await page.goto(origins[row.page])

  t.strictSame(await fetchIn(page, `${api.origin}/target`, row.request), row.pageSees, 'the page sees it')
  const seen = api.seen.map((request) => ({
    method: request.method,
    status: request.status,
    headers: request.corsHeaders,
    cookie: sent(request, 'cookie') ?? 'none'
  }))
  const expected = row.serverSees.map(({ method, status, headers, cookie = 'none' }) => ({
    method,
    status,
    headers: Object.fromEntries(Object.entries(headers)
      .map(([name, value]) => [name, value === 'origin' ? origins[row.page] : value])),
    cookie
  }))
  t.strictSame(seen, expected, 'the server sees it, and answers')
}

function sixMethods (app: FastifyInstance): void {
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/target',
    handler: (_request, reply) => { reply.send({ done: true }) }
  })
}

/** What the page reads, or the reason that Chromium's developer tools give for what it may not. */
async function fetchIn (page: Page, url: string, request: Row['request']): Promise<Outcome> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const reason = new Promise<Outcome>((resolve) => {
    session.on('Network.loadingFailed', ({ corsErrorStatus, errorText }) => {
      const { corsError = errorText, failedParameter = '' } = corsErrorStatus ?? {}
      resolve({ corsError, ...(failedParameter === '' ? {} : { parameter: failedParameter }) })
    })
  })
  const status = await page.evaluate(async ({ url, request }) => {
    try {
      const response = await fetch(url, request)
      await response.text()
      return response.status
    } catch {
      return undefined
    }
  }, { url, request })
  if (status !== undefined) return { status }
  return Promise.race([reason, delay(REASON_WITHIN, { corsError: 'no reason given' }, { ref: false })])
}
