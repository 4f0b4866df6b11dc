/** Performs exchanges in Chromium and reports their results in the terms of the model. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { HOSTS, type Sender, type Exchange, type ExchangeCase, type Host, type Observed } from './exchange.ts'
import { fetchAll } from './in-page.ts'
import { PAGES, startLiteralServer } from './literal-server.ts'

/** Milliseconds. The reason of a failure arrives separately from the failure. */
const REASON_WITHIN = 60_000
/** Number of parallel fetches, more than Chromium has connections per host. */
const AT_ONCE = 12

interface Blocked { corsError: string | undefined, failedParameter: string | undefined, errorText: string }

/** Opens a page for each origin, for the whole run. */
export async function openChromiumExchange (browser: Browser): Promise<Exchange> {
  const server = await startLiteralServer()
  const origins = Object.fromEntries(HOSTS.map((host) => [host, `http://${host}:${server.port}`])) as Record<Host, string>
  const context = await browser.newContext()
  const asked = new Set<string>()
  const blocked = new Map<string, Blocked>()
  const open = async (url: string): Promise<{ page: Page, session: CDPSession }> => {
    const page = await context.newPage()
    await page.goto(url)
    const session = await context.newCDPSession(page)
    await listen(session, asked, blocked)
    return { page, session }
  }
  const pages: Record<Sender, { page: Page, session: CDPSession }> = {
    'app.test': await open(origins['app.test'] + PAGES.plain),
    'api.test': await open(origins['api.test'] + PAGES.plain),
    null: await open(origins['app.test'] + PAGES.sandboxed)
  }

  const reasonOf = async ({ key, request }: ExchangeCase): Promise<Blocked | undefined> => {
    // A request that is blocked before it starts has no reason.
    if (!asked.has(key) || request.mode === 'same-origin') return blocked.get(key)
    for (let waited = 0; !blocked.has(key) && waited < REASON_WITHIN; waited += 5) await delay(5)
    return blocked.get(key)
  }

  const perform: Exchange['perform'] = async (cases) => {
    for (const { key, hops } of cases) {
      server.respondAt(key, hops)
      asked.delete(key)
      blocked.delete(key)
    }
    const senders = Object.keys(pages) as Sender[]
    const seen = await Promise.all(senders.map(async (sender) => {
      const { page, session } = pages[sender]
      const ofPage = cases.filter((one) => one.sender === sender).map(({ key, request }) => ({ key, request }))
      const seen = await page.evaluate(fetchAll, { atOnce: AT_ONCE, cases: ofPage })
      // Events of a session are in order, so all requests of the page are known after this response.
      await session.send('Runtime.evaluate', { expression: '0' })
      return seen
    }))
    const byKey = new Map(cases.map((one) => [one.key, one]))
    const observed = new Map<string, Observed>()
    await Promise.all(seen.flat().map(async ({ key, response, thrown }) => {
      // Chromium uses this message for every failure that is not an error of the call.
      const reason = response === undefined && thrown === undefined ? await reasonOf(byKey.get(key)!) : undefined
      observed.set(key, {
        outcome: response === undefined ? 'block' : response.type === 'opaque' ? 'opaque' : 'allow',
        corsError: reason?.corsError,
        failedParameter: reason?.failedParameter,
        errorText: thrown ?? reason?.errorText,
        thrown: thrown !== undefined,
        received: server.receivedFor(key),
        response
      })
    }))
    return observed
  }

  return {
    origins,
    server,
    perform,
    close: async () => {
      await context.close()
      await server.close()
    }
  }
}

/** Records, by the key in the URL, why a request failed. Preflights fail as separate requests and are ignored. */
async function listen (session: CDPSession, asked: Set<string>, blocked: Map<string, Blocked>): Promise<void> {
  const keys = new Map<string, string>()
  session.on('Network.requestWillBeSent', ({ requestId, request, initiator, redirectResponse }) => {
    if (initiator.type === 'preflight' || redirectResponse !== undefined) return
    const key = request.url.split('/')[3] ?? ''
    keys.set(requestId, key)
    asked.add(key)
  })
  session.on('Network.loadingFailed', ({ requestId, errorText, corsErrorStatus }) => {
    const key = keys.get(requestId)
    if (key === undefined) return
    const { corsError, failedParameter } = corsErrorStatus ?? {}
    blocked.set(key, { corsError, failedParameter, errorText })
  })
  await session.send('Network.enable')
}
