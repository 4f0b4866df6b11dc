/** How much is tried, and with which seed: `LONG=1`, `SEED=…`, `ROUNDS=0.1`. No other file should read these variables. */

/** Whether this run tries everything. Other runs try a sample. */
export const isLong = process.env['LONG'] === '1'

/** The same in every run, unless the environment has another. */
export const SEED = Number(process.env['SEED'] ?? 20_261_122)

/** Another one in each long run. A test that uses it must print it. */
export const CHANGING_SEED = isLong && process.env['SEED'] === undefined ? Date.now() % 1_000_000_000 : SEED

/** The options of a test that only the long run has. */
export const onlyLong = { skip: isLong ? false : 'in the long run' }

const share = Number(process.env['ROUNDS'] ?? (isLong ? 20 : 0.25))

/** Whether this run tries even less than `npm test`, as `npm run quick` and `npm run test:matrix` do. */
export const isQuick = share < 0.25

/** How often something random is tried: a quarter as often by default, 20 times as often with `LONG=1`, and that share of it with `ROUNDS`. */
export function rounds (count: number): number {
  return Math.ceil(count * share)
}

/** The number of random cases in a normal and in a long run, unless an environment variable sets it. */
export function countOf (name: 'CASES' | 'CLIENTS' | 'PREFLIGHTS' | 'URLS', daily: number, long: number): number {
  return Number(process.env[name] ?? (isLong ? long : daily))
}

/**
 * All rows in the long run. In other runs the first of each `every` rows, and in a quick one of more than four times as many, by which no
 * cycle of rows is left out: the same rows in every run.
 *
 * @param from  the index of the first row, so that several samples of one list have other rows; after the last row comes the first
 */
export function sample<Row> (rows: readonly Row[], every: number, from = 0): readonly Row[] {
  if (isLong) return rows
  const step = isQuick ? every * 4 + 1 : every
  return rows.filter((_row, i) => (i - from + rows.length) % rows.length % step === 0)
}

/** All rows in the long run. In other runs those with the given names, each of which must be there, so that a new name does not empty a sample. */
export function named<Row> (rows: readonly Row[], names: readonly string[], nameOf: (row: Row) => string): readonly Row[] {
  const missing = names.filter(name => !rows.some(row => nameOf(row) === name))
  if (missing.length > 0) throw new Error(`no row has the name ${missing.join(' or ')}`)
  return isLong ? rows : rows.filter(row => names.includes(nameOf(row)))
}
