/** The `Vary` field as a list: https://www.rfc-editor.org/rfc/rfc9110#field.vary */

/**
 * Adds header names to a `Vary` value. Keeps the existing names with their order and letter case, and removes duplicates.
 *
 * @param current  the current value: a string, several lines, or undefined
 * @param added    names to add, separated by ", "
 * @returns        one line; "*" if any value contains it, because it covers all names
 */
export function mergeVary (current: string | readonly string[] | number | undefined, added: string): string {
  if (current === undefined) return added
  const text = Array.isArray(current) ? current.join(',') : String(current)
  if (text === added) return added
  const members: string[] = []
  const seen = new Set<string>()
  for (const list of [text, added]) {
    // `split` would allocate a part for each comma of a hostile value.
    for (let start = 0; start < list.length;) {
      const comma = list.indexOf(',', start)
      const end = comma === -1 ? list.length : comma
      const member = list.slice(start, end).trim()
      start = end + 1
      if (member === '*') return '*'
      const key = member.toLowerCase()
      if (member === '' || seen.has(key)) continue
      seen.add(key)
      members.push(member)
    }
  }
  return members.join(', ')
}
