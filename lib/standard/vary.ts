/** The `Vary` field as a list: https://www.rfc-editor.org/rfc/rfc9110#field.vary */

/**
 * Adds members to a `Vary` value: keeps every member there is, in its order and case, and doubles none.
 *
 * @param current  the value so far: a string, several lines, or undefined
 * @param added    members to add, separated by ", "
 * @returns        one line; "*" swallows everything, since it already says that anything may matter
 */
export function mergeVary (current: string | readonly string[] | number | undefined, added: string): string {
  if (current === undefined) return added
  const text = Array.isArray(current) ? current.join(',') : String(current)
  if (text === added) return added
  const members: string[] = []
  const seen = new Set<string>()
  for (const list of [text, added]) {
    // A split would make as many parts as a hostile value has commas.
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
