/** This tree against another one, both in one process: which requests have become slower. */
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { build, type CorsPlugin } from './contenders.ts'
import { EXCHANGE_NAMES, exchangesOf, perform, prove, type ExchangeName } from './exchange.ts'
import { cpuTime, interleave, ratio, type Summary, type Turns } from './measure.ts'
import { FEW, type Setting } from './setting.ts'

export interface ComparePlan extends Turns {
  readonly calls: number
}

export const COMPARE_PLAN: ComparePlan = { rounds: 101, turns: 3, warmUps: 10, calls: 1_000 }

/** What counts as a difference. */
const TOLERANCE = 0.05

export type Verdict = 'slower' | 'faster' | 'the same'

export interface Comparison {
  readonly exchange: ExchangeName
  /** CPU time of this tree, in times of the other. */
  readonly time: Summary
  /** The same of the other tree against a second instance of itself: what is nothing but noise. */
  readonly noise: Summary
  readonly verdict: Verdict
}

/**
 * Compares two trees that have been built.
 *
 * @param tree   folder of the one that is judged
 * @param other  folder of the one it is compared with
 */
export async function compareTrees (tree: string, other: string, plan: ComparePlan = COMPARE_PLAN): Promise<Comparison[]> {
  const setting: Setting = { contender: 'plugin', ...FEW }
  const apps = new Map<'tree' | 'other' | 'other again', FastifyInstance>([
    ['other', await build(setting, await pluginOf(other))],
    ['other again', await build(setting, await pluginOf(other))],
    ['tree', await build(setting, await pluginOf(tree))]
  ])
  const exchanges = exchangesOf(setting)
  for (const exchange of exchanges) {
    for (const app of apps.values()) prove(setting, app, exchange)
  }
  const results: Comparison[] = []
  for (const name of EXCHANGE_NAMES) {
    const exchange = exchanges.find(exchange => exchange.name === name)!
    const turns = [...apps].map(([name, app]) => [name, () => cpuTime(() => {
      for (let i = 0; i < plan.calls; i++) perform(app, exchange)
    }) / plan.calls] as const)
    const rounds = await interleave(new Map(turns), plan)
    const [time, noise] = [ratio(rounds, 'tree', 'other'), ratio(rounds, 'other again', 'other')]
    results.push({ exchange: name, time, noise, verdict: judge(time, noise) })
  }
  return results
}

async function pluginOf (tree: string): Promise<CorsPlugin> {
  const { default: plugin } = await import(pathToFileURL(resolve(tree, 'dist/lib/index.js')).href) as { default: CorsPlugin }
  return plugin
}

/** A difference is one that is large enough, and that is not noise: the quartiles do not overlap. */
export function judge (time: Summary, noise: Summary): Verdict {
  if (time.median > 1 + TOLERANCE && time.lower > noise.upper) return 'slower'
  if (time.median < 1 - TOLERANCE && time.upper < noise.lower) return 'faster'
  return 'the same'
}
