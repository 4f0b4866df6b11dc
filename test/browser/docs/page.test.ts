/** The documentation's page works in real Chromium. */
import type { Page } from 'playwright-core'
import t from 'tap'
import { documentPolicies } from '../../../lib/tools.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { leastOf, neverHopeless, timesAdded } from '../../growth.ts'
import { isLong, onlyLong, sample } from '../../unit/properties/seed.ts'
import { ADMIN, APP, SHOP } from '../../unit/docs/application.ts'
import { QUESTION, ask, fits, openPage, start, violationsIn } from './page.ts'

const { browser, documentation } = await start(t)

const settings = [[360, 'light'], [1280, 'light'], [360, 'dark'], [1280, 'dark']] as const
for (const [width, colorScheme] of sample(settings, 4)) {
  t.test(`the page works at ${width} pixels in ${colorScheme} without errors, overflow or accessibility problems`, async t => {
    const { page, noises } = await openPage(browser, documentation, { viewport: { width, height: 800 }, colorScheme })
    for (const state of ['initially', 'after a simulation that fails', 'after a successful simulation']) {
      if (state !== 'initially') await ask(page, { ...QUESTION, origin: state.endsWith('fails') ? SHOP : APP, headers: '' })
      t.ok(await fits(page), `nothing overflows ${state}`)
      t.strictSame(await violationsIn(page), [], `axe finds nothing ${state}`)
    }
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    t.equal(ground, colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)')
    t.strictSame(noises, [])
    await page.context().close()
  })
}

t.test('every control of the page is usable with the keyboard, in document order', async t => {
  const { page } = await openPage(browser, documentation)
  const expected = await page.evaluate(() => [...document.querySelectorAll('a, input, select, textarea, button')].map(it => it.id || it.textContent))
  const reached: string[] = []
  for (let i = 0; i < expected.length; i++) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate(() => document.activeElement!.id || document.activeElement!.textContent))
    t.not(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle), 'none', `${reached.at(-1)} shows that it has the focus`)
  }
  t.strictSame(reached, expected)

  await page.focus('#filter')
  await page.keyboard.type('prices')
  t.match(await page.getByRole('status').first().textContent(), /^1 of /)
  await page.focus('#target')
  await page.keyboard.type('/prices')
  await page.keyboard.press('Tab')
  await page.keyboard.type(SHOP)
  await page.keyboard.press('Enter')
  t.equal(await page.locator('#result .verdict').textContent(), `✓ A page of ${SHOP} can read the response.`)
  t.match(await page.locator('#result').textContent(), 'handled by GET /prices/:item')
  await page.context().close()
})

t.test('the table has a row for each route and policy, and the filter shows matching rows', async t => {
  const { page } = await openPage(browser, documentation)
  const shown = page.locator('tbody tr:not([hidden])')
  const all = await shown.count()
  t.equal(all, 23)
  t.strictSame(await page.locator('tbody tr', { has: page.getByRole('rowheader', { name: '/orders/:id' }) }).allInnerTexts().then(rows => rows.map(row => row.split('\t').map(cell => cell.trim()))), [
    ['/orders/:id', 'DELETE', 'Override for DELETE /orders/:id and 1 more', 'config.cors of the route', `${ADMIN}, with credentials`],
    ['/orders/:id', 'GET, HEAD, PUT', 'Policy of the scope', 'the scope', `${APP}, with credentials`],
    ['/orders/:id', 'POST', 'Policy public', 'config.cors of the route', 'any origin']
  ])
  for (const [query, count] of [['/orders/:id', 4], ['delete', 2], ['delete config', 2], ['/orders/:id put', 1], ['is off', 1], ['nothing like it', 0], ['', all]] as const) {
    await page.fill('#filter', query)
    t.equal(await shown.count(), count, query)
    t.equal(await page.getByRole('status').first().textContent(), `${count} of ${all} rows`)
  }
  await page.context().close()
})

t.test('the page links to each policy, and supports fragments in its URL', async t => {
  const { page } = await openPage(browser, documentation, {}, '#policy-public')
  t.equal(await page.locator(':target').textContent(), 'Policy public')
  const y = await page.locator(':target').evaluate(element => element.getBoundingClientRect().top)
  t.ok(y >= 0 && y < 720, 'the target is visible')
  await page.locator('tbody a', { hasText: 'Override for DELETE' }).first().click()
  t.equal(await page.locator(':target').textContent(), 'Override for DELETE /orders/:id and 1 more')
  const targets = await page.evaluate(() => [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')].filter(link => document.getElementById(link.hash.slice(1)) === null).length)
  t.equal(targets, 0, 'every link has a target')
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(element => element.id))
  t.equal(new Set(ids).size, ids.length, 'ids are unique')
  await page.context().close()
})

t.test('the page shows a message without JavaScript', async t => {
  const { page } = await openPage(browser, documentation, { javaScriptEnabled: false })
  t.match(await page.locator('body').innerText(), /^This page needs JavaScript\./)
  await page.context().close()
})

t.test('the print version has routes and policies, but no form', async t => {
  const { page } = await openPage(browser, documentation)
  await page.emulateMedia({ media: 'print' })
  for (const selector of ['form', 'nav', '#filter']) t.notOk(await page.locator(selector).isVisible(), selector)
  for (const selector of ['table', 'article >> nth=0']) t.ok(await page.locator(selector).isVisible(), selector)
  await page.emulateMedia({ media: 'screen' })
  await page.fill('#filter', 'prices')
  t.strictSame(await displayed(page), ['table-row'])
  await page.emulateMedia({ media: 'print' })
  t.strictSame(await displayed(page), Array(23).fill('table-row'), 'all rows, regardless of the filter')
  await page.setViewportSize({ width: 400, height: 800 })
  t.strictSame(await displayed(page), Array(23).fill('block'), 'the same on narrow paper')
  await page.context().close()
})

t.test('many routes and policies open and are filtered', async t => {
  const size = isLong ? 1000 : 200
  const { page, noises } = await openPage(browser, large(size))
  t.equal(await page.locator('tbody tr').count(), size + 2)
  t.equal(await page.locator('article').count(), size / 5 + 1)
  await page.fill('#filter', '/r77')
  t.equal(await page.locator('tbody tr:not([hidden])').count(), isLong ? 11 : 1)
  t.strictSame(noises, [])
  await page.context().close()
})

t.test('1,000 routes and 200 policies open and are filtered in a time that grows as they do', onlyLong, async t => {
  const [size, factor] = [1000, 8]
  const pages = { many: await openPage(browser, large(size)), few: await openPage(browser, large(size / factor)), none: await openPage(browser, large(0)) }
  const open = (page: Page) => page.reload()
  const filter = (page: Page) => page.locator('#filter').evaluate(field => {
    for (const text of ['/r77', '']) {
      ;(field as HTMLInputElement).value = text
      field.dispatchEvent(new Event('input'))
      // Reading it makes the browser lay out.
      if (document.body.offsetHeight === 0) throw new Error('there is no page')
    }
  })
  for (const [what, act] of Object.entries({ opened: open, filtered: filter })) {
    const read = ({ page }: { readonly page: Page }) => () => workOf(page, act)
    const growth = ({ many, few, none }: Readonly<Record<keyof typeof pages, number>>) => timesAdded(many - none, factor * (few - none))
    // What is linear takes once as much, and what is quadratic `factor` times as much.
    const most = Math.sqrt(factor)
    const measured = growth(await leastOf({ many: read(pages.many), few: read(pages.few), none: read(pages.none) }, least => neverHopeless(growth(least) / most)))
    t.ok(measured <= most, `it is ${what} in ${measured.toFixed(2)} times the time of ${factor} pages with as much together`)
  }
  for (const { page } of Object.values(pages)) await page.context().close()
})

/** Seconds that the page's own thread works for something, however busy the machine is. */
async function workOf (page: Page, act: (page: Page) => Promise<unknown>): Promise<number> {
  // A session counts from its beginning, or from where the page is loaded anew.
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await act(page)
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  return metrics.find(({ name }) => name === 'TaskDuration')!.value
}

/** How the rows that are to be seen are shown. */
async function displayed (page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('tbody tr')].map(row => getComputedStyle(row).display).filter(display => display !== 'none'))
}

function large (size: number): CorsDocumentation {
  const policies = Object.fromEntries(Array.from({ length: Math.ceil(size / 5) }, (_, i): [string, CorsPolicy] =>
    [`policy${i}`, { origins: [`https://a${i}.test`, `https://*.b${i}.test`], credentials: true, methods: ['PUT', 'DELETE'], allowedHeaders: ['X-A'], maxAge: i }]))
  const routes = Object.fromEntries(Array.from({ length: size }, (_, i) => [`/r${i}/:id`, `policy${i % Math.ceil(size / 5)}`]))
  return documentPolicies({ origins: '*', policies, routes })
}
