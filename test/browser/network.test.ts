/** Mixed content and local networks in real browsers: what reaches the server, as the model says. */
import t, { type Test } from 'tap'
import { simulateFetch } from '../../lib/browser/exchange.ts'
import type { Engine } from '../../types/browser.ts'
import { sayNotTested } from './chromium.ts'
import { hasChromium, hasFirefox, launchChromiumWith, launchFirefoxWith, launchWebKitWith, type CookieBrowser } from './cookies/browsers.ts'
import { startCookieServers, type CookieServers } from './cookies/server.ts'

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

async function compare (t: Test, engine: Engine, browser: CookieBrowser, servers: CookieServers, isPublic: boolean): Promise<void> {
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

t.test('browsers block mixed content, and Chromium what a public page requests on this machine, as the model says', async t => {
  const servers = await startCookieServers()
  t.teardown(() => servers.close())
  const names = ['app.site-a.test', 'x.site-b.test']
  const browsers = [
    ['chromium', hasChromium, () => launchChromiumWith('allowed'), [false, true]],
    ['firefox', hasFirefox, () => launchFirefoxWith(names), [false]],
    ['safari', true, () => launchWebKitWith('allowed', servers.httpPort), [false]]
  ] as const
  for (const [engine, isThere, launch, pages] of browsers) {
    await t.test(engine, async t => {
      if (!isThere) {
        sayNotTested(`local networks in ${engine}`, 'The browser is not installed.')
        return t.pass('skipped')
      }
      const browser = await launch()
      try {
        for (const isPublic of pages) await compare(t, engine, browser, servers, isPublic)
      } finally {
        await browser.close()
      }
    })
  }
})
