/**
 * Browsers with a setting for third-party cookies. The defaults of distributions and of drivers differ: Debian's Chromium blocks these cookies,
 * and drivers of Firefox often turn its separation of sites off. So each setting is set.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { WebSocket } from 'ws'
import { chromiumPath, launchOptions } from '../chromium.ts'

/** A page that stays open. */
export interface OpenPage {
  /** Runs a function in the page. It cannot use anything outside of it. The argument and the result are JSON. */
  run<Argument, Result> (task: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result>
}

export interface CookieBrowser {
  open (url: string): Promise<OpenPage>
  close (): Promise<void>
}

const firefoxPath = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr'

export const hasChromium = existsSync(chromiumPath)
export const hasFirefox = existsSync(firefoxPath)

export interface ChromiumWithCookies extends CookieBrowser {
  /** Stores the user's permission for an API to use its cookies in a page. */
  allowStorageAccess (page: string, api: string): Promise<void>
}

/** Chromium with a profile of its own, in which third-party cookies are allowed or blocked. */
export async function launchChromiumWith (thirdPartyCookies: 'allowed' | 'blocked'): Promise<ChromiumWithCookies> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const isBlocked = thirdPartyCookies === 'blocked'
  await mkdir(join(profile, 'Default'))
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { cookie_controls_mode: isBlocked ? 1 : 2, block_third_party_cookies: isBlocked } }))
  const context = await chromium.launchPersistentContext(profile, launchOptions({}))
  return {
    async open (url) {
      const page = await context.newPage()
      await page.goto(url)
      return { run: (task, argument) => page.evaluate(task as (argument: unknown) => never, argument) }
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
export async function launchFirefoxWith (names: readonly string[]): Promise<CookieBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
  const preferences = {
    'network.cookie.cookieBehavior': 5,
    'network.dns.localDomains': names.join(','),
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,#remote-settings-dummy/v1'
  }
  await writeFile(join(profile, 'user.js'), Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''))
  const child = spawn(firefoxPath, ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } })
  const address = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const found = /listening on (ws:\S+)/.exec(output += text)
      if (found !== null) resolve(found[1]!)
    })
    child.once('exit', code => reject(new Error(`Firefox has ended with ${code}: ${output}`)))
  })
  const { send, close } = await connect(`${address}/session`)
  await send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } })
  return {
    async open (url) {
      const { context } = await send('browsingContext.create', { type: 'tab' })
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
      return {
        async run (task, argument) {
          const { type, result, exceptionDetails } = await send('script.callFunction', {
            functionDeclaration: `async text => JSON.stringify(await (${task})(JSON.parse(text)))`,
            arguments: [{ type: 'string', value: JSON.stringify(argument) }],
            awaitPromise: true,
            target: { context }
          })
          if (type !== 'success') throw new Error(exceptionDetails.text)
          return JSON.parse(result.value)
        }
      }
    },
    async close () {
      close()
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** A connection of WebDriver BiDi: https://w3c.github.io/webdriver-bidi/ */
async function connect (address: string): Promise<{ send (method: string, params: object): Promise<any>, close (): void }> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const waiting = new Map<number, { resolve (result: unknown): void, reject (error: Error): void }>()
  socket.on('message', data => {
    const { id, type, result, error, message } = JSON.parse(String(data))
    if (type === 'error') waiting.get(id)?.reject(new Error(`${error}: ${message}`))
    else waiting.get(id)?.resolve(result)
  })
  let id = 0
  return {
    send: (method, params) => new Promise((resolve, reject) => {
      waiting.set(++id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    }),
    close: () => socket.close()
  }
}
