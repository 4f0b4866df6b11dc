/** Sorts by code units, independent of the locale. */

/** Compares entries by their first element. */
export function byText ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
