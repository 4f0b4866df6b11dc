/** The site in Firefox and WebKit: its pages load without errors, and the playground marks a mistake and has a verdict. */
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { EXAMPLE, toFragment } from '../../../docs/.vitepress/theme/playground/share.ts'
import type { EngineBrowser, Tab } from '../tab.ts'

/** Runs in each page before anything else: problems are kept until the test reads them. */
export const RECORDER = `<script>
  window.problems = []
  addEventListener('error', event => problems.push(event.message ?? 'a resource: ' + (event.target.src ?? event.target.href)), true)
  addEventListener('unhandledrejection', event => problems.push(String(event.reason)))
  console.error = (...parts) => problems.push(parts.join(' '))
</script>`

interface Situation {
  readonly problems: readonly string[]
  readonly title: string
  readonly isWide: boolean
}

/** Milliseconds that any wait in a page may take, on a machine that is busy with other work. */
export const LIMIT = 120_000

/** What a page of the site is like once it has an element. Runs in the page. */
async function situation ([selector, limit]: readonly [selector: string, limit: number]): Promise<Situation> {
  for (const end = Date.now() + limit; document.querySelector(selector) === null;) {
    if (Date.now() > end) throw new Error(`${location.href} has no ${selector}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const { problems } = window as unknown as { readonly problems: readonly string[] }
  return { problems, title: document.querySelector('h1')?.textContent ?? '', isWide: document.documentElement.scrollWidth > window.innerWidth }
}

/** Waits until the playground has a text, and returns it. Runs in the page. */
async function textOf ([selector, part, limit]: readonly [selector: string, part: string, limit: number]): Promise<string> {
  for (const end = Date.now() + limit; ;) {
    const text = [...document.querySelectorAll(selector)].map(it => it.textContent).join('\n')
    if (text.includes(part)) return text
    if (Date.now() > end) throw new Error(`${location.href}: ${selector} does not have "${part}", but "${text}"`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Fails with a sentence about what has not happened: a driver itself may wait for ever. */
export async function within<Result> (task: Promise<Result>, otherwise: string): Promise<Result> {
  const alarm = new AbortController()
  const late = delay(LIMIT + 30_000, undefined, { signal: alarm.signal }).then(() => { throw new Error(`${otherwise} in ${LIMIT / 1000 + 30} seconds`) })
  try {
    return await Promise.race([task, late])
  } finally {
    alarm.abort()
  }
}

const inPage = (tab: Tab, selector: string) =>
  within(tab.run(situation, [selector, LIMIT] as const), `the driver does not say whether there is ${selector}`)

const textIn = (tab: Tab, selector: string, part: string) =>
  within(tab.run(textOf, [selector, part, LIMIT] as const), `the driver does not say whether ${selector} has "${part}"`)

export function testEngine (browser: EngineBrowser, origin: string, paths: readonly string[]): void {
  t.test(`pages load without errors in ${browser.version}`, async t => {
    const page = await browser.open('about:blank')
    for (const path of paths) {
      await within(page.go(`${origin}${path}`), `${path} does not load`)
      const { problems, title, isWide } = await inPage(page, path === '/playground' ? '.conversation .verdict' : '.VPFooter, .VPDocFooter')
      t.strictSame(problems, [], path)
      t.not(title, '', path)
      t.notOk(isWide, `nothing overflows in ${path}`)
    }
  })

  t.test(`the playground marks a mistake, and has verdicts and a difference, in ${browser.version}`, async t => {
    const open = (policy: string) =>
      within(browser.open(`${origin}/playground#${toFragment({ ...EXAMPLE, policy, before: '{ "origins": ["https://shop.example"] }' })}`), `the playground with ${policy} does not load`)
    const mistaken = await open('{ "origins": ["https://app.example.com/"] }')
    t.match(await textIn(mistaken, '.remarks', 'origin-has-path'), /has a path/)
    await textIn(mistaken, '.cm-lintRange-error', 'https://app.example.com/')
    t.strictSame((await inPage(mistaken, 'h1')).problems, [])

    const page = await open('{ "origins": ["https://app.example.com"], "maxAge": 600 }')
    t.match(await textIn(page, '.conversation .verdict', 'cannot read the response'), /app\.example\.com/)
    const difference = await textIn(page, '.difference', 'gained')
    t.match(difference, /https:\/\/app\.example\.com/)
    t.match(difference, /https:\/\/shop\.example/)
    t.strictSame((await inPage(page, 'h1')).problems, [])
  })
}
