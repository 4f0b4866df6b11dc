/** Freezing results of tools. */

/** Freezes a value in all its depth. Parts that are frozen already are frozen in their depth. */
export function deepFreeze<T> (value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
