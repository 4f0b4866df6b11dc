/** How random tests are repeated and prolonged: `SEED=…` and `LONG=1`. */

/** The same in every run, unless the environment has another. */
export const SEED = Number(process.env['SEED'] ?? 20_261_122)

/** How often something random is tried; many times as often with `LONG=1`. */
export function rounds (count: number): number {
  return process.env['LONG'] === '1' ? count * 20 : count
}
