/** The pages that send requests, each with an origin of its own, and how they are opened. */
import type { BrowserContext, Page } from 'playwright-core'
import { pathToFileURL } from 'node:url'
import { EXTENSION_ORIGIN, EXTENSION_PAGE } from './extension.ts'
import type { PageServer } from './servers.ts'

/** The hosts of the pages, as they are in origins. */
const HOSTS = {
  app: 'app.test',
  /** Of the same site. */
  sibling: 'www.app.test',
  /** Of another. */
  other: 'other.test',
  dotted: 'app.test.',
  underscore: 'a_b.app.test',
  apostrophe: "a'b.app.test",
  idn: 'xn--bcher-kva.test',
  ipv4: '127.0.0.1'
} as const

/** Hosts that are written otherwise where they are typed. */
const TYPED = { idn: 'bücher.test', ipv4: '127.1' } as const

/** Origins of the pages, known once the page server listens. */
export type Origins = Readonly<Record<keyof typeof HOSTS | 'ipv6' | 'extension', string>>

/** A page; `api` is one of the API's own, `file` one that no server sent, whose origin is `null`. */
export type PageName = keyof Origins | 'api' | 'file'

export function originsOf ({ port, portOfIPv6 }: PageServer): Origins {
  const ofHosts = Object.fromEntries(Object.entries(HOSTS).map(([name, host]) => [name, `http://${host}:${port}`]))
  return {
    ...ofHosts as Record<keyof typeof HOSTS, string>,
    ipv6: `http://[::1]:${portOfIPv6}`,
    extension: EXTENSION_ORIGIN
  }
}

/** Opens it in a new tab. */
export async function openPage (
  context: BrowserContext, name: PageName, origins: Readonly<Record<PageName, string>>
): Promise<Page> {
  const tab = await context.newPage()
  if (name === 'file') await tab.goto(pathToFileURL(import.meta.filename).href)
  else if (name === 'extension') await tab.goto(`${EXTENSION_ORIGIN}${EXTENSION_PAGE}`)
  else if (name === 'idn' || name === 'ipv4') await type(tab, origins[name].replace(HOSTS[name], TYPED[name]))
  else await tab.goto(origins[name])
  return tab
}

/** Not by `goto`, which leaves nothing for the browser to normalize. */
async function type (tab: Page, url: string): Promise<void> {
  const loaded = tab.waitForEvent('load')
  const session = await tab.context().newCDPSession(tab)
  await session.send('Page.navigate', { url })
  await loaded
}
