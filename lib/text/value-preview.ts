/** Any value → a short preview for messages. */
import { escapeText } from './escape.ts'

/** The maximum number of characters of a preview. */
const SHOWN_LENGTH = 80

/**
 * Formats any value as one line of at most 80 characters, as JSON if possible. Never throws, and reads no more of the value
 * than it shows.
 */
export function preview (value: unknown): string {
  let text: string
  try {
    text = show(value, SHOWN_LENGTH, 0)
  } catch {
    // A proxy or a getter that throws.
    text = 'an unreadable object'
  }
  return cut(text)
}

function show (value: unknown, room: number, depth: number): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value.slice(0, room + 1))
    case 'bigint': return 'a bigint'
    // A symbol inside a copy replaces a rejected value.
    case 'symbol': return depth === 0 ? 'a symbol' : '…'
    case 'function': return 'a function'
    case 'object': return value === null ? 'null' : showObject(value, room, depth)
    default: return String(value)
  }
}

function showObject (value: object, room: number, depth: number): string {
  const list = Array.isArray(value)
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object RegExp]') return RegExp.prototype.toString.call(value)
  if (tag === '[object Date]') return 'a Date'
  // The depth limits cycles, and the room limits long lists and objects.
  if (depth === 3) return '…'
  const keys = list ? undefined : Object.keys(value)
  const length = (keys ?? value as unknown[]).length
  let text = ''
  for (let i = 0; i < length && text.length <= room; i++) {
    const key = keys?.[i] ?? i
    const member = show((value as Record<PropertyKey, unknown>)[key], room - text.length, depth + 1)
    text += `${i === 0 ? '' : ','}${list ? '' : `${JSON.stringify(key)}:`}${member}`
  }
  return list ? `[${text}]` : `{${text}}`
}

/** Cuts a text, and escapes control characters and invisible characters. */
export function cut (text: string): string {
  return escapeText(text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text)
}
