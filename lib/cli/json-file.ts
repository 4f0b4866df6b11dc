/** Parses JSON files and locates their parts. */
import type * as jsonc from 'jsonc-parser'
import type { PlacedIssue } from '../reporters/issues.ts'
import { parser, type JsonSource, type Place } from '../json/source.ts'

/** The value, or the issue if the text is invalid. */
export type ParsedJson = { readonly value: unknown } | { readonly issue: PlacedIssue }

/** Parses a text. Comments are ignored. */
export function parseJson (source: JsonSource): ParsedJson {
  try {
    return { value: JSON.parse(source.plain) }
  } catch {
    return { issue: syntaxIssue(source) }
  }
}

/** Adds locations in the text. A missing member has the location of its parent. */
export function placed<T extends { readonly path: string }> (things: readonly T[], { nodeAt, placeOf }: JsonSource): Array<T & Place> {
  return things.map(thing => ({ ...thing, ...placeOf(nodeAt(thing.path).offset) }))
}

/** An error at the start, in case that the parser finds no error although the engine does. */
const UNKNOWN = { error: 1 satisfies jsonc.ParseErrorCode.InvalidSymbol, offset: 0 }

/** The error messages of engines differ and do not always contain a position, so this parser finds it. */
function syntaxIssue ({ plain, placeOf }: JsonSource): PlacedIssue {
  const errors: jsonc.ParseError[] = []
  parser().parseTree(plain, errors, { disallowComments: true, allowTrailingComma: false })
  const [{ error, offset } = UNKNOWN] = errors
  const message = `The text is not valid JSON: ${wordsOf(parser().printParseErrorCode(error))}.`
  return { id: 'json-is-malformed', path: '', value: undefined, message, ...placeOf(offset) }
}

/** Turns a code such as `CommaExpected` into words. */
function wordsOf (code: string): string {
  return code.replaceAll(/(?!^)[A-Z]/g, letter => ` ${letter}`).toLowerCase()
}
