/** Compares the model with Firefox. */
import t from 'tap'
import { launchFirefox } from '../firefox.ts'
import { compareOtherRequests, compareWith } from './comparisons.ts'
import { IN_OTHER_ENGINES } from './engine-conclusion.ts'
import { openEngineExchange } from './engine-exchange.ts'
import { PAGES } from './literal-server.ts'
import { load } from './other-requests.ts'

const browser = await launchFirefox()
t.comment(browser.version)
const exchange = await openEngineExchange(browser, true)
const tab = await browser.open(exchange.origins['app.test'] + PAGES.plain)
t.teardown(async () => {
  await exchange.close()
  await browser.close()
})
await compareWith(exchange, 'firefox', IN_OTHER_ENGINES)
await compareOtherRequests(exchange, 'firefox', cases => tab.run(load, cases))
