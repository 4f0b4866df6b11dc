/** Compares the model with Firefox. */
import t from 'tap'
import { launchFirefox } from '../firefox.ts'
import { compareWith } from './comparisons.ts'
import { IN_OTHER_ENGINES } from './engine-conclusion.ts'
import { openEngineExchange } from './engine-exchange.ts'

const browser = await launchFirefox()
t.comment(browser.version)
const exchange = await openEngineExchange(browser, true)
t.teardown(async () => {
  await exchange.close()
  await browser.close()
})
await compareWith(exchange, 'firefox', IN_OTHER_ENGINES)
