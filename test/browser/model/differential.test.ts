/**
 * Compares the model with Chromium for random exchanges, including invalid responses: requests, outcome, failure code and
 * readable headers. CASES and SEED repeat or lengthen a run.
 */
import t from 'tap'
import { launchChromium } from '../chromium.ts'
import { CHANGING_SEED as SEED, countOf } from '../../unit/properties/seed.ts'
import { random } from '../../integration/routing/random.ts'
import { openChromiumExchange } from './chromium-exchange.ts'
import type { Exchange } from './exchange.ts'
import { concludedByChromium, concludedByModel, converse } from './conclusion.ts'
import { randomCase } from './random-case.ts'

const CASES = countOf('CASES', 1_000, 50_000)
const BATCH = 250
const SUITE = `the browser model against real Chromium in ${CASES} exchanges, SEED=${SEED}`

/** Performs the run. Returns the number of each outcome, and the differences. */
async function run (chromium: Exchange): Promise<{ tally: Map<string, number>, disagreements: unknown[] }> {
  const source = random(SEED)
  const tally = new Map<string, number>()
  const disagreements: unknown[] = []
  for (let n = 0; n < CASES; n += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, CASES - n) },
      (_, i) => randomCase(source, `case-${n + i}`, chromium.origins))
    const observed = await chromium.perform(cases)
    for (const one of cases) {
      const conversation = converse(one, chromium.origins)
      const seen = observed.get(one.key)!
      const model = concludedByModel(one, conversation)
      const actual = concludedByChromium(one, seen, conversation)
      const conclusion = conversation.failure?.code ?? conversation.outcome
      tally.set(conclusion, (tally.get(conclusion) ?? 0) + 1)
      if (JSON.stringify(model) === JSON.stringify(actual)) continue
      disagreements.push({ case: one, code: conclusion, model, chromium: actual, errorText: seen.errorText })
    }
  }
  return { tally, disagreements }
}

const browser = await launchChromium(SUITE)
if (browser === undefined) {
  t.plan(0, `${SUITE}: no Chromium`)
} else {
  t.comment(SUITE)
  const chromium = await openChromiumExchange(browser)
  t.teardown(async () => {
    await chromium.close()
    await browser.close()
  })
  await t.test(SUITE, async (t) => {
    const { tally, disagreements } = await run(chromium)
    t.comment([...tally].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind}: ${count}`).join(', '))
    t.equal(disagreements.length, 0, 'model and Chromium agree on every exchange')
    t.same(disagreements.slice(0, 5), [], 'the first disagreements')
  })
}
