/** Compares the model with WebKit. */
import t from 'tap'
import { launchWebKit } from '../webkit.ts'
import { compareOtherRequests, compareWith } from './comparisons.ts'
import { IN_OTHER_ENGINES } from './engine-conclusion.ts'
import { openEngineExchange } from './engine-exchange.ts'
import { PAGES } from './literal-server.ts'
import { load } from './other-requests.ts'

const browser = await launchWebKit()
t.comment(browser.version)
const exchange = await openEngineExchange(browser, false)
const tab = await browser.open(exchange.origins['app.test'] + PAGES.plain)
t.teardown(async () => {
  await exchange.close()
  await browser.close()
})
await compareWith(exchange, 'safari', IN_OTHER_ENGINES)
await compareOtherRequests(exchange, 'safari', cases => tab.run(load, cases))
