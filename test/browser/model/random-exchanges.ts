/** Random exchanges in a browser, including invalid responses, compared with the model. */
import type { Engine } from '../../../types/browser.ts'
import { random } from '../../unit/properties/seeded-random.ts'
import { converse, type Comparison } from './conclusion.ts'
import type { Exchange } from './exchange.ts'
import { randomCase } from './random-case.ts'

const BATCH = 250

/** Performs a number of random exchanges. Returns the number of each outcome, and the differences. */
export async function runExchanges (
  exchange: Exchange, engine: Engine, { ofModel, ofBrowser }: Comparison, count: number, seed: number
): Promise<{ tally: Map<string, number>, disagreements: unknown[] }> {
  const source = random(seed)
  const tally = new Map<string, number>()
  const disagreements: unknown[] = []
  for (let n = 0; n < count; n += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, count - n) },
      (_, i) => randomCase(source, `case-${n + i}`, exchange.origins))
    const observed = await exchange.perform(cases)
    for (const one of cases) {
      const conversation = converse(one, exchange.origins, { engine })
      const seen = observed.get(one.key)!
      const model = ofModel(one, conversation)
      const actual = ofBrowser(one, seen, conversation)
      const conclusion = conversation.failure?.code ?? conversation.outcome
      tally.set(conclusion, (tally.get(conclusion) ?? 0) + 1)
      if (JSON.stringify(model) === JSON.stringify(actual)) continue
      disagreements.push({ case: one, code: conclusion, model, actual, errorText: seen.errorText })
    }
  }
  return { tally, disagreements }
}
