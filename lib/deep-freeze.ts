/** Deep freezing for results. */

/** Freezes a value and all its members. Assumes that frozen members are deeply frozen. */
export function deepFreeze<T> (value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
