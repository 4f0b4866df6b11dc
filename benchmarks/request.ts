/** What CORS adds to one request, without sockets. */
import type { TurnOfRequests } from './application.ts'
import { EXCHANGE_NAMES, type ExchangeName } from './exchange.ts'
import { added, interleave, ratio, type Round, type Summary, type Turns } from './measure.ts'
import { startChild, type Child } from './processes.ts'
import { FEW, type ContenderName, type Setting } from './setting.ts'

export interface RequestPlan extends Turns {
  /** How often all processes are started anew: two of the same program differ, as they lie differently in memory. */
  readonly generations: number
  /** Requests of a turn. */
  readonly calls: number
  /** Numbers of exact origins; the first is what the others are compared with. */
  readonly origins: readonly number[]
  /** Up to how many of them an array is searched. */
  readonly searched: number
  readonly wildcards: readonly number[]
  /** Origins of a source. */
  readonly fromSource: number
  readonly routes: readonly number[]
  readonly policies: number
}

export const REQUEST_PLAN: RequestPlan = {
  generations: 3,
  rounds: 30,
  turns: 3,
  warmUps: 8,
  calls: 1_000,
  origins: [5, 100, 1_000, 10_000, 100_000, 1_000_000],
  searched: 10_000,
  wildcards: [1, 10_000],
  fromSource: 1_000,
  routes: [1, 1_000],
  policies: 50
}

export interface RequestFigures {
  readonly contenders: ReadonlyArray<{ exchange: ExchangeName, contender: ContenderName, total: Summary, added: Summary }>
  /** Of actual requests. `total` is compared with the smallest number of origins. */
  readonly origins: ReadonlyArray<{ contender: ContenderName, origins: number, fromAny: boolean, total: Summary, added: Summary }>
  readonly wildcards: ReadonlyArray<{ kind: 'subdomains' | 'label', wildcards: number, total: Summary }>
  /** Of actual requests, compared with the same origins in the policy; `clock` is the hook that reads the clock, compared with the hook. */
  readonly sources: ReadonlyArray<{ from: 'snapshot' | 'lookup' | 'clock', total: Summary }>
  readonly routes: ReadonlyArray<{ exchange: ExchangeName, contender: ContenderName, routes: number, total: Summary }>
  /** Of allowed requests, compared with `logLevel: 'silent'`. */
  readonly reports: ReadonlyArray<{ exchange: ExchangeName, reports: 'default' | 'opentelemetry', total: Summary }>
}

export async function measureRequests (plan: RequestPlan = REQUEST_PLAN): Promise<RequestFigures> {
  return {
    contenders: await contenders(plan),
    origins: await origins(plan),
    wildcards: await wildcards(plan),
    sources: await sources(plan),
    routes: await routes(plan),
    reports: await reports(plan)
  }
}

async function contenders (plan: RequestPlan): Promise<RequestFigures['contenders']> {
  const names: ContenderName[] = ['bare', 'hook', 'last word', 'plugin', '@fastify/cors']
  const rounds = await measureSettings(names.map(contender => ({ contender, ...FEW })), EXCHANGE_NAMES, plan)
  const [bare, hook, ...others] = names.map((contender, index) => ({ contender, index }))
  return EXCHANGE_NAMES.flatMap(exchange => [hook!, ...others].map(({ contender, index }) => ({
    exchange,
    contender,
    total: ratio(rounds[exchange], index, bare!.index),
    added: added(rounds[exchange], index, hook!.index, bare!.index)
  })))
}

async function origins (plan: RequestPlan): Promise<RequestFigures['origins']> {
  const [few = 5] = plan.origins
  const most = plan.origins.at(-1)!
  const settings: Setting[] = [
    { contender: 'bare', origins: few, routes: 1 },
    { contender: 'hook', origins: few, routes: 1 },
    ...plan.origins.map(origins => ({ contender: 'plugin', origins, routes: 1 }) as const),
    ...(['plugin', 'hook'] as const).flatMap(contender => [few, most].map(origins => ({ contender, origins, routes: 1, fromAny: true }))),
    ...plan.origins.filter(origins => origins <= plan.searched)
      .map(origins => ({ contender: '@fastify/cors', origins, routes: 1 }) as const)
  ]
  const { 'actual request': rounds } = await measureSettings(settings, ['actual request'], plan)
  return settings.slice(2).map(({ contender, origins, fromAny = false }, i) => {
    const smallest = settings.findIndex(setting => setting.contender === contender && (setting.fromAny ?? false) === fromAny)
    return { contender, origins, fromAny, total: ratio(rounds, i + 2, smallest), added: added(rounds, i + 2, 1, 0) }
  })
}

async function wildcards (plan: RequestPlan): Promise<RequestFigures['wildcards']> {
  const settings = (['subdomains', 'label'] as const).flatMap(wildcards =>
    plan.wildcards.map(origins => ({ contender: 'plugin', origins, wildcards, routes: 1 }) as const))
  const { 'actual request': rounds } = await measureSettings(settings, ['actual request'], plan)
  return settings.flatMap(({ origins, wildcards }, i) => {
    const one = settings.findIndex(setting => setting.wildcards === wildcards)
    return i === one ? [] : [{ kind: wildcards, wildcards: origins, total: ratio(rounds, i, one) }]
  })
}

export async function sources ({ fromSource: origins, ...plan }: RequestPlan): Promise<RequestFigures['sources']> {
  const common = { origins, routes: 1 }
  const settings: Setting[] = [
    { contender: 'plugin', ...common }, { contender: 'plugin', from: 'snapshot', ...common }, { contender: 'plugin', from: 'lookup', ...common },
    { contender: 'hook', ...common }, { contender: 'hook', from: 'snapshot', ...common }
  ]
  const { 'actual request': rounds } = await measureSettings(settings, ['actual request'], { ...plan, fromSource: origins })
  return [
    { from: 'snapshot', total: ratio(rounds, 1, 0) },
    { from: 'lookup', total: ratio(rounds, 2, 0) },
    { from: 'clock', total: ratio(rounds, 4, 3) }
  ]
}

async function routes (plan: RequestPlan): Promise<RequestFigures['routes']> {
  const settings = (['bare', 'plugin'] as const).flatMap(contender => plan.routes.map(routes => {
    return { contender, origins: FEW.origins, routes, policies: plan.policies }
  }))
  const exchanges = ['actual request', 'preflight'] as const
  const rounds = await measureSettings(settings, exchanges, plan)
  return exchanges.flatMap(exchange => settings.flatMap(({ contender, routes }, i) => {
    const one = settings.findIndex(setting => setting.contender === contender)
    return i === one ? [] : [{ exchange, contender, routes, total: ratio(rounds[exchange], i, one) }]
  }))
}

export async function reports (plan: RequestPlan): Promise<RequestFigures['reports']> {
  const others = ['default', 'opentelemetry'] as const
  const settings = (['silent', ...others] as const).map(reports => ({ contender: 'plugin', ...FEW, reports }) as const)
  const exchanges = ['actual request', 'preflight'] as const
  const rounds = await measureSettings(settings, exchanges, plan)
  return exchanges.flatMap(exchange => others.map((reports, i) => ({ exchange, reports, total: ratio(rounds[exchange], i + 1, 0) })))
}

/**
 * The size to which the young generation of a busy server grows, from the beginning: what a policy of many origins leaves
 * behind would enlarge it too, and make every request cheaper than under a policy of few.
 */
const FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16']

/** Measures contenders, each in a process of its own; rounds are by the index of the setting. */
async function measureSettings<Name extends ExchangeName> (
  settings: readonly Setting[], exchanges: readonly Name[], plan: RequestPlan
): Promise<Record<Name, Round<number>[]>> {
  const results = Object.fromEntries(exchanges.map(name => [name, [] as Round<number>[]])) as Record<Name, Round<number>[]>
  for (let generation = 0; generation < plan.generations; generation++) {
    const children = await Promise.all(settings.map(setting => startChild('application.ts', setting, FLAGS)))
    for (const exchange of exchanges) {
      const turns = children.map((child, i) => [i, turnOf(child, { exchange, calls: callsOf(settings[i]!, plan) })] as const)
      results[exchange].push(...await interleave(new Map(turns), plan))
    }
    await Promise.all(children.map(child => child.end()))
  }
  return results
}

function turnOf (child: Child, turn: TurnOfRequests) {
  return async () => await child.ask(turn) as number
}

/** Fewer where an array is searched, so that its turn takes no longer than that of the others. */
function callsOf ({ contender, origins }: Setting, { calls }: RequestPlan): number {
  return contender === '@fastify/cors' ? Math.ceil(calls / Math.max(1, origins / 100)) : calls
}
