/** The benchmarks compare what answers alike; their times are nobody's test. */
import t from 'tap'
import { buildContenders } from '../benchmarks/contenders.ts'
import { exchanges, prove } from '../benchmarks/exchange.ts'

t.test('every contender gives the answer that is timed', async t => {
  for (const [name, app] of await buildContenders()) {
    for (const exchange of exchanges) t.doesNotThrow(() => prove(name, app, exchange), `${name}: ${exchange.name}`)
  }
})
