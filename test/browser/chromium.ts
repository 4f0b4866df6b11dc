/** Finds Chromium, and launches it for tests that need a real browser. */
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { isLong } from '../unit/properties/seed.ts'

/** Every name that the pages and the API of a test have leads to this machine. */
const HOST_RULES = 'MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1'

export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/**
 * Chromium's own engine and network without what users see around a page, in a program that opens a page with a quarter of the work. It has
 * no extensions and no settings for cookies. Long runs use the whole browser for everything.
 */
const shellPath = process.env['CHROMIUM_SHELL_PATH'] ?? (process.env['CHROMIUM_PATH'] === undefined ? '/usr/bin/chromium-headless-shell' : '')

/** Milliseconds for which a browser stays open for the next test file of this process. */
const KEPT = 1_000

/** Milliseconds after which a browser that does not close its pages is ended. */
const CLOSED_WITHIN = 60_000

/** A browser that test files share. */
interface Shared {
  readonly browser: Promise<Browser>
  users: number
}

/** Milliseconds that a browser has for anything. One busy core may take a minute to start it. */
export const PATIENCE = 300_000

/** By path. */
const shared = new Map<string, Shared>()

/** What the caller gets is its own: closing it closes the pages that it has opened. Throws if Chromium is not installed. */
export async function launchChromium (): Promise<Browser> {
  const path = !isLong && existsSync(shellPath) ? shellPath : chromiumPath
  if (!existsSync(path)) throw new Error(`There is no Chromium at ${path}. Install Debian's chromium, or set CHROMIUM_PATH.`)
  const one = shared.get(path) ?? launch(path)
  one.users++
  const contexts: BrowserContext[] = []
  const browser = await one.browser
  const own: Partial<Browser> = {
    async newContext (options) {
      const context = await browser.newContext(options)
      context.setDefaultTimeout(PATIENCE)
      contexts.push(context)
      return context
    },
    async newPage (options) {
      const page = await browser.newPage(options)
      page.setDefaultTimeout(PATIENCE)
      contexts.push(page.context())
      return page
    },
    async close () {
      one.users--
      const closed = Promise.all(contexts.splice(0).map((context) => context.close()))
      const isLate = await Promise.race([closed.then(() => false), delay(CLOSED_WITHIN, true, { ref: false })])
      closeUnused(path, one, isLate).catch(() => {})
    }
  }
  return new Proxy(browser, {
    get (target, name) {
      const value: unknown = Reflect.get(name in own ? own : target, name)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

/** Starts it. If it fails or ends by itself, the next test file starts another one. */
function launch (path: string): Shared {
  const one: Shared = { browser: chromium.launch({ ...launchOptions(), executablePath: path }), users: 0 }
  shared.set(path, one)
  const forget = () => { forgetOne(path, one) }
  one.browser.then(browser => browser.once('disconnected', forget), forget)
  return one
}

/** Another one may have taken its place: it can start before this one has ended. */
function forgetOne (path: string, one: Shared): void {
  if (shared.get(path) === one) shared.delete(path)
}

/** Closes a browser that no test file wants within a second, or that no test file should have any more. */
async function closeUnused (path: string, one: Shared, isBroken: boolean): Promise<void> {
  if (!isBroken) await delay(KEPT)
  if (one.users > 0 && !isBroken) return
  forgetOne(path, one)
  await (await one.browser).close()
}

/** Where Chromium is, and its command line. */
export function launchOptions (args: readonly string[] = []) {
  return {
    executablePath: chromiumPath,
    timeout: PATIENCE,
    args: ['--no-sandbox', `--host-resolver-rules=${HOST_RULES}`, '--ignore-certificate-errors', ...args]
  }
}
