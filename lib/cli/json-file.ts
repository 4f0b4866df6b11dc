/** The text of a JSON file → its value, and the places of its parts. */
import type * as jsonc from 'jsonc-parser'
import type { PlacedIssue } from '../reporters/issues.ts'
import { parser, type JsonSource, type Place } from '../json/source.ts'

/** A value, or why there is none. */
export type ParsedJson = { readonly value: unknown } | { readonly issue: PlacedIssue }

/** Parses a text; its comments are none of its parts. */
export function parseJson (source: JsonSource): ParsedJson {
  try {
    return { value: JSON.parse(source.plain) }
  } catch {
    return { issue: syntaxIssue(source) }
  }
}

/** The same things, each with its place in the text; of what is missing the place of what it is missing from. */
export function placed<T extends { readonly path: string }> (things: readonly T[], { nodeAt, placeOf }: JsonSource): Array<T & Place> {
  return things.map(thing => ({ ...thing, ...placeOf(nodeAt(thing.path).offset) }))
}

/** An invalid symbol at the beginning, should the parser see no error where the engine does. */
const UNKNOWN = { error: 1 satisfies jsonc.ParseErrorCode.InvalidSymbol, offset: 0 }

/** Engines word their errors differently and do not always say where; this parser does. */
function syntaxIssue ({ plain, placeOf }: JsonSource): PlacedIssue {
  const errors: jsonc.ParseError[] = []
  parser().parseTree(plain, errors, { disallowComments: true, allowTrailingComma: false })
  const [{ error, offset } = UNKNOWN] = errors
  const message = `The text is not valid JSON: ${wordsOf(parser().printParseErrorCode(error))}.`
  return { id: 'json-is-malformed', path: '', value: undefined, message, ...placeOf(offset) }
}

/** As in `CommaExpected`. */
function wordsOf (code: string): string {
  return code.replaceAll(/(?!^)[A-Z]/g, letter => ` ${letter}`).toLowerCase()
}
