/** Compares the model with Chromium, including the reasons of failures. */
import t from 'tap'
import { launchChromium } from '../chromium.ts'
import { openChromiumExchange } from './chromium-exchange.ts'
import { compareOtherRequests, compareWith } from './comparisons.ts'
import { IN_CHROMIUM } from './conclusion.ts'
import { PAGES } from './literal-server.ts'
import { load } from './other-requests.ts'

const browser = await launchChromium()
t.comment(`Chromium ${browser.version()}`)
const exchange = await openChromiumExchange(browser)
const page = await browser.newPage()
await page.goto(exchange.origins['app.test'] + PAGES.plain)
t.teardown(async () => {
  await exchange.close()
  await browser.close()
})
await compareWith(exchange, 'chromium', IN_CHROMIUM)
await compareOtherRequests(exchange, 'chromium', cases => page.evaluate(load, cases))
