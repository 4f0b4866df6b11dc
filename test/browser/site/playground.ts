/** The playground of the site: the marks of a policy, its fixes, completion, the conversation, and the link. */
import type { Browser, Page } from 'playwright-core'
import t from 'tap'

const KEY = process.platform === 'darwin' ? 'Meta' : 'Control'

async function write (page: Page, text: string): Promise<void> {
  await page.getByLabel('Policy document').click()
  await page.keyboard.press(`${KEY}+KeyA`)
  await page.keyboard.insertText(text)
}

const remarks = (page: Page) => page.locator('.remarks')
const verdict = (page: Page) => page.locator('.conversation .verdict')

export function testPlayground (browser: Browser, origin: string, violationsIn: (page: Page) => Promise<unknown>): void {
  t.test('the playground marks a mistake, fixes it, and shows the conversation of each engine', async t => {
    const page = await browser.newPage()
    const others: string[] = []
    page.on('request', request => { if (!/^(?:data:|blob:)/.test(request.url()) && !request.url().startsWith(origin)) others.push(request.url()) })
    await page.goto(`${origin}/playground`)
    await verdict(page).filter({ hasText: 'can read the response' }).waitFor()

    await write(page, '{ "origins": ["https://app.example.com/"] }')
    await remarks(page).filter({ hasText: 'origin-has-path' }).waitFor()
    t.match(await remarks(page).getByRole('link').getAttribute('href'), /errors#origin-has-path$/)
    await page.getByText('Correct the policy first.').waitFor()
    await page.locator('.cm-lintRange-error').hover()
    await page.locator('.cm-diagnosticAction').click()
    await remarks(page).filter({ hasNotText: 'origin-has-path' }).waitFor()
    t.match(await page.locator('.cm-content').textContent(), /\["https:\/\/app\.example\.com"\]/)

    // Without `credentials` and `allowedHeaders`, the request of the example is blocked.
    await verdict(page).filter({ hasText: 'cannot read the response' }).waitFor()
    await page.getByLabel('Request headers').fill('')
    await page.getByLabel('Credentials').selectOption('omit')
    await verdict(page).filter({ hasText: 'A page of https://app.example.com can read' }).waitFor()
    t.equal(await page.locator('.verdicts [data-outcome=allow]').count(), 4)
    await page.getByLabel('Method').fill('')
    await page.locator('.playground .failed').waitFor()
    t.strictSame(others, [], 'no other host is asked')
    await page.close()
  })

  t.test('the playground completes names and values, and a link has all that is written', async t => {
    const page = await browser.newPage()
    await page.goto(`${origin}/playground`)
    await page.locator('.cm-content').waitFor()
    await write(page, '{ "origins": "*", ')
    await page.keyboard.type('"exp')
    const name = page.locator('.cm-completionLabel', { hasText: '"exposedHeaders"' })
    const isCompleted = () => page.evaluate(() => /"exposedHeaders": /.test(document.querySelector('.cm-content')!.textContent))
    // The editor can draw its list again during a click, which is lost then.
    do await name.click({ timeout: 5_000 }).catch(() => {})
    while (!await isCompleted())

    await write(page, '{ "origins": ["https://shop.example"] }')
    await page.getByLabel('Origin of the page').fill('https://shop.example')
    await page.getByRole('button', { name: 'Copy a link' }).click()
    await page.getByRole('status').filter({ hasText: 'The link is' }).waitFor()
    const other = await browser.newPage()
    await other.goto(page.url())
    await other.getByText('"https://shop.example"').first().waitFor()
    t.equal(await other.getByLabel('Origin of the page').inputValue(), 'https://shop.example')
    await other.close()
    await page.close()
  })

  t.test('the playground compares two policies, also by a link', async t => {
    const page = await browser.newPage()
    await page.goto(`${origin}/playground`)
    await write(page, '{ "origins": ["https://app.example.com"], "maxAge": 600 }')
    await page.getByRole('button', { name: 'Compare with another policy' }).click()
    await page.getByText('Both policies allow the same.').waitFor()
    await write(page, '{ "origins": ["https://*.example.com"], "credentials": true, "maxAge": 600 }')
    await page.getByText('Pages gain access.').waitFor()
    const gained = page.locator('.difference tr.gained')
    await gained.filter({ hasText: 'https://*.example.com' }).filter({ hasText: /such as|for example/ }).waitFor()
    t.strictSame(await violationsIn(page), [], 'axe finds nothing')
    await page.getByRole('button', { name: 'Copy a link' }).click()
    await page.getByRole('status').filter({ hasText: 'The link is' }).waitFor()
    const other = await browser.newPage()
    await other.goto(page.url())
    await other.getByText('Pages gain access.').waitFor()
    await other.getByLabel('Policy before').getByText('"https://app.example.com"').waitFor()
    await other.getByRole('button', { name: 'Stop comparing' }).click()
    t.equal(await other.locator('.difference').count(), 0)
    await other.close()
    await page.close()
  })
}
