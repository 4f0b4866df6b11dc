/** A process with one contender in it, which reports the CPU time of requests without sockets. */
import { build } from './contenders.ts'
import { exchangesOf, perform, prove, type ExchangeName } from './exchange.ts'
import { cpuTime } from './measure.ts'
import { answerWith, argument } from './processes.ts'
import type { Setting } from './setting.ts'

export interface TurnOfRequests {
  readonly exchange: ExchangeName
  readonly calls: number
}

const setting = argument<Setting>()
const app = await build(setting)
const exchanges = exchangesOf(setting)
for (const exchange of exchanges) prove(setting, app, exchange)

answerWith(({ exchange: name, calls }: TurnOfRequests) => {
  const exchange = exchanges.find(exchange => exchange.name === name)!
  return cpuTime(() => { for (let i = 0; i < calls; i++) perform(app, exchange) }) / calls
})
