/** Prints what CORS adds to a request, as ratios of times of the same round: `npm run bench`. */
import { createRequire } from 'node:module'
import { buildContenders, type ContenderName } from './contenders.ts'
import { exchanges, perform, prove } from './exchange.ts'
import { measure, summarize, type Round, type Summary } from './measure.ts'

const PLAN = { rounds: 101, calls: 2_000, warmUps: 10 }

const contenders = await buildContenders()
for (const exchange of exchanges) {
  for (const [name, app] of contenders) prove(name, app, exchange)
}

function show ({ median, lower, upper }: Summary): string {
  return `${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`
}

/** Time of a request, in requests without CORS. */
function total (rounds: readonly Round<ContenderName>[], name: ContenderName): Summary {
  return summarize(rounds, time => time(name) / time('bare'))
}

/** What is added to a request, in what the hook adds. */
function added (rounds: readonly Round<ContenderName>[], name: ContenderName): Summary {
  return summarize(rounds, time => (time(name) - time('bare')) / (time('hook') - time('bare')))
}

const require = createRequire(import.meta.url)
const packages = ['fastify', '@fastify/cors'].map(name => `${name} ${require(`${name}/package.json`).version}`)
console.log(`Node ${process.version.slice(1)}, ${packages.join(', ')}\n`)
console.log('| request | contender | ÷ without CORS | added ÷ added by hook |')
console.log('|---|---|---|---|')
for (const exchange of exchanges) {
  const calls = [...contenders].map(([name, app]) => [name, () => { perform(app, exchange) }] as const)
  const rounds = measure(new Map(calls), PLAN)
  for (const name of contenders.keys()) {
    if (name === 'bare') continue
    console.log(`| ${exchange.name} | ${name} | ${show(total(rounds, name))} | ${name === 'hook' ? '1' : show(added(rounds, name))} |`)
  }
}
