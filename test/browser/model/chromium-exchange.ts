/** Performs exchanges in Chromium and reports their results in the terms of the model. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import type { HeaderLine, ScriptedResponses, PageRequest } from '../../../types/browser.ts'
import { PAGES, startLiteralServer, type LiteralServer, type ReceivedRequest } from './literal-server.ts'

/** Hosts of pages and URLs. All of them are the same literal server. */
export const HOSTS = ['app.test', 'api.test', 'other.test'] as const
export type Host = typeof HOSTS[number]

/** The page that makes the request: one of a host, or one with an opaque origin. */
export type Asker = 'app.test' | 'api.test' | 'null'

/** One exchange, with the URL of its first hop. */
export interface ChromiumCase {
  /** Part of all URLs. Unique, except in cases that should use the cache of an earlier case. */
  readonly key: string
  readonly asker: Asker
  readonly request: Omit<PageRequest, 'origin'>
  readonly hops: readonly ScriptedResponses[]
}

/** The result of an exchange. */
export interface Observed {
  readonly outcome: 'allow' | 'opaque' | 'block'
  /** The codes of Chromium. Otherwise undefined. */
  readonly corsError: string | undefined
  readonly failedParameter: string | undefined
  /** The network error of Chromium, or the error of the call. */
  readonly errorText: string | undefined
  /** Whether the call failed, not the network. */
  readonly thrown: boolean
  readonly received: readonly ReceivedRequest[]
  readonly response: { type: string, url: string, status: number, headers: readonly HeaderLine[] } | undefined
}

export interface ChromiumExchange {
  readonly origins: Readonly<Record<Host, string>>
  readonly server: LiteralServer
  perform (cases: readonly ChromiumCase[]): Promise<Map<string, Observed>>
  close (): Promise<void>
}

/** Milliseconds. The reason of a failure arrives separately from the failure. */
const REASON_WITHIN = 10_000
/** Number of parallel fetches, more than Chromium has connections per host. */
const AT_ONCE = 12

interface Blocked { corsError: string | undefined, failedParameter: string | undefined, errorText: string }

/** Opens a page for each origin, for the whole run. */
export async function openChromiumExchange (browser: Browser): Promise<ChromiumExchange> {
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
  const pages: Record<Asker, { page: Page, session: CDPSession }> = {
    'app.test': await open(origins['app.test'] + PAGES.plain),
    'api.test': await open(origins['api.test'] + PAGES.plain),
    null: await open(origins['app.test'] + PAGES.sandboxed)
  }

  const reasonOf = async ({ key, request }: ChromiumCase): Promise<Blocked | undefined> => {
    // A request that is blocked before it starts has no reason.
    if (!asked.has(key) || request.mode === 'same-origin') return blocked.get(key)
    for (let waited = 0; !blocked.has(key) && waited < REASON_WITHIN; waited += 5) await delay(5)
    return blocked.get(key)
  }

  const perform: ChromiumExchange['perform'] = async (cases) => {
    for (const { key, hops } of cases) {
      server.respondAt(key, hops)
      asked.delete(key)
      blocked.delete(key)
    }
    const askers = Object.keys(pages) as Asker[]
    const seen = await Promise.all(askers.map(async (asker) => {
      const { page, session } = pages[asker]
      const ofPage = cases.filter((one) => one.asker === asker).map(({ key, request }) => ({ key, request }))
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

interface Asked { key: string, request: Omit<PageRequest, 'origin'> }
interface Seen {
  key: string
  response: { type: string, url: string, status: number, headers: [string, string][] } | undefined
  /** Undefined if the network failed, not the call. */
  thrown: string | undefined
}

/** Runs in the page, so it cannot use anything outside of it. */
async function fetchAll ({ cases, atOnce }: { cases: Asked[], atOnce: number }): Promise<Seen[]> {
  const results: Seen[] = []
  const byFetch = async ({ request }: Asked): Promise<Seen['response']> => {
    const { url, method, headers, credentials, mode, body, referrerPolicy } = request
    const init: Record<string, unknown> = { method, credentials, mode, referrerPolicy, body: body && 'text' }
    // Headers accepts repeated lines.
    init['headers'] = (headers ?? []).map(([name, value]) => [name, value])
    if (body === 'stream') {
      init['body'] = new ReadableStream({ start: (controller) => controller.close() })
      init['duplex'] = 'half'
    }
    for (const key of Object.keys(init)) if (init[key] === undefined) delete init[key]
    const response = await fetch(url, init)
    await response.text()
    return { type: response.type, url: response.url, status: response.status, headers: [...response.headers] }
  }
  const byXhr = ({ request }: Asked): Promise<Seen['response']> => new Promise((resolve, reject) => {
    const xhr = new (globalThis as any).XMLHttpRequest()
    xhr.open(request.method ?? 'GET', request.url)
    for (const [name, value] of request.headers ?? []) xhr.setRequestHeader(name, value)
    xhr.withCredentials = request.credentials === 'include'
    if (request.uploadListener === true) xhr.upload.onprogress = () => {}
    xhr.onerror = () => reject(new TypeError('Failed to fetch'))
    xhr.onload = () => {
      const lines: string[] = xhr.getAllResponseHeaders().split('\r\n').filter((line: string) => line !== '')
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 2)]
      })
      resolve({ type: 'xhr', url: xhr.responseURL, status: xhr.status, headers })
    }
    xhr.send(request.body === 'bytes' ? 'text' : undefined)
  })
  const queue = [...cases]
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let asked = queue.shift(); asked !== undefined; asked = queue.shift()) {
      const { key } = asked
      try {
        const late = new Promise<never>((_resolve, reject) => setTimeout(reject, 30_000, 'no end in 30 s'))
        const response = await Promise.race([asked.request.api === 'xhr' ? byXhr(asked) : byFetch(asked), late])
        results.push({ key, response, thrown: undefined })
      } catch (error) {
        const text = String(error)
        results.push({ key, response: undefined, thrown: text === 'TypeError: Failed to fetch' ? undefined : text })
      }
    }
  }))
  return results
}
