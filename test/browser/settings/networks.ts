/** Mixed content and local networks in real browsers: what reaches the server, as the model says. */
import type { Test } from 'tap'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import type { Engine } from '../../../types/browser.ts'
import type { BrowserWithSettings } from './browsers.ts'
import type { CookieServers } from './server.ts'

/** Pages and URLs of this machine. All are loopback, so a browser needs a page that says that it is public. */
function rowsFor ({ httpsPort, httpPort }: CookieServers): readonly (readonly [page: string, url: string])[] {
  const [secure, plain] = [`app.site-a.test:${httpsPort}`, `app.site-a.test:${httpPort}`]
  return [
    [`https://${secure}`, `https://x.site-b.test:${httpsPort}`],
    [`https://${secure}`, `http://x.site-b.test:${httpPort}`],
    [`https://${secure}`, `http://127.0.0.1:${httpPort}`],
    [`https://${secure}`, `http://localhost:${httpPort}`],
    [`http://${plain}`, `http://127.0.0.1:${httpPort}`],
    [`http://${plain}`, `http://x.site-b.test:${httpPort}`]
  ]
}

/** The hosts of all rows that are names. */
export const NETWORK_HOSTS = ['app.site-a.test', 'x.site-b.test']

export async function compareNetworks (t: Test, engine: Engine, browser: BrowserWithSettings, servers: CookieServers, isPublic: boolean): Promise<void> {
  const tab = await browser.open('about:blank')
  for (const [page, url] of rowsFor(servers)) {
    const name = isPublic ? '?public' : ''
    await tab.go(`${page}/${name}`)
    const outcome = await tab.run(async (url: string) => {
      try {
        return `status ${(await fetch(url)).status}`
      } catch {
        return 'blocked'
      }
    }, `${url}/cookies`)
    // The model takes no page with a name of tests for a public one.
    const origin = isPublic ? page.replace('.test:', '.example:') : page
    const found = simulateFetch({ origin, url }, () => ({ status: 200, headers: [['Access-Control-Allow-Origin', origin]] }),
      { engine, network: isPublic ? 'denied' : 'granted' }).failure?.code
    // All names lead to this machine, which the model does not know: a page that is not declared public is on the network of the servers.
    const code = isPublic || found === 'mixed-content' ? found : undefined
    if (!isPublic || code !== undefined) t.equal(outcome, code === undefined ? 'status 200' : 'blocked', `${page}/${name} requests ${url}`)
  }
}
