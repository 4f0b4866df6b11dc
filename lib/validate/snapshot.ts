/**
 * Anything → plain data. Later stages see the copy only, so nothing can change, or answer twice differently, after
 * a check.
 */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fault, pointer, report, type IssueDraft } from './issue.ts'

/** Stands in a copy where a value was refused, so that one mistake is reported once. */
export const REFUSED: unique symbol = Symbol('refused')

/** Far deeper than any policy. */
const MAX_DEPTH = 32

/** Members of all objects and lists together: room for millions of origins, and an end to endless ones. */
const MAX_MEMBERS = 4_000_000

/**
 * Copies what survives a round trip through JSON, deeply frozen, and reports the rest. Reads every property exactly
 * once; survives getters that throw, proxies, cycles and endless lists.
 *
 * @param input   anything
 * @param path    JSON Pointer of the input
 * @param issues  takes what was refused; the copy has REFUSED in those places
 * @param except  members of the input itself that are neither read nor copied
 */
export function snapshot (input: unknown, path: string, issues: CorsPolicyIssue[], except?: readonly string[]): unknown {
  const ancestors = new Set<object>()
  let room = MAX_MEMBERS

  function refuse (path: string, value: unknown, fault: IssueDraft): typeof REFUSED {
    report(issues, path, value, fault)
    return REFUSED
  }

  function copy (value: unknown, path: string): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean': return value
      // Adding 0 makes 0 of -0, which JSON does not have.
      case 'number': return Number.isFinite(value) ? value + 0 : refuse(path, value, notData(`the number ${value}`, path))
      case 'undefined': return refuse(path, value, fault('value-is-missing',
        'is undefined. Give a value or leave the field out.'))
      case 'object': return value === null
        ? refuse(path, value, fault('value-is-missing', 'says nothing. Give a value or leave the field out.'))
        : copyObject(value, path)
      default: return refuse(path, value, notData(`a ${typeof value}`, path))
    }
  }

  function copyObject (value: object, path: string): unknown {
    if (ancestors.has(value)) {
      return refuse(path, undefined, fault('document-has-a-cycle', 'contains itself. Write data that ends.'))
    }
    if (ancestors.size === MAX_DEPTH) {
      return refuse(path, undefined, fault('document-is-too-deep', `is nested more than ${MAX_DEPTH} levels deep.`))
    }
    ancestors.add(value)
    const out = copyMembers(value, path)
    ancestors.delete(value)
    return out
  }

  function copyMembers (value: object, path: string): unknown {
    try {
      if (Array.isArray(value)) return copyList(value, path)
      const kind = kindOf(value)
      return kind === undefined ? copyRecord(value as Record<string, unknown>, path) : refuse(path, value, notData(kind, path))
    } catch {
      return refuse(path, undefined, unreadable())
    }
  }

  /** Copies a member; a getter that throws costs only itself. */
  function copyMember (parent: Record<string, unknown>, key: string, path: string): unknown {
    let value
    try {
      value = parent[key]
    } catch {
      return refuse(path, undefined, unreadable())
    }
    return copy(value, path)
  }

  function copyRecord (value: Record<string, unknown>, path: string): object | typeof REFUSED {
    const keys = Reflect.ownKeys(value)
    if (keys.length > room) return tooLarge(path)
    room -= keys.length
    const out: Record<string, unknown> = {}
    for (const key of keys) {
      if (typeof key === 'symbol') {
        report(issues, path, undefined, notData('a field named by a symbol', path))
        continue
      }
      // JSON leaves out what is not enumerable.
      if (Reflect.getOwnPropertyDescriptor(value, key)?.enumerable !== true) continue
      if (ancestors.size === 1 && except?.includes(key) === true) continue
      const at = pointer(path, key)
      if (key === '__proto__') {
        report(issues, at, undefined, fault('key-is-unsafe',
          'cannot be a name, as assigning it would change the object. Choose another.'))
      } else {
        out[key] = copyMember(value, key, at)
      }
    }
    return Object.freeze(out)
  }

  function copyList (value: unknown[], path: string): unknown {
    const { length } = value
    if (!(Number.isInteger(length) && length >= 0)) return refuse(path, undefined, unreadable())
    if (length > room) return tooLarge(path)
    room -= length
    const out: unknown[] = []
    for (let i = 0; i < length; i++) {
      // The path of a text, of which there may be millions, is never needed.
      const member = readMember(value, i)
      if (typeof member === 'string') {
        out.push(member)
      } else if (member === UNREADABLE) {
        out.push(refuse(pointer(path, i), undefined, unreadable()))
      } else if (member === undefined && !Object.hasOwn(value, i)) {
        out.push(refuse(pointer(path, i), undefined, fault('value-is-missing',
          'is a hole in the list. Write a list without holes.')))
        // Who has one hole may have billions.
        break
      } else {
        out.push(copy(member, pointer(path, i)))
      }
    }
    return Object.freeze(out)
  }

  /** Says so once; nothing is copied after it. */
  function tooLarge (path: string): typeof REFUSED {
    if (room < 0) return REFUSED
    room = -1
    return refuse(path, undefined, fault('document-is-too-large', `has more than ${MAX_MEMBERS} members in all.`))
  }

  return copy(input, path)
}

const UNREADABLE = Symbol('unreadable')

function readMember (list: unknown[], index: number): unknown {
  try {
    return list[index]
  } catch {
    return UNREADABLE
  }
}

function unreadable (): IssueDraft {
  return fault('value-is-unreadable', 'cannot be read. Write plain data.')
}

/** What an object is if it is no plain one; undefined for a plain one, of this or another realm. */
function kindOf (value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined
  switch (Object.prototype.toString.call(value)) {
    case '[object RegExp]': return 'a regular expression'
    case '[object Date]': return 'a Date'
    default: return 'an instance of a class'
  }
}

function notData (kind: string, path: string): IssueDraft {
  const isOrigin = /\/origins(?:\/\d+)?$/.test(path)
  if (isOrigin && kind === 'a regular expression') {
    return fault('origin-is-a-regular-expression',
      'is a regular expression, and a policy is data. Write origin patterns, such as "https://*.example.com".')
  }
  const advice = isOrigin && kind === 'a function'
    ? 'List the origins, and decide which before registering.'
    : 'Write what JSON can hold.'
  return fault('value-is-not-data', `is ${kind}, and a policy is data. ${advice}`)
}
