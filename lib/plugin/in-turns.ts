/** Work in steps, between which requests are served. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Steps } from '../validate/steps.ts'

/** Milliseconds of work without a pause. */
const SLICE = 5

/** Runs all steps. @returns what the last one returns @throws what a step throws */
export async function inTurns<T> (steps: Steps<T>): Promise<T> {
  let start = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() - start < SLICE) continue
    await nextTurn()
    start = performance.now()
  }
}
