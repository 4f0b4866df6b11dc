/** The text of a JSON file: where its parts stand. */
import { createRequire } from 'node:module'
import type * as jsonc from 'jsonc-parser'
import { keysOf, pointer } from '../validate/issue.ts'
import { plainJson, type Span } from './plain.ts'

export type JsonNode = jsonc.Node

/** Where something is in a text, both from 1, as editors count: columns in UTF-16 code units. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface JsonSource {
  /** Without a byte order mark. */
  readonly text: string
  /** What the file begins with, before the text: '' or a byte order mark. */
  readonly mark: string
  /** Whether comments and trailing commas are let pass. */
  readonly hasComments: boolean
  readonly comments: readonly Span[]
  /** As long as the text, without comments. */
  readonly code: string
  /** As long as the text: JSON and nothing more. */
  readonly plain: string
  /** What a JSON Pointer leads to; where that is missing, what it is missing from. Of valid JSON only. */
  readonly nodeAt: (path: string) => JsonNode
  /** JSON Pointer to the value that begins there. Of valid JSON only. */
  readonly pathAt: (offset: number) => string
  readonly placeOf: (offset: number) => Place
}

const require = createRequire(import.meta.url)

/** Loaded when a place is asked for. */
export function parser (): typeof jsonc {
  return require('jsonc-parser') as typeof jsonc
}

/** Opens a text; with a byte order mark or without. */
export function jsonSource (file: string, hasComments: boolean): JsonSource {
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
    // Of two members with one name, the last one counts.
    members = new Map((node.type === 'object' ? node.children! : []).map(({ children }) => [children![0]!.value as string, children![1]!]))
    known.set(node, members)
  }
  return members.get(key)
}

/** Of things in order, the last one that begins at or before an offset; the first one does. */
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
