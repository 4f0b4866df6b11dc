/** What a decision costs by itself, in time and in memory. */
import type { Decisions, DecisionsPlan } from './decisions.ts'
import type { Summary } from './measure.ts'
import { startChild } from './processes.ts'

export const DECIDE_PLAN: DecisionsPlan = {
  rounds: 41, turns: 3, warmUps: 5, batches: 20, headerLength: 16_000, windows: 51, callsOfWindow: 20_000
}

export interface DecideFigures {
  /** How long a decision takes on a hostile value, in decisions on a normal one. */
  readonly hostile: ReadonlyArray<{ value: string, against: string, isLong: boolean, time: Summary }>
  /** Bytes of memory that a decision takes. */
  readonly memory: ReadonlyArray<{ request: string, bytes: number }>
}

/** Room for all that a turn allocates, so that no collection hides any of it. */
const FLAGS = ['--min-semi-space-size=128', '--max-semi-space-size=128']

export async function measureDecisions (plan: DecisionsPlan = DECIDE_PLAN): Promise<DecideFigures> {
  const child = await startChild('decisions.ts', plan, FLAGS)
  const { hostile, memory } = await child.ask() as Decisions
  await child.end()
  return { hostile, memory }
}
