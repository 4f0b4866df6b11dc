/** Locates the parts of a JSON file in its text. */
import { createRequire } from 'node:module'
import type * as jsonc from 'jsonc-parser'
import { keysOf, pointer } from '../validate/issue.ts'
import { plainJson, type TextSpan } from './plain.ts'

export type JsonNode = jsonc.Node

/** A position in a text. Lines and columns start at 1. Columns are UTF-16 code units. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface LocatedJson {
  /** Without a byte order mark. */
  readonly text: string
  /** The byte order mark at the start of the file, or ''. */
  readonly mark: string
  /** Whether comments and trailing commas are allowed. */
  readonly hasComments: boolean
  readonly comments: readonly TextSpan[]
  /** The text without comments, of the same length. */
  readonly code: string
  /** The text as plain JSON, of the same length. */
  readonly plain: string
  /** The node at a JSON Pointer, or its closest existing ancestor. Only for valid JSON. */
  readonly nodeAt: (path: string) => JsonNode
  /** The JSON Pointer to the value that starts at an offset. Only for valid JSON. */
  readonly pathAt: (offset: number) => string
  readonly placeOf: (offset: number) => Place
}

const require = createRequire(import.meta.url)

/** Loads the parser on first use. */
export function parser (): typeof jsonc {
  return require('jsonc-parser') as typeof jsonc
}

/** Parses a text, with or without a byte order mark. */
export function locatedJson (file: string, hasComments: boolean): LocatedJson {
  const mark = file.startsWith('\ufeff') ? '\ufeff' : ''
  const text = file.slice(mark.length)
  const { comments, code, plain } = hasComments ? plainJson(text) : { comments: [], code: text, plain: text }
  let root: JsonNode | undefined
  let lineStarts: readonly number[] | undefined
  const children = new Map<JsonNode, ReadonlyMap<string, JsonNode>>()
  const rootNode = (): JsonNode => {
    root ??= parser().parseTree(plain)!
    return root
  }
  return {
    text,
    mark,
    hasComments,
    comments,
    code,
    plain,
    nodeAt (path) {
      let node = rootNode()
      for (const key of keysOf(path)) {
        const child = childOf(node, key, children)
        if (child === undefined) break
        node = child
      }
      return node
    },
    pathAt (offset) {
      let node = rootNode()
      let path = ''
      while (node.offset < offset) {
        const { type, children } = node
        const i = lastAt(offset, children!.length, i => children![i]!.offset)
        node = children![i]!
        path = type === 'property' ? path : pointer(path, type === 'array' ? i : node.children![0]!.value as string)
      }
      return path
    },
    placeOf (offset) {
      const starts = lineStarts ??= lineStartsOf(text)
      const line = lastAt(offset, starts.length, i => starts[i]!)
      return { line: line + 1, column: offset - starts[line]! + 1 }
    }
  }
}

function lineStartsOf (text: string): number[] {
  const starts = [0]
  for (const { index, 0: { length } } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + length)
  return starts
}

function childOf (node: JsonNode, key: string, known: Map<JsonNode, ReadonlyMap<string, JsonNode>>): JsonNode | undefined {
  if (node.type === 'array') return node.children![Number(key)]
  let members = known.get(node)
  if (members === undefined) {
    // If two members have the same name, the last one applies.
    members = new Map((node.type === 'object' ? node.children! : []).map(({ children }) => [children![0]!.value as string, children![1]!]))
    known.set(node, members)
  }
  return members.get(key)
}

/** Binary search: the last of sorted items that starts at or before an offset. The first item always does. */
export function lastAt (offset: number, count: number, startOf: (index: number) => number): number {
  let low = 0
  let high = count
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (startOf(middle) <= offset) low = middle
    else high = middle
  }
  return low
}
