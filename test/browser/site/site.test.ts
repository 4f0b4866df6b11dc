/** The site of the documentation, as it is built: its links, its search, and its pages in Chromium. */
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import type { Page } from 'playwright-core'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { isLong, sample } from '../../unit/properties/seed.ts'
import { allPages } from '../../integration/readme/page-files.ts'
import { launchChromium } from '../chromium.ts'
import { launchFirefox } from '../firefox.ts'
import { launchWebKit } from '../webkit.ts'
import { RECORDER, testEngine, within } from './engines.ts'
import { testPlayground } from './playground.ts'
import { SITE, buildSite, serveSite } from './serve-site.ts'

const require = createRequire(import.meta.url)
const { exports } = require('../../../package.json') as { readonly exports: Readonly<Record<string, unknown>> }
t.setTimeout(900_000)

/** The pages of the reference of the public names: one for each entry point, and their list. */
const API_PAGES = ['api/index.html', ...Object.keys(exports).filter(path => !path.endsWith('.json')).map(path => `api/${posix.join('fastify-cors-policy', path)}.html`)]

/** Main pages of each kind. */
const MAIN_PAGES = ['/', '/tutorial/', '/tutorial/2-routes', '/guides/tenants', '/policy', '/errors', '/playground', '/api/fastify-cors-policy/testing']

/** Pages for axe, which takes up to seconds for one: all main pages and the whole reference, or one page at each width. */
const PAGES_FOR_AXE = isLong
  ? [...new Set([...MAIN_PAGES, ...API_PAGES.map(name => `/${name.replace(/(?:index)?\.html$/, '')}`)])]
  : ['/tutorial/2-routes', '/playground']

const { status, stderr } = buildSite()

/** The pages of the site, by path. */
const built = new Map(status === 0
  ? readdirSync(SITE, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.html'))
    .map(name => [name.replaceAll('\\', '/'), readFileSync(join(SITE, name), 'utf8')] as const)
  : [])

t.test('the site builds, with every page of the documentation', async t => {
  t.equal(status, 0, stderr)
  const expected = [...API_PAGES, ...[...allPages().keys()].filter(path => path.startsWith('docs/')).map(path => path.replace(/^docs\/(.*)\.md$/, '$1.html'))]
  t.strictSame([...built.keys()].filter(name => name !== '404.html').sort(), expected.sort())
})

t.test('every link leads to a page of the site, and every fragment to an element', async t => {
  const idsOf = new Map([...built].map(([name, html]) => [name, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id))]))
  let count = 0
  for (const [name, html] of built) {
    if (name === '404.html') continue
    const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
    const wrong = links.filter(href => !/^(?:https:|http:)/.test(href)).filter(href => {
      count++
      const [path = '', fragment] = decodeURIComponent(href).split('#')
      const target = path === '' ? name : posix.join(posix.dirname(`/${name}`), path).slice(1).replace(/(^|\/)$/, '$1index.html')
      const ids = idsOf.get(path.startsWith('/') ? path.slice(1).replace(/(^|\/)$/, '$1index.html') : target)
      return ids === undefined || (fragment !== undefined && fragment !== '' && !ids.has(fragment))
    })
    t.strictSame([...new Set(wrong)], [], name)
  }
  t.ok(count > 3000, `${count} links`)
})

t.test('the sidebar has every page, and the search finds every page', async t => {
  const names = [...built.keys()].filter(name => name !== '404.html')
  const linked = (name: string) => new Set([...built.get(name)!.matchAll(/<a class="[^"]*" href="\/([^"#]*)"/g)].map(([, path = '']) => path.replace(/(^|\/)$/, '$1index.html')))
  const fromAnywhere = linked('policy.html')
  t.strictSame(names.filter(name => !/^(?:rules|api)\/./.test(name) && !fromAnywhere.has(name)), [])
  for (const [folder, page] of [['rules/', 'rules.html'], ['api/', 'api/index.html']] as const) {
    const fromPage = linked(page)
    t.strictSame(names.filter(name => name.startsWith(folder) && !fromPage.has(name)), [])
  }
  t.ok(fromAnywhere.has('api/index.html'), 'every page leads to the reference of the public names')
  const index = readdirSync(join(SITE, 'assets/chunks')).find(name => name.startsWith('@localSearchIndex'))!
  const text = readFileSync(join(SITE, 'assets/chunks', index), 'utf8')
  t.strictSame(names.filter(name => !text.includes(`/${name.replace(/(^|\/)index\.html$/, '$1')}#`)), [])
})

/** Kilobytes that a page loads before it can be used, compressed: all but images and what is loaded on demand. */
const BUDGET = 250

t.test('no page loads much', async t => {
  const sizes = new Map<string, number>()
  const sizeOf = (path: string) => {
    if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(join(SITE, path))).length)
    return sizes.get(path)!
  }
  const all = [...built].map(([name, html]) => {
    const files = [...html.matchAll(/<(?:script|link)\b[^>]* (?:src|href)="\/([^"]+\.(?:js|css|woff2))"/g)].map(([, file = '']) => file)
    return [name, [name, ...new Set(files)].reduce((sum, file) => sum + sizeOf(file), 0) / 1000] as const
  })
  t.strictSame(all.filter(([, size]) => size > BUDGET), [])
  t.comment(`the largest page: ${Math.max(...all.map(([, size]) => size)).toFixed()} KB`)
})

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

async function violationsIn (page: Page): Promise<unknown> {
  await page.evaluate(axe)
  return within(page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(it => it.html)]))"), `axe does not end in ${page.url()}`)
}

/** Waits until nothing in the page has changed for a second: the editor marks a policy 750 ms after it is drawn, and axe loses an element that is replaced while it runs. */
async function settled (page: Page): Promise<void> {
  await within(page.evaluate(async () => {
    await new Promise<void>(resolve => {
      const done = () => { observer.disconnect(); resolve() }
      let timer = setTimeout(done, 1000)
      const observer = new MutationObserver(() => {
        clearTimeout(timer)
        timer = setTimeout(done, 1000)
      })
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    })
  }), `${page.url()} changes again and again, or does not draw itself,`)
}

const browser = await launchChromium()
if (status === 0) {
  const { origin, close } = await serveSite()
  t.teardown(async () => {
    await browser.close()
    await close()
  })

  // Each page once, unless the run is long.
  for (const [width, colorScheme, first] of [[360, 'light', 0], [1280, 'dark', 1]] as const) {
    t.test(`main pages have no accessibility problems, errors or overflow at ${width} pixels in ${colorScheme}`, async t => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
      const page = await context.newPage()
      const noises: string[] = []
      page.on('pageerror', error => noises.push(String(error)))
      page.on('console', message => { if (message.type() === 'error') noises.push(message.text()) })
      page.on('request', request => { if (!/^(?:data:|blob:)/.test(request.url()) && !request.url().startsWith(origin)) noises.push(request.url()) })
      for (const path of sample(PAGES_FOR_AXE, 2, first)) {
        await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' })
        if (path === '/playground') {
          await page.waitForSelector('.conversation .verdict')
          await settled(page)
        }
        t.strictSame(await violationsIn(page), [], `axe finds nothing in ${path}`)
        t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `nothing overflows in ${path}`)
      }
      t.strictSame(noises, [], 'the pages need no other host')
      await context.close()
    })
  }

  testPlayground(browser, origin, async page => {
    await settled(page)
    return violationsIn(page)
  })

  t.test('pages without an editor do not load it, nor the library for diagrams', async t => {
    const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
    for (const path of sample(MAIN_PAGES.filter(path => path !== '/playground'), 4)) {
      await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' })
      const size = await page.evaluate(() => (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => name.endsWith('.js')).reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0))
      t.ok(size > 0 && size < 500_000, `${path}: ${size} bytes of JavaScript`)
    }
    await page.close()
  })

  t.test('a diagram is drawn, and the search finds an error without another host', async t => {
    const page = await browser.newPage()
    const others: string[] = []
    page.on('request', request => { if (!/^(?:data:|blob:)/.test(request.url()) && !request.url().startsWith(origin)) others.push(request.url()) })
    await page.goto(`${origin}/tutorial/2-routes`, { waitUntil: 'networkidle' })
    t.equal(await page.locator('.diagram svg').count(), 0, 'no diagram is drawn before a reader comes near')
    await page.locator('.diagram').scrollIntoViewIfNeeded()
    await page.waitForSelector('.diagram svg')
    await page.keyboard.press('Control+KeyK')
    // The search is a program of its own, which the page loads now: what a reader types before it has the focus is lost.
    await page.locator('.VPLocalSearchBox input:focus').waitFor()
    await page.keyboard.type('origin-has-path')
    const hit = page.locator('.VPLocalSearchBox .result', { hasText: 'origin-has-path' }).first()
    await hit.waitFor()
    t.match(await hit.getAttribute('href'), /errors(?:\.html)?#origin-has-path$/)
    for (const [name, path] of [['simulateFetch', 'browser'], ['explainCookie', 'tools'], ['originSourceChecks', 'testing'], ['CorsPolicyError', '']] as const) {
      await page.getByRole('searchbox').fill(name)
      await page.locator(`.VPLocalSearchBox .result[href*="/${posix.join('api/fastify-cors-policy', path)}"][href$="#${name.toLowerCase()}"]`).waitFor()
    }
    t.strictSame(others, [])
    await page.close()
  })
}

if (isLong && status === 0) {
  const { origin, close } = await serveSite(RECORDER)
  for (const launch of [launchFirefox, launchWebKit]) {
    const engine = await within(launch(), `${launch.name} does not end`)
    testEngine(engine, origin, MAIN_PAGES)
    t.teardown(() => engine.close())
  }
  t.teardown(close)
}
