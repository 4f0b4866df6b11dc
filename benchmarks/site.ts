/**
 * How long the playground of the documentation's site takes: `npm run bench:site`, with Chromium, on a machine that does nothing else. The
 * exit code is 1 if it takes longer than it must.
 */
import type { Browser } from 'playwright-core'
import { launchChromium } from '../test/browser/chromium.ts'
import { buildSite, serveSite } from '../test/browser/site/serve-site.ts'
import { interleave, ratio } from './measure.ts'

const ROUNDS = 15
const MOST = 1.5

/** A page is interactive once its framework runs it, and the playground once it has an editor and a verdict. */
const PAGES = {
  plain: ['/tutorial/', "document.querySelector('#app')?.__vue_app__ !== undefined"],
  playground: ['/playground', "document.querySelector('.cm-content') !== null && document.querySelector('.conversation .verdict') !== null"]
} as const

/**
 * Milliseconds from the start of a navigation with an empty cache until something is true in a page.
 *
 * @param ready  an expression
 */
async function readyAfter (browser: Browser, url: string, ready: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(ready, undefined, { polling: 5 })
  const time = await page.evaluate('performance.now()') as number
  await context.close()
  return time
}

const { status, stderr } = buildSite()
if (status !== 0) throw new Error(`The site cannot be built: ${stderr}`)
const browser = await launchChromium()
const { origin, close } = await serveSite()
const turns = Object.entries(PAGES).map(([name, [path, ready]]) => [name, () => readyAfter(browser, `${origin}${path}`, ready)] as const)
const { median, lower, upper } = ratio(await interleave(new Map(turns), { rounds: ROUNDS, turns: 1, warmUps: 1 }), 'playground', 'plain')
await browser.close()
await close()
const isMet = median <= MOST
console.log(`the time until the playground is interactive ÷ that of a plain page: ${median} (${lower} to ${upper}), at most ${MOST}${isMet ? '' : ' (EXCEEDED)'}`)
if (!isMet) process.exitCode = 1
