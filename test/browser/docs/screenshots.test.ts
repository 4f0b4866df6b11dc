/** Screenshots of the documentation page for the README: `npx tap --disable-coverage --snapshot test/browser/docs/screenshots.test.ts` updates them. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { buildApi } from '../../../examples/api.mjs'
import { launchChromium } from '../chromium.ts'
import { assertBuilt } from '../../dist.ts'
import { ask, openPage } from './page.ts'

assertBuilt()

const root = new URL('../../../', import.meta.url)

/** Each screenshot starts with an element, optionally after a simulation. */
const PICTURES = [
  { file: 'docs-1280-light.png', width: 1280, height: 900, colorScheme: 'light', selector: 'h1', asks: false },
  { file: 'docs-360-dark.png', width: 360, height: 780, colorScheme: 'dark', selector: '#result', asks: true }
] as const

const QUESTION = { target: '/api/orders/:id', origin: 'http://app.example.com', method: 'PUT', headers: 'Content-Type: application/json', credentials: 'include', engine: 'standard' }

const browser = await launchChromium()
t.teardown(() => browser.close())
for (const { file, width, height, colorScheme, selector, asks } of PICTURES) {
  t.test(file, async t => {
    const api = buildApi(JSON.parse(readFileSync(new URL('examples/policy.json', root), 'utf8')))
    await api.ready()
    const { page, noises } = await openPage(browser, await api.cors.documentation(), { viewport: { width, height }, colorScheme })
    if (asks) await ask(page, QUESTION)
    await page.evaluate(`document.querySelector('${selector}').scrollIntoView(); document.activeElement.blur()`)
    const picture = await page.screenshot()
    const path = new URL(`examples/screenshots/${file}`, root)
    if (t.writeSnapshot) writeFileSync(path, picture)
    // Fonts differ between machines, but sizes do not.
    const kept = readFileSync(path)
    t.strictSame([kept.readUInt32BE(16), kept.readUInt32BE(20)], [width, height])
    t.ok(kept.length < 150_000, `${kept.length} bytes`)
    t.strictSame(noises, [])
    await page.context().close()
    await api.close()
  })
}
