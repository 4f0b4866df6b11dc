/** Whether the model of cookies agrees with Chromium, Firefox and WebKit: each row of the measured table, in real browsers over https. */
import type { Test } from 'tap'
import { COOKIES, MEASURED, type MeasuredRow } from '../../unit/cookies/measured.ts'
import { sample } from '../../unit/properties/seed.ts'
import type { Tab } from '../tab.ts'
import type { BrowserWithSettings } from './browsers.ts'
import type { CookieServers } from './server.ts'

interface Place {
  readonly page: string
  readonly api: string
  readonly setAt: string
  readonly redirect: string
}

/** The URLs of a row: its own hosts, which lead to this machine. Ports do not matter to cookies. */
function placeOf ({ page, api, setBy, setAt = api }: MeasuredRow, i: number, { httpsPort, httpPort }: CookieServers, suffix = '.test'): Place {
  const moved = (url: string): string => {
    const { protocol, hostname } = new URL(url)
    // An address has no names of its own, so cookies of an earlier row would be left.
    if (hostname === '127.0.0.1' && setBy === 'response') return `${protocol}//127.0.0.2:${httpPort}`
    const host = hostname.endsWith('.com') ? `${hostname.slice(0, hostname.indexOf('.'))}.r${i}-${hostname.slice(hostname.indexOf('.') + 1).replace('.com', suffix)}` : hostname
    return `${protocol}//${host}:${protocol === 'https:' ? httpsPort : httpPort}`
  }
  return { page: moved(page), api: moved(api), setAt: moved(setAt), redirect: `https://x.redirects-r${i}${suffix}:${httpsPort}` }
}

/** The names of the cookies that a request of the page has. */
async function cookiesIn (tab: Tab, row: MeasuredRow, place: Place): Promise<string> {
  const { setBy, attributes = '', credentials = 'include', redirected } = row
  const lines = Object.values(COOKIES).map(line => line + attributes.replace(/site-([ab])\.com/, (_, site: string) => new URL(place.setAt).hostname.replace(/^[^.]+\./, '').replace(/site-[ab]/, `site-${site}`)))
  const setting = `${place.setAt}/?${lines.map(line => `set=${encodeURIComponent(line)}`).join('&')}`
  if (setBy === 'visit') await tab.go(setting)
  await tab.go(`${place.page}/`)
  const reading = redirected === true ? `${place.redirect}/?location=${encodeURIComponent(`${place.api}/cookies`)}` : `${place.api}/cookies`
  const names = await tab.run(async ({ setBy, setting, reading, credentials }: { setBy: string, setting: string, reading: string, credentials: RequestCredentials }) => {
    if (setBy === 'response') await fetch(setting, { credentials })
    if (setBy === 'frame') {
      const frame = document.createElement('iframe')
      frame.src = setting
      const loaded = new Promise(resolve => { frame.onload = resolve })
      document.body.append(frame)
      await loaded
    }
    return (await fetch(reading, { credentials })).json() as Promise<string[]>
  }, { setBy, setting, reading, credentials })
  return Object.keys(COOKIES).filter(name => names.includes(name)).join(' ')
}

/** The rows whose result does not need a permission of the user. */
const ROWS = [...MEASURED.entries()].filter(([, { storageAccess }]) => storageAccess === undefined)

/** @param column  of `sent` in a row */
export async function compareCookies (t: Test, browser: BrowserWithSettings, column: 0 | 1 | 2 | 3 | 4, servers: CookieServers, suffix?: string): Promise<void> {
  const tab = await browser.open('about:blank')
  for (const [i, row] of sample(ROWS, 2)) {
    const expected = row.sent[column]
    if (expected !== null) t.equal(await cookiesIn(tab, row, placeOf(row, i, servers, suffix)), expected, row.name)
  }
}

/** The hosts of all rows. */
export function cookieHosts (servers: CookieServers): readonly string[] {
  const hosts = ROWS.flatMap(([i, row]) => Object.values(placeOf(row, i, servers)).map(url => new URL(url).hostname))
  return [...new Set(hosts)].filter(name => name.endsWith('.test'))
}
