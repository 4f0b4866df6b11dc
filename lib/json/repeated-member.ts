/** Finds members of an object that have the same name. `JSON.parse` uses the last of them, and other parsers the first one. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../text/value-preview.ts'
import { pointer } from '../validate/issue.ts'

/** Texts, and what begins, separates and ends values. Everything else in valid JSON has no members. */
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\],]/g

/** A member whose name another member of the object before it has. */
export interface RepeatedMember {
  readonly name: string
  /** The JSON Pointer of the member. */
  readonly path: string
  /** Where its name begins. */
  readonly offset: number
}

/** An object or a list that has begun. */
interface Level {
  readonly path: string
  /** The names of an object; undefined for a list. */
  readonly names: Set<string> | undefined
  /** The name of the member, or the number of the entry, whose value comes next. */
  key: string | number
  /** Whether the next text is a name. */
  isName: boolean
}

/** Returns the first repeated member of a text that is valid JSON; undefined if there is none. */
export function repeatedMember (text: string): RepeatedMember | undefined {
  const levels: Level[] = []
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      const isObject = token === '{'
      levels.push({ path: level === undefined ? '' : pointer(level.path, level.key), names: isObject ? new Set() : undefined, key: 0, isName: isObject })
    } else if (token === '}' || token === ']') {
      levels.pop()
    } else if (token === ',') {
      if (level!.names === undefined) (level!.key as number)++
      else level!.isName = true
    } else if (level?.isName === true) {
      const name = JSON.parse(token) as string
      if (level.names!.has(name)) return { name, path: pointer(level.path, name), offset: index }
      level.names!.add(name)
      level.key = name
      level.isName = false
    }
  }
  return undefined
}

/** Returns the issue for a repeated member. */
export function repeatedMemberIssue ({ name, path }: RepeatedMember): CorsPolicyIssue {
  const message = `The object has more than one member ${preview(name)}, and a parser can use either of them. Remove one.`
  return { id: 'json-key-is-repeated', path, value: undefined, message }
}
