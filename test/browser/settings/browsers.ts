/**
 * Browsers with a setting for third-party cookies. The defaults of distributions and of drivers differ: Debian's Chromium blocks these cookies,
 * and drivers of Firefox often turn its separation of sites off. So each setting is set.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { PATIENCE, launchOptions } from '../chromium.ts'
import { launchFirefox } from '../firefox.ts'
import type { Tab } from '../tab.ts'
import { launchWebKit } from '../webkit.ts'

export interface BrowserWithSettings {
  open (url: string): Promise<Tab>
  close (): Promise<void>
}

export interface ChromiumWithSettings extends BrowserWithSettings {
  /** Stores the user's permission for an API to use its cookies in a page. */
  allowStorageAccess (page: string, api: string): Promise<void>
}

/** Chromium with a profile of its own, in which third-party cookies are allowed or blocked. */
export async function launchChromiumWith (thirdPartyCookies: 'allowed' | 'blocked'): Promise<ChromiumWithSettings> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const isBlocked = thirdPartyCookies === 'blocked'
  await mkdir(join(profile, 'Default'))
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { cookie_controls_mode: isBlocked ? 1 : 2, block_third_party_cookies: isBlocked } }))
  const context = await chromium.launchPersistentContext(profile, launchOptions())
  context.setDefaultTimeout(PATIENCE)
  return {
    async open (url) {
      const page = await context.newPage()
      await page.goto(url)
      return {
        async go (url) { await page.goto(url) },
        run: (task, argument) => page.evaluate(task as (argument: unknown) => never, argument)
      }
    },
    async allowStorageAccess (origin, embeddedOrigin) {
      const session = await context.newCDPSession(context.pages()[0]!)
      await session.send('Browser.setPermission', { permission: { name: 'storage-access' }, setting: 'granted', origin, embeddedOrigin } as never)
    },
    async close () {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** Firefox that keeps the cookies of each site of a page apart, as in its default settings. All names lead to this machine. */
export function launchFirefoxWith (names: readonly string[]): Promise<BrowserWithSettings> {
  const preferences = { 'network.cookie.cookieBehavior': 5, 'network.dns.localDomains': names.join(',') }
  return launchFirefox({ preferences, acceptInsecureCerts: true })
}

/**
 * WebKit that blocks third-party cookies, as MiniBrowser does with an option, or allows them.
 *
 * @param proxyPort  the port of a proxy that leads all names to this machine
 */
export function launchWebKitWith (thirdPartyCookies: 'allowed' | 'blocked', proxyPort: number): Promise<BrowserWithSettings> {
  return launchWebKit({ args: thirdPartyCookies === 'blocked' ? ['--enable-itp=true'] : [], proxyPort, acceptInsecureCerts: true })
}
