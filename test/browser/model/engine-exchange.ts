/** Performs exchanges in Firefox and WebKit, which do not say why they block a request. */
import type { EngineBrowser, Tab } from '../tab.ts'
import { HOSTS, type Sender, type Exchange, type Host, type Observed } from './exchange.ts'
import { fetchAll } from './in-page.ts'
import { PAGES, startLiteralServer } from './literal-server.ts'

/** Number of parallel fetches. */
const AT_ONCE = 12

/** Addresses for a browser that knows no other names of hosts. Each is an origin of its own. */
const ADDRESSES: Readonly<Record<Host, string>> = { 'app.test': '127.0.0.1', 'api.test': '127.0.0.2', 'other.test': '127.0.0.3' }

/**
 * Opens a page for each origin, for the whole run.
 *
 * @param knowsNames  whether the names of the hosts lead to this machine
 */
export async function openEngineExchange (browser: EngineBrowser, knowsNames: boolean): Promise<Exchange> {
  const server = await startLiteralServer(knowsNames ? undefined : Object.values(ADDRESSES))
  const originOf = (host: Host): string => `http://${knowsNames ? host : ADDRESSES[host]}:${server.port}`
  const origins = Object.fromEntries(HOSTS.map((host) => [host, originOf(host)])) as Record<Host, string>
  const pages: Record<Sender, Tab> = {
    'app.test': await browser.open(origins['app.test'] + PAGES.plain),
    'api.test': await browser.open(origins['api.test'] + PAGES.plain),
    null: await browser.open(origins['app.test'] + PAGES.sandboxed)
  }
  return {
    origins,
    server,
    async perform (cases) {
      for (const { key, hops } of cases) server.respondAt(key, hops)
      const observed = new Map<string, Observed>()
      await Promise.all((Object.keys(pages) as Sender[]).map(async (sender) => {
        const ofPage = cases.filter((one) => one.sender === sender).map(({ key, request }) => ({ key, request }))
        for (const { key, response, thrown } of await pages[sender].run(fetchAll, { atOnce: AT_ONCE, cases: ofPage })) {
          observed.set(key, {
            outcome: response === undefined ? 'block' : response.type === 'opaque' ? 'opaque' : 'allow',
            corsError: undefined,
            failedParameter: undefined,
            errorText: thrown,
            thrown: thrown !== undefined,
            received: server.receivedFor(key),
            response
          })
        }
      }))
      return observed
    },
    close: () => server.close()
  }
}
