/** Waits of tests with real stores. No result depends on the speed of the machine; a test that waits in vain ends by its own timeout. */
import { setTimeout as pause } from 'node:timers/promises'

/** Waits until something is so. */
export async function until (isSo: () => unknown): Promise<void> {
  while (await isSo() !== true) await pause(2)
}

/** Repeats what a busy machine does not do within a deadline of the product. All other errors are the caller's. */
export async function inTime<T> (attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!/took longer than|^The store has not responded\.$/.test((error as Error).message)) throw error
    }
  }
}
