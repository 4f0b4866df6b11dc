/** The simulator of the documentation's page shows what explain says, in real Chromium, and user text is never markup. */
import t from 'tap'
import { documentPolicies } from '../../../lib/tools.ts'
import { consoleLines } from '../../../lib/explain/trace-text.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import type { Engine, HeaderLine } from '../../../types/browser.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { sample } from '../../unit/properties/seed.ts'
import { ADMIN, APP, SHOP } from '../../unit/docs/application.ts'
import { QUESTION, ask, fits, openPage, start, violationsIn } from './page.ts'

const { browser, app, documentation } = await start(t)

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

function hostile (): CorsDocumentation {
  const policies = Object.fromEntries(HOSTILE.map((text): [string, CorsPolicy] => [text, { origins: '*', description: text }]))
  return documentPolicies({ policies, routes: Object.fromEntries(HOSTILE.map((text, i) => [`/${text.replaceAll('*', '')}${i}`, text])) })
}
