/**
 * What browsers do over https by the settings of their users: cookies, mixed content, local networks and Storage Access, as the model says.
 * Each browser is started once: to start a whole browser takes longer than all of its rows.
 */
import t, { type Test } from 'tap'
import { isLong } from '../../unit/properties/seed.ts'
import { launchChromiumWith, launchFirefoxWith, launchWebKitWith, type BrowserWithSettings } from './browsers.ts'
import { compareCookies, cookieHosts } from './cookies.ts'
import { compareNetworks, NETWORK_HOSTS } from './networks.ts'
import { startCookieServers } from './server.ts'
import { compareStorageAccess } from './storage-access.ts'

const servers = await startCookieServers()
t.teardown(() => servers.close())

async function testWith<Browser extends BrowserWithSettings> (
  title: string, launch: () => Promise<Browser>, tests: Readonly<Record<string, (t: Test, browser: Browser) => Promise<void>>>
): Promise<void> {
  await t.test(title, async t => {
    const browser = await launch()
    t.teardown(() => browser.close())
    for (const [title, run] of Object.entries(tests)) await t.test(title, t => run(t, browser))
  })
}

await testWith('Chromium that blocks third-party cookies', () => launchChromiumWith('blocked'), {
  'the same cookies are sent as in the model': (t, browser) => compareCookies(t, browser, 0, servers),
  'a request is sent again with the cookies that the user allows, except for POST and for origins that are not allowed': (t, browser) => compareStorageAccess(t, browser, servers),
  'mixed content is blocked as in the model': (t, browser) => compareNetworks(t, 'chromium', browser, servers, false),
  'a public page cannot reach this machine, as in the model': (t, browser) => compareNetworks(t, 'chromium', browser, servers, true)
})

// In other runs, only the random exchanges with the model use the other engines. A browser takes as long to start as all rows.
if (isLong) {
  await testWith('Chromium that allows third-party cookies', () => launchChromiumWith('allowed'), {
    'the same cookies are sent as in the model': (t, browser) => compareCookies(t, browser, 1, servers)
  })

  await testWith('Firefox', () => launchFirefoxWith([...cookieHosts(servers), ...NETWORK_HOSTS]), {
    'the same cookies are sent as in the model': (t, browser) => compareCookies(t, browser, 2, servers),
    'mixed content is blocked as in the model': (t, browser) => compareNetworks(t, 'firefox', browser, servers, false)
  })

  // Without its blocking, WebKitGTK also takes two hosts of one site in .test for two sites when it stores a cookie.
  await testWith('WebKit that allows third-party cookies', () => launchWebKitWith('allowed', servers.httpPort), {
    'the same cookies are sent as in the model': (t, browser) => compareCookies(t, browser, 3, servers, '.com'),
    'mixed content is blocked as in the model': (t, browser) => compareNetworks(t, 'safari', browser, servers, false)
  })

  await testWith('WebKit that blocks third-party cookies', () => launchWebKitWith('blocked', servers.httpPort), {
    'the same cookies are sent as in the model': (t, browser) => compareCookies(t, browser, 4, servers, '.com')
  })
}
