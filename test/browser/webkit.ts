/** Launches WebKitGTK's MiniBrowser on a virtual screen, and drives it with WebDriver: https://www.w3.org/TR/webdriver2/ */
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../integration/free-port.ts'
import { end, start, written, type EngineBrowser } from './tab.ts'

const driverPath = process.env['WEBKIT_DRIVER_PATH'] ?? '/usr/bin/WebKitWebDriver'
const screenPath = process.env['XVFB_PATH'] ?? '/usr/bin/Xvfb'

/** Milliseconds for one run in a page. */
const SCRIPT = 600_000

export interface WebKitOptions {
  /** More arguments of MiniBrowser. */
  readonly args?: readonly string[]
  /** The port of a proxy on this machine, for every name but `localhost`. Default: no proxy. */
  readonly proxyPort?: number
  /** Whether any certificate is accepted. Default: false. */
  readonly acceptInsecureCerts?: boolean
}

/** Launches WebKit. Without a proxy, it knows only the names of hosts that this machine knows. Throws if it is not installed. */
export async function launchWebKit ({ args = [], proxyPort, acceptInsecureCerts = false }: WebKitOptions = {}): Promise<EngineBrowser> {
  for (const path of [driverPath, screenPath]) {
    if (!existsSync(path)) throw new Error(`There is no program at ${path}. Install Debian's webkit2gtk-driver and xvfb.`)
  }
  const home = await mkdtemp(join(tmpdir(), 'webkit-'))
  const { screen, display } = await startScreen()
  const port = await freePort()
  const driver = start(driverPath, [`--port=${port}`], {
    HOME: home,
    DISPLAY: display,
    LIBGL_ALWAYS_SOFTWARE: '1',
    NO_AT_BRIDGE: '1',
    // Its sandbox does not work for root.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1'
  })
  const send = async (method: string, path: string, body?: object): Promise<any> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    const { value } = await response.json() as { value: any }
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }
  await driverListens(send)
  // The capability of WebDriver for proxies would need a proxy with a trusted certificate.
  const proxy = proxyPort === undefined ? [] : [`--proxy=http://127.0.0.1:${proxyPort}`, '--ignore-host=localhost', '--ignore-host=127.0.0.1']
  const browserOptions = { binary: miniBrowser(), args: ['--automation', ...proxy, ...args] }
  const { sessionId, capabilities } = await send('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions, acceptInsecureCerts } }
  })
  const session = `/session/${sessionId}`
  await send('POST', `${session}/timeouts`, { script: SCRIPT })
  let turn: Promise<unknown> = Promise.resolve()
  /** A session has one current window, so only one task runs at a time. */
  const inTurn = <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(task)
    turn = result.catch(() => {})
    return result
  }
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    open: url => inTurn(async () => {
      const { handle } = await send('POST', `${session}/window/new`, { type: 'tab' })
      await send('POST', `${session}/window`, { handle })
      await send('POST', `${session}/url`, { url })
      return {
        go: url => inTurn(async () => {
          await send('POST', `${session}/window`, { handle })
          await send('POST', `${session}/url`, { url })
        }),
        run: (task, argument) => inTurn(async () => {
          await send('POST', `${session}/window`, { handle })
          const script = `const [text, done] = arguments;
            (${task})(JSON.parse(text)).then(result => done({ result: JSON.stringify(result) }), error => done({ error: String(error) }))`
          const { result, error } = await send('POST', `${session}/execute/async`, { script, args: [JSON.stringify(argument)] })
          if (error !== undefined) throw new Error(error)
          return JSON.parse(result)
        })
      }
    }),
    async close () {
      await send('DELETE', session).catch(() => {})
      await end(driver)
      await end(screen)
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** Starts a virtual screen beside those that the machine has. */
export async function startScreen (): Promise<{ readonly screen: ChildProcess, readonly display: string }> {
  // It writes the number of its screen to the fourth stream, and may complain before about numbers that are in use.
  const screen = start(screenPath, ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'])
  const [number] = await written(screen, /^\d+(?=\n)/m)
  return { screen, display: `:${number}` }
}

/** Waits until the driver listens. */
async function driverListens (send: (method: string, path: string) => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await send('GET', '/status')
      return
    } catch (error) {
      if (tries === 600) throw error
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

/** Debian has the programs of WebKit in a folder for the architecture. */
function miniBrowser (): string {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch
  return `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`
}
