/** Any value → a copy of plain data. Later stages use only the copy, so a value cannot change after its check. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fault, pointer, report, wholeFault, type IssueDraft } from './issue.ts'

/** Replaces a rejected value in a copy, so that one mistake is reported once. */
export const REJECTED: unique symbol = Symbol('rejected')

/** Levels: much deeper than any policy. */
export const MAX_DEPTH = 32

/** Total members of all objects and lists: enough for millions of origins, and a limit for endless lists. */
const MAX_MEMBERS = 4_000_000

/**
 * Copies everything that JSON can represent, and reports the rest. Reads every property exactly once. Handles getters that
 * throw, proxies, cycles and endless lists.
 *
 * @param input   any value
 * @param path    JSON Pointer of the input
 * @param issues  receives the issues; the copy has REJECTED instead of the rejected values
 * @param except  members of the input itself that are neither read nor copied
 * @returns       the copy, deeply frozen
 */
export function snapshot (input: unknown, path: string, issues: CorsPolicyIssue[], except?: readonly string[]): unknown {
  const ancestors = new Set<object>()
  let room = MAX_MEMBERS

  function refuse (path: string, value: unknown, fault: IssueDraft): typeof REJECTED {
    report(issues, path, value, fault)
    return REJECTED
  }

  function copy (value: unknown, path: string): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean': return value
      // Adding 0 turns -0, which JSON does not have, into 0.
      case 'number': return Number.isFinite(value) ? value + 0 : refuse(path, value, notData(`the number ${value}`, path))
      case 'undefined': return refuse(path, value, wholeFault('value-is-missing',
        'The value is undefined. Use a value, or remove the field.'))
      case 'object': return value === null
        ? refuse(path, value, wholeFault('value-is-missing', 'The value is null. Use a value, or remove the field.'))
        : copyObject(value, path)
      default: return refuse(path, value, notData(`a ${typeof value}`, path))
    }
  }

  function copyObject (value: object, path: string): unknown {
    if (ancestors.has(value)) {
      return refuse(path, undefined, wholeFault('document-has-a-cycle', 'The object contains itself. Remove the circular reference.'))
    }
    if (ancestors.size === MAX_DEPTH) {
      return refuse(path, undefined, wholeFault('document-is-too-deep', `The value is nested more than ${MAX_DEPTH} levels deep.`))
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

  /** Copies a member. If a getter throws, only its own member is rejected. */
  function copyMember (parent: Record<string, unknown>, key: string, path: string): unknown {
    let value
    try {
      value = parent[key]
    } catch {
      return refuse(path, undefined, unreadable())
    }
    return copy(value, path)
  }

  function copyRecord (value: Record<string, unknown>, path: string): object | typeof REJECTED {
    const keys = Reflect.ownKeys(value)
    if (keys.length > room) return tooLarge(path)
    room -= keys.length
    const out: Record<string, unknown> = {}
    for (const key of keys) {
      if (typeof key === 'symbol') {
        report(issues, path, undefined, wholeFault('value-is-not-data',
          'The object has a symbol as a key, but a policy must be JSON data. Use a string as the key.'))
        continue
      }
      // JSON omits members that are not enumerable.
      if (Reflect.getOwnPropertyDescriptor(value, key)?.enumerable !== true) continue
      if (ancestors.size === 1 && except?.includes(key) === true) continue
      const at = pointer(path, key)
      if (key === '__proto__') {
        report(issues, at, undefined, wholeFault('key-is-unsafe',
          'The key "__proto__" is not allowed, because assigning it changes the object. Use another name.'))
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
      // A string needs no path, and a list can have millions of them.
      const member = readMember(value, i)
      if (typeof member === 'string') {
        out.push(member)
      } else if (member === UNREADABLE) {
        out.push(refuse(pointer(path, i), undefined, unreadable()))
      } else if (member === undefined && !Object.hasOwn(value, i)) {
        out.push(refuse(pointer(path, i), undefined, wholeFault('value-is-missing',
          'The list has an empty slot. Use a list without empty slots.')))
        // A sparse list can have billions of empty slots.
        break
      } else {
        out.push(copy(member, pointer(path, i)))
      }
    }
    return Object.freeze(out)
  }

  /** Reports the limit once. Nothing is copied after it. */
  function tooLarge (path: string): typeof REJECTED {
    if (room < 0) return REJECTED
    room = -1
    return refuse(path, undefined, wholeFault('document-is-too-large', `The document has more than ${MAX_MEMBERS} members in total.`))
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
  return wholeFault('value-is-unreadable', 'Reading the value throws an error, because it is a getter or a proxy. Use plain data.')
}

/** Names the kind of an object that is not plain; undefined for a plain object, of this or another realm. */
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
      'is a regular expression, but a policy must be JSON data. Use origin patterns, such as "https://*.example.com".')
  }
  const advice = isOrigin && kind === 'a function'
    ? 'List the origins before you register the plugin.'
    : 'Use a value that JSON can represent.'
  return wholeFault('value-is-not-data', `The value is ${kind}, but a policy must be JSON data. ${advice}`)
}
