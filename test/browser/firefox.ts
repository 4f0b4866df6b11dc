/** Launches Firefox, and drives it with WebDriver BiDi: https://w3c.github.io/webdriver-bidi/ */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { end, start, written, type EngineBrowser } from './tab.ts'

export const firefoxPath = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr'

/** All names of the tests lead to this machine. The rest only keeps Firefox from loading anything else. */
const PREFERENCES = {
  'network.dns.localDomains': 'app.test,api.test,other.test',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.startup.homepage': 'about:blank',
  'startup.homepage_welcome_url': 'about:blank',
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.newtab.preload': false,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.server': ''
}

export interface FirefoxOptions {
  /** More preferences, which replace those of the same name. */
  readonly preferences?: Readonly<Record<string, string | number | boolean>>
  /** Whether any certificate is accepted. Default: false. */
  readonly acceptInsecureCerts?: boolean
}

/** Launches Firefox with a new profile. Throws if it is not installed. */
export async function launchFirefox ({ preferences = {}, acceptInsecureCerts = false }: FirefoxOptions = {}): Promise<EngineBrowser> {
  if (!existsSync(firefoxPath)) {
    throw new Error(`There is no Firefox at ${firefoxPath}. Install Debian's firefox-esr, or set FIREFOX_PATH.`)
  }
  const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
  const lines = Object.entries({ ...PREFERENCES, ...preferences }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  await writeFile(join(profile, 'user.js'), lines.join(''))
  const args = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile]
  const child = start(firefoxPath, args, { HOME: profile })
  const [, address] = await written(child, /WebDriver BiDi listening on (ws:\S+)/)
  const { send, close } = await connect(`${address}/session`)
  const { capabilities } = await send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts } } })
  return {
    version: `Firefox ${capabilities.browserVersion}`,
    async open (url) {
      const { context } = await send('browsingContext.create', { type: 'tab' })
      const go = async (url: string): Promise<void> => { await send('browsingContext.navigate', { context, url, wait: 'complete' }) }
      await go(url)
      return {
        go,
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
      await end(child)
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

interface Connection {
  /** Sends a command and returns its result. */
  send (method: string, params: object): Promise<any>
  close (): void
}

async function connect (address: string): Promise<Connection> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map<number, { resolve (result: unknown): void, reject (error: Error): void }>()
  socket.on('message', data => {
    const { id, type, result, error, message } = JSON.parse(String(data))
    if (type === 'error') waiting.get(id)?.reject(new Error(`${error}: ${message}`))
    else if (id !== undefined) waiting.get(id)?.resolve(result)
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
