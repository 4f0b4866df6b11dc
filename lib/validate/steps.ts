/** Work in steps, between which a caller can do other work. */

export type Steps<T = void> = Generator<undefined, T, undefined>

/** The number of entries of a list in one step. */
export const STRIDE = 8192

/** Whether a step ends before this entry of a list. */
export function isStepEnd (index: number, size = STRIDE): boolean {
  return index % size === size - 1
}

/** Runs all steps at once. */
export function finish<T> (steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
