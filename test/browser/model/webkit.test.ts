/** Compares the model with WebKit. */
import t from 'tap'
import { launchWebKit } from '../webkit.ts'
import { compareWith } from './comparisons.ts'
import { IN_OTHER_ENGINES } from './engine-conclusion.ts'
import { openEngineExchange } from './engine-exchange.ts'

const browser = await launchWebKit()
t.comment(browser.version)
const exchange = await openEngineExchange(browser, false)
t.teardown(async () => {
  await exchange.close()
  await browser.close()
})
await compareWith(exchange, 'safari', IN_OTHER_ENGINES)
