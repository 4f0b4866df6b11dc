/** Whether a value is what JSON makes of it. */
export function isJson (value: unknown): boolean {
  switch (typeof value) {
    case 'string': case 'boolean': return true
    case 'number': return Number.isFinite(value)
    case 'object': {
      if (value === null) return true
      // Few enough to look at each; a hole in a list is none.
      if (Array.isArray(value)) return value.length < 1000 && [...value].every(isJson)
      const members = Object.getOwnPropertyDescriptors(value)
      return Object.getPrototypeOf(value) === Object.prototype && Object.getOwnPropertySymbols(value).length === 0 &&
        Object.values(members).every(({ value: member }) => member !== value && isJson(member))
    }
    default: return false
  }
}
