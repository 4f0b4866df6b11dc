/** Empty header lines beside others of the same name, which Firefox ignores. */
import type { HeaderLine } from '../../types/browser.ts'
import type { EngineFacts } from './engines.ts'
import { normalizeValue } from './header-values.ts'

/** Firefox counts the lines of this header only if its name is written exactly like this, and rejects two of them. */
const COUNTED = 'Access-Control-Allow-Origin'

/** The lines of a response with which an engine checks it. */
export function checkedLines (headers: readonly HeaderLine[], facts: EngineFacts): readonly HeaderLine[] {
  const isRejected = headers.filter(([name]) => name === COUNTED).length > 1
  return withoutEmptyLines(headers, facts, name => (isRejected && name === COUNTED) || /^(?:content-length|location)$/i.test(name))
}

/** The lines of a response that an engine shows. */
export function shownLines (headers: readonly HeaderLine[], facts: EngineFacts): readonly HeaderLine[] {
  return withoutEmptyLines(headers, facts, () => false)
}

/** If all lines of a header are empty, the first one remains. */
function withoutEmptyLines (
  headers: readonly HeaderLine[], { ignoresEmptyLines }: EngineFacts, isKept: (name: string) => boolean
): readonly HeaderLine[] {
  if (!ignoresEmptyLines) return headers
  const isEmpty = ([, value]: HeaderLine): boolean => normalizeValue(value) === ''
  const nameOf = ([name]: HeaderLine): string => name.toLowerCase()
  const others = new Set(headers.filter(line => !isEmpty(line)).map(nameOf))
  return headers.filter(line => {
    if (!isEmpty(line) || isKept(line[0])) return true
    const isFirst = !others.has(nameOf(line))
    others.add(nameOf(line))
    return isFirst
  })
}
