/** A browser reads reports in JUnit XML and in HTML. */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { checkHtml } from '../../../lib/reporters/check-html.ts'
import { checkJunit } from '../../../lib/reporters/check-junit.ts'
import type { CheckResults } from '../../../lib/reporters/check-results.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import { launchChromium } from '../../browser/chromium.ts'
import { EVIL, URLS, clean, endpoint, finding, hostile, results, style } from './report-examples.ts'

const browser = await launchChromium()
t.teardown(() => browser.close())
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

t.test('JUnit XML is well-formed, has correct counts, and a test for each probe', async t => {
  const page = await browser.newPage()
  for (const given of [hostile, clean, results([endpoint(URLS[0]!, [finding(URLS[0]!), finding(URLS[0]!, { severity: 'warning', subject: 's' })])])]) {
    const xml = checkJunit(given)
    const suites = await page.evaluate(parseJunit, xml)
    t.equal(suites.error, null)
    t.strictSame(suites.names, [...given.endpoints.map(({ report }) => report.url), ...given.unreachable.map(({ url }) => escapeText(url).replaceAll(/[\ufffe\ud800]/g, ''))])
    for (const [i, { report }] of given.endpoints.entries()) {
      t.strictSame(suites.tests[i], report.probes.map(({ id, title }) => `${id}: ${title}`))
    }
    t.strictSame(suites.declared, suites.counted)
  }
  await page.close()
})

t.test('a JUnit test fails for findings of failing severities, and shows the others as output', async t => {
  const page = await browser.newPage()
  const found = [finding(URLS[0]!), finding(URLS[0]!, { severity: 'warning', subject: 's' })]
  const failuresIn = async (failing: CheckResults['failing']) => {
    const { cases } = await page.evaluate(parseJunit, checkJunit(results([endpoint(URLS[0]!, found)], { failing })))
    return cases.map(({ name, children }) => [name.split(':')[0], ...children.map(({ name, text }) => `${name} ${text.match(/^(?:error|warning): .*$/gm)?.join() ?? text}`)])
  }
  t.strictSame(await failuresIn(['error']), [
    ['untrusted-origins', 'failure error: origin-reflected', 'system-out warning: origin-reflected: s'], ['preflights', 'skipped '], ['caching']
  ])
  t.strictSame((await failuresIn(['error', 'warning']))[0], ['untrusted-origins', 'failure error: origin-reflected,warning: origin-reflected: s'])
  t.strictSame((await failuresIn([]))[0], ['untrusted-origins', 'system-out error: origin-reflected,warning: origin-reflected: s'])
  const { cases: [first] } = await page.evaluate(parseJunit, checkJunit(hostile))
  t.match(first!.children[0]!.text, `actual: access-control-allow-origin: ${escapeText(EVIL).replaceAll(/[\ufffe\ud800]/g, '')}`)
  t.match(first!.children[0]!.text, /\nexpected: .*\nactual: .*\nactual: \nwhy: /, 'one line for each part')
  await page.close()
})

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    t.test(`the HTML page at ${width} pixels in ${colorScheme} has no errors, does not overflow, and is accessible`, async t => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
      const page = await context.newPage()
      const noises: string[] = []
      page.on('console', message => { noises.push(message.text()) })
      page.on('pageerror', error => { noises.push(String(error)) })
      page.on('dialog', dialog => { noises.push(dialog.message()); return dialog.dismiss() })
      page.on('request', request => { noises.push(request.url()) })
      const html = checkHtml(results([...clean.endpoints, endpoint(URLS[0]!, [finding(URLS[0]!)]), ...hostile.endpoints], { unreachable: hostile.unreachable }), { style })
      await page.setContent(html)
      t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'nothing overflows')
      t.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)')
      t.equal(await page.locator('dd a').count(), 2, 'only https references are links')
      t.strictSame(await page.locator('.policy').last().locator('xpath=preceding-sibling::section[1]').locator('pre').allTextContents(),
        [escapeText(EVIL), `${escapeText(`access-control-allow-origin: ${EVIL}`)}\n`, escapeText(`curl ${EVIL}`)])
      t.strictSame(noises, [])
      t.strictSame(await violationsIn(page, axe), [])
      await context.close()
    })
  }
}

async function violationsIn (page: Page, axe: string): Promise<unknown> {
  await page.evaluate(axe)
  return page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(it => it.html)]))')
}

/** Runs in the browser, whose parser rejects malformed XML. */
function parseJunit (xml: string) {
  const parsed = new DOMParser().parseFromString(xml, 'application/xml')
  const suites = [...parsed.querySelectorAll('testsuite')]
  const count = (of: Element, selector: string): number => of.querySelectorAll(selector).length
  const all = [...parsed.querySelectorAll('testsuites'), ...suites]
  return {
    error: parsed.querySelector('parsererror')?.textContent ?? null,
    names: suites.map(suite => suite.getAttribute('name')),
    tests: suites.map(suite => [...suite.querySelectorAll('testcase')].map(test => test.getAttribute('name'))),
    declared: all.map(of => ['tests', 'failures', 'errors', 'skipped'].map(name => Number(of.getAttribute(name)))),
    counted: all.map(of => [count(of, 'testcase'), count(of, 'failure'), count(of, 'error'), count(of, 'skipped')]),
    cases: [...parsed.querySelectorAll('testcase')].map(test => ({
      name: test.getAttribute('name')!, children: [...test.children].map(({ tagName, textContent }) => ({ name: tagName, text: textContent! }))
    }))
  }
}
