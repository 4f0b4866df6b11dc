/** How random tests are repeated, prolonged and shortened: `SEED=…`, `LONG=1`, `ROUNDS=0.1`. */

/** The same in every run, unless the environment has another. */
export const SEED = Number(process.env['SEED'] ?? 20_261_122)

const share = Number(process.env['ROUNDS'] ?? (process.env['LONG'] === '1' ? 20 : 1))

/** How often something random is tried; many times as often with `LONG=1`, and that share of it with `ROUNDS`. */
export function rounds (count: number): number {
  return Math.ceil(count * share)
}
