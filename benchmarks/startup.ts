/** What the package costs before the first request, in time and in memory. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Compiling } from './compiling.ts'
import { interleave, ratio, rounded, summarize, type Summary } from './measure.ts'
import { quietEnvironment, startChild } from './processes.ts'

export interface StartupPlan {
  /** Processes for each import. */
  readonly imports: number
  /** Processes for each number of routes, with the plugin and without. */
  readonly starts: number
  readonly routes: readonly number[]
  /** Processes for each way to boot an application of 1,000 routes. */
  readonly boots: number
  readonly compilations: number
  /** Exact origins that are compiled. */
  readonly origins: number
}

export const STARTUP_PLAN: StartupPlan = { imports: 25, starts: 15, routes: [100, 1_000], boots: 11, compilations: 7, origins: 1_000_000 }

export interface StartupFigures {
  /** CPU time of the import after that of Fastify, whose router both use, in imports of Fastify. */
  readonly imported: Summary
  /** CPU time to validate and compile, in constructions of a `Map` of the same strings. */
  readonly compiled: { readonly origins: number, readonly time: Summary }
  /** Bytes for each exact origin, beside its own text. */
  readonly memory: number
  /** CPU time until `ready()`, with the plugin, in times without. */
  readonly ready: ReadonlyArray<{ routes: number, time: Summary }>
  /** CPU time that is added to the boot of 1,000 routes, in times of Fastify's own `ready()`. */
  readonly boot: ReadonlyArray<{ what: string, added: Summary }>
}

/** What adds to the boot: with what it is compared, and to what it is added. */
export const ADDITIONS = [
  { what: 'a registration with `await`', to: 'bare', contender: 'registration awaited' },
  { what: 'a registration without `await`', to: 'bare', contender: 'nothing awaited' },
  { what: 'lint', to: 'lint off', contender: 'lint on' }
] as const

const READY = 'bare, ready() alone'

export async function measureStartup (plan: StartupPlan = STARTUP_PLAN): Promise<StartupFigures> {
  const imports = new Map([
    ['fastify', () => printedBy('importing.mjs', 'fastify')],
    ['fastify-cors-policy', () => printedBy('importing.mjs', 'fastify-cors-policy', 'fastify')]
  ])
  const importRounds = await interleave(imports, { rounds: plan.imports, turns: 1, warmUps: 1 })

  const ready = []
  for (const routes of plan.routes) {
    const starts = new Map(['without', 'with'].map(name => [name, () => printedBy('starting.mjs', String(routes), name)]))
    const rounds = await interleave(starts, { rounds: plan.starts, turns: 1, warmUps: 1 })
    ready.push({ routes, time: ratio(rounds, 'with', 'without') })
  }

  const child = await startChild('compiling.ts', plan.origins, ['--expose-gc'])
  const times = (['map', 'compile'] as const).map(what => [what, () => child.ask(what satisfies Compiling) as Promise<number>] as const)
  const compileRounds = await interleave(new Map(times), { rounds: plan.compilations, turns: 1, warmUps: 1 })
  const memory = rounded(await child.ask('memory' satisfies Compiling) as number)
  await child.end()
  return {
    imported: ratio(importRounds, 'fastify-cors-policy', 'fastify'),
    compiled: { origins: plan.origins, time: ratio(compileRounds, 'compile', 'map') },
    memory,
    ready,
    boot: await measureBoot(plan.boots)
  }
}

/** What is added to the boot of a large application. */
export async function measureBoot (rounds: number): Promise<StartupFigures['boot']> {
  const names = new Set([READY, ...ADDITIONS.flatMap(({ to, contender }) => [to, contender])])
  const boots = await interleave(new Map([...names].map(name => [name, () => printedBy('booting.mjs', name)])), { rounds, turns: 1, warmUps: 1 })
  return ADDITIONS.map(({ what, to, contender }) => ({
    what, added: summarize(boots, cost => (cost(contender) - cost(to)) / cost(READY))
  }))
}

/** What a process prints that runs nothing but a file of plain JavaScript, as it is without any loader. */
async function printedBy (file: string, ...args: string[]): Promise<number> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args], { env: quietEnvironment() })
  return Number(stdout)
}
