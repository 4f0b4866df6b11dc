/** The site in Firefox and WebKit: its pages load without errors, and the playground marks a mistake and has a verdict. */
import t from 'tap'
import { EXAMPLE, toFragment } from '../../../docs/.vitepress/theme/playground/share.ts'
import type { EngineBrowser } from '../tab.ts'

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

/** What a page of the site is like once it has an element. Runs in the page. */
async function situation (selector: string): Promise<Situation> {
  while (document.querySelector(selector) === null) await new Promise(resolve => setTimeout(resolve, 20))
  const { problems } = window as unknown as { readonly problems: readonly string[] }
  return { problems, title: document.querySelector('h1')?.textContent ?? '', isWide: document.documentElement.scrollWidth > window.innerWidth }
}

/** Waits until the playground has a text, and returns it. Runs in the page. */
async function textOf ([selector, part]: readonly [selector: string, part: string]): Promise<string> {
  for (;;) {
    const text = [...document.querySelectorAll(selector)].map(it => it.textContent).join('\n')
    if (text.includes(part)) return text
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

export function testEngine (browser: EngineBrowser, origin: string, paths: readonly string[]): void {
  t.test(`pages load without errors in ${browser.version}`, async t => {
    for (const path of paths) {
      const page = await browser.open(`${origin}${path}`)
      const { problems, title, isWide } = await page.run(situation, path === '/playground' ? '.conversation .verdict' : '.VPFooter, .VPDocFooter')
      t.strictSame(problems, [], path)
      t.not(title, '', path)
      t.notOk(isWide, `nothing overflows in ${path}`)
    }
  })

  t.test(`the playground marks a mistake, and has verdicts and a difference, in ${browser.version}`, async t => {
    const open = (policy: string) => browser.open(`${origin}/playground#${toFragment({ ...EXAMPLE, policy, before: '{ "origins": ["https://shop.example"] }' })}`)
    const mistaken = await open('{ "origins": ["https://app.example.com/"] }')
    t.match(await mistaken.run(textOf, ['.remarks', 'origin-has-path'] as const), /has a path/)
    await mistaken.run(textOf, ['.cm-lintRange-error', 'https://app.example.com/'] as const)
    t.strictSame((await mistaken.run(situation, 'h1')).problems, [])

    const page = await open('{ "origins": ["https://app.example.com"], "maxAge": 600 }')
    t.match(await page.run(textOf, ['.conversation .verdict', 'cannot read the response'] as const), /app\.example\.com/)
    const difference = await page.run(textOf, ['.difference', 'gained'] as const)
    t.match(difference, /https:\/\/app\.example\.com/)
    t.match(difference, /https:\/\/shop\.example/)
    t.strictSame((await page.run(situation, 'h1')).problems, [])
  })
}
