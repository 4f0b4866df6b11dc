/** The documentation's page in real Chromium. */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { documentPolicies } from '../../../lib/tools.ts'
import { consoleLines } from '../../../lib/explain/trace-text.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import type { Engine, HeaderLine } from '../../../types/browser.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { launchChromium } from '../chromium.ts'
import { assertBuilt } from '../../dist.ts'
import { leastOf, neverHopeless, timesAdded } from '../../growth.ts'
import { isLong, onlyLong, sample } from '../../unit/properties/seed.ts'
import { ADMIN, APP, SHOP, buildApplication } from '../../unit/docs/application.ts'
import { ask, openPage } from './page.ts'

assertBuilt()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const QUESTION = { target: '/orders/:id', origin: SHOP, method: 'PUT', headers: 'X-A: 1', credentials: 'include', engine: 'standard' }

const browser = await launchChromium('the documentation\'s page in real Chromium')
if (browser === undefined) {
  t.plan(0, 'no Chromium')
} else {
  t.teardown(() => browser.close())
  const app = await buildApplication()
  t.teardown(() => app.close())
  const documentation = await app.cors.documentation()

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

  t.test('the simulator shows the same results as explain', async t => {
    const { page, noises } = await openPage(browser, documentation)
    for (const [path, origin, method, headers, credentials, engine] of sample(ASKED, 2)) {
      const target = documentation.routes.find(({ url }) => url === path)!
      const { constraints } = target
      const explanation = await app.cors.explain({
        origin, method, url: target.example!.path, headers: headers as readonly HeaderLine[], credentials: credentials as 'omit', engine: engine as Engine
      })
      await ask(page, { target: constraints === '' ? path : `${path} with ${constraints}`, origin, method, headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'), credentials, engine })
      const name = `${method} ${path} of ${origin}`
      t.equal(await page.locator('#result .verdict').getAttribute('data-outcome'), explanation.outcome, name)
      const { exchanges, failure, readable, nearMisses } = explanation
      // Of an engine, the page shows only its own message.
      const sentences = consoleLines(explanation).map(([, text]) => text.replaceAll('\n', ' '))
      t.strictSame(await page.locator('.exchanges > li').evaluateAll(items => items.map(item => ({
        method: item.querySelector('h3 code')!.textContent,
        status: item.querySelector('h4 code')!.textContent,
        lines: [...item.querySelectorAll('pre')].flatMap(lines => lines.textContent.split('\n')),
        steps: [...item.querySelectorAll('.steps li')].map(step => step.textContent)
      }))), exchanges.map(({ request, response, steps }) => ({
        method: request.method,
        status: String(response.status ?? 'status of the handler'),
        lines: [...request.headers, ...response.headers].map(([name, value]) => escapeText(`${name}: ${value}`)),
        steps: steps.map(({ check, passed }) => `${passed ? '✓' : '✗'} ${check}`)
      })), name)
      const text = escapeText((await page.locator('#result').innerText()).replaceAll('\n', ' '))
      for (const expected of [...failure === null ? [] : [failure.message], ...sentences, ...nearMisses.map(({ message }) => message)]) {
        t.ok(text.includes(escapeText(expected).replaceAll('`', '')), `${name}: ${expected}`)
      }
      t.strictSame(await page.locator('#result a').evaluateAll(links => links.map(link => link.getAttribute('href'))), failure === null ? [] : [failure.section])
      if (readable !== null) t.ok(text.includes(readable.everything ? 'all except Set-Cookie' : readable.names.join(', ')), name)
    }
    t.strictSame(noises, [])
    await page.context().close()
  })

  t.test('the page lists sources of origins, and the simulator takes their result', async t => {
    const described = documentPolicies({ origins: [APP, { source: 'tenants', key: 'host' }], credentials: true, policies: { all: { origins: [{ source: 'tenants' }] } } })
    const withSources = { ...described, sources: described.sources.map(source => ({ ...source, description: 'a store' })) }
    const { page, noises } = await openPage(browser, withSources, { viewport: { width: 360, height: 800 } })
    t.match(await page.locator('section[aria-labelledby=sources]').innerText(),
      /^Sources of origins\ntenants \(a store\): used by Policy of the scope for the host of the request, Policy all$/)
    t.ok((await page.locator('nav').innerText()).includes('Sources of origins'))
    t.strictSame(await page.locator('#source-result option').allTextContents(), ['unknown', 'listed', 'not-listed', 'stale', 'unavailable', 'busy'])
    const form = { ...QUESTION, target: 'all other routes', headers: '', credentials: 'include' }
    for (const [result, text] of [
      ['', /✗ A page of .* cannot read the response\.[^]*The source tenants decides about https:\/\/shop\.example, but it cannot be read here\./],
      ['listed', /✓ A page of .* can read the response\.[^]*The source tenants has https:\/\/shop\.example for the host of the request\./],
      ['stale', /✗ A page of .* cannot read the response\.[^]*The source tenants was last read too long ago/]
    ] as const) {
      await page.selectOption('#source-result', result)
      await ask(page, form)
      t.match(await page.locator('#result').innerText(), text, result)
      await page.selectOption('#source-result', 'busy')
      t.equal(await page.locator('#result').textContent(), '', 'cleared')
    }
    t.ok(await fits(page))
    t.strictSame(await violationsIn(page), [])
    t.strictSame(noises, [])
    await page.context().close()
  })

  t.test('the simulator clears the result when the form changes', async t => {
    const { page } = await openPage(browser, documentation)
    const changes: (() => Promise<unknown>)[] = [
      () => page.fill('#origin', APP), () => page.fill('#method', 'DELETE'), () => page.fill('#headers', 'X-A: 1'),
      () => page.selectOption('#target', { label: '/health' }), () => page.selectOption('#credentials', 'omit'), () => page.selectOption('#engine', 'safari')
    ]
    for (const change of sample(changes, 2)) {
      await ask(page, QUESTION)
      t.equal(await page.locator('#result .verdict').textContent(), `✗ A page of ${SHOP} cannot read the response.`)
      await change()
      t.equal(await page.locator('#result').textContent(), '', String(change))
    }
    await page.context().close()
  })

  t.test('routes without an example URL are listed, but disabled', async t => {
    const { page } = await openPage(browser, documentation)
    t.strictSame(await page.locator('option[disabled]').allTextContents(), ['/spaced with host: a b (no example URL)'])
    await page.context().close()
    const { page: empty, noises } = await openPage(browser, { ...documentation, policies: [], notFound: [], routes: documentation.routes.map(route => ({ ...route, example: null })) })
    t.equal(await empty.locator('form').count(), 0)
    t.match(await empty.locator('.simulator').textContent(), /No policy can be simulated\.$/)
    t.strictSame(noises, [])
    await empty.context().close()
  })

  t.test('user text in the form or in policies is never markup', async t => {
    const { page, noises } = await openPage(browser, hostile(), { viewport: { width: 360, height: 800 } })
    // All are in the policies. By default every third is in the form.
    for (const origin of sample(HOSTILE, 3)) {
      const form = { target: 'all other routes', origin, credentials: 'include', engine: 'chromium' }
      await ask(page, { ...form, method: origin, headers: `X-A: ${origin}\n${origin}` })
      await ask(page, { ...form, method: 'GET', headers: '' })
    }
    const names = await page.evaluate(() => [...new Set([...document.body.querySelectorAll('*')].map(element => element.localName))].sort())
    t.strictSame(names, ['a', 'article', 'button', 'code', 'datalist', 'dd', 'div', 'dl', 'dt', 'form', 'h1', 'h2', 'h3', 'h4', 'header', 'input', 'label', 'li',
      'main', 'nav', 'noscript', 'ol', 'optgroup', 'option', 'p', 'pre', 'script', 'section', 'select', 'table', 'tbody', 'td', 'textarea', 'th', 'thead', 'tr', 'ul'])
    t.equal(await page.evaluate(() => document.scripts.length), 3)
    for (const text of HOSTILE) t.ok(await page.locator('article h3 code').evaluateAll((codes, text) => codes.some(code => code.textContent === text), escapeText(text)), encodeURIComponent(text))
    t.ok(await fits(page))
    t.strictSame(noises, [])
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
}

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

/** Path, origin, method, headers, credentials mode, engine. */
const ASKED: readonly (readonly [string, string, string, readonly HeaderLine[], string, string])[] = [
  ['/orders/:id', APP, 'GET', [], 'include', 'standard'],
  ['/orders/:id', SHOP, 'PUT', [['Content-Type', 'application/json'], ['X-A', '1']], 'include', 'standard'],
  ['/orders/:id', APP, 'PUT', [['Content-Type', 'application/json']], 'include', 'chromium'],
  ['/orders/:id', APP, 'DELETE', [], 'omit', 'standard'],
  ['/orders/:id', ADMIN, 'DELETE', [['X-B', '1']], 'omit', 'firefox'],
  ['/orders/:id', SHOP, 'POST', [], 'include', 'safari'],
  ['/orders/:id', APP, 'QUERY', [], 'omit', 'standard'],
  ['/prices/:item', SHOP, 'GET', [['DPR', '1']], 'omit', 'standard'],
  ['/health', APP, 'GET', [], 'omit', 'standard'],
  ['/open', APP, 'GET', [['X-A', '1']], 'omit', 'standard'],
  ['/same', 'null', 'TRACE', [], 'omit', 'standard'],
  ['/same', 'http://admin.example.com', 'GET', [], 'same-origin', 'standard']
]

const HOSTILE = [
  '<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', '<!--<script>', '</script x', '<!-- <script ', 'x'.repeat(300), '"><svg onload=alert(3)>', '&lt;b&gt;', 'javascript:alert(4)', 'x\u202ey', '\\u003cb\\u003e'
]

async function fits (page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}

/** How the rows that are to be seen are shown. */
async function displayed (page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('tbody tr')].map(row => getComputedStyle(row).display).filter(display => display !== 'none'))
}

async function violationsIn (page: Page): Promise<unknown[]> {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe)
  return page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(it => it.html)]))")
}

function hostile (): CorsDocumentation {
  const policies = Object.fromEntries(HOSTILE.map((text): [string, CorsPolicy] => [text, { origins: '*', description: text }]))
  return documentPolicies({ policies, routes: Object.fromEntries(HOSTILE.map((text, i) => [`/${text.replaceAll('*', '')}${i}`, text])) })
}

function large (size: number): CorsDocumentation {
  const policies = Object.fromEntries(Array.from({ length: Math.ceil(size / 5) }, (_, i): [string, CorsPolicy] =>
    [`policy${i}`, { origins: [`https://a${i}.test`, `https://*.b${i}.test`], credentials: true, methods: ['PUT', 'DELETE'], allowedHeaders: ['X-A'], maxAge: i }]))
  const routes = Object.fromEntries(Array.from({ length: size }, (_, i) => [`/r${i}/:id`, `policy${i % Math.ceil(size / 5)}`]))
  return documentPolicies({ origins: '*', policies, routes })
}
