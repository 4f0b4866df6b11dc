/** The order of lists: by code units, the same everywhere. */

/** Compares entries by their first member. */
export function byText ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
