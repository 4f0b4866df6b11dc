/** The text of a JSON file → its value, and the places of its parts. */
import { createRequire } from 'node:module'
import type * as jsonc from 'jsonc-parser'
import type { Issue } from '../../../types/report.ts'
import type { PlacedIssue } from '../print/issues.ts'

const require = createRequire(import.meta.url)

/** A value, or why there is none. */
export type ParsedJson = { readonly value: unknown } | { readonly issue: PlacedIssue }

/** Parses a text as JSON and nothing more: no comments, no trailing commas. */
export function parseJson (text: string): ParsedJson {
  try {
    return { value: JSON.parse(withoutMark(text)) }
  } catch {
    return { issue: syntaxIssue(withoutMark(text)) }
  }
}

/** The same issues, each with its place in the text; of what is missing the place of what it is missing from. */
export function placed (issues: readonly Issue[], text: string): PlacedIssue[] {
  const { findNodeAtLocation, parseTree } = parser()
  const root = parseTree(withoutMark(text))!
  return issues.map(issue => {
    let node: jsonc.Node = root
    for (const key of issue.path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))) {
      const child = findNodeAtLocation(node, [node.type === 'array' ? Number(key) : key])
      if (child === undefined) break
      node = child
    }
    return { ...issue, ...placeOf(withoutMark(text), node.offset) }
  })
}

/** An invalid symbol at the beginning, should the parser see no error where the engine does. */
const UNKNOWN = { error: 1 satisfies jsonc.ParseErrorCode.InvalidSymbol, offset: 0 }

/** Engines word their errors differently and do not always say where; this parser does. */
function syntaxIssue (text: string): PlacedIssue {
  const errors: jsonc.ParseError[] = []
  parser().parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [{ error, offset } = UNKNOWN] = errors
  const message = `is no JSON: ${wordsOf(parser().printParseErrorCode(error))}.`
  return { id: 'json-is-malformed', path: '', value: undefined, message, ...placeOf(text, offset) }
}

/** As in `CommaExpected`. */
function wordsOf (code: string): string {
  return code.replaceAll(/(?!^)[A-Z]/g, letter => ` ${letter}`).toLowerCase()
}

/** Lines and columns as editors count them. */
function placeOf (text: string, offset: number): { readonly line: number, readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/** Some editors begin a file with a byte order mark. */
function withoutMark (text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/** Loaded for the first error. */
function parser (): typeof jsonc {
  return require('jsonc-parser') as typeof jsonc
}
