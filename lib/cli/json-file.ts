/** Parses JSON files and locates their parts. */
import type * as jsonc from 'jsonc-parser'
import type { PlacedIssue } from '../reporters/issues.ts'
import { repeatedMember, repeatedMemberIssue } from '../json/repeated-member.ts'
import { parser, type LocatedJson, type Place } from '../json/located-json.ts'

/** The value, or the issue if the text is invalid. */
export type ParsedJson = { readonly value: unknown } | { readonly issue: PlacedIssue }

/** Parses a text. Comments are ignored. Objects with two members of one name are rejected, although JSON.parse() uses the last one. */
export function parseJson (source: LocatedJson): ParsedJson {
  try {
    const value: unknown = JSON.parse(source.plain)
    // Fails for a very deep value, whose parts could not be placed later.
    source.nodeAt('')
    const repeated = repeatedMember(source.plain)
    return repeated === undefined ? { value } : { issue: { ...repeatedMemberIssue(repeated), ...source.placeOf(repeated.offset) } }
  } catch (error) {
    return { issue: error instanceof RangeError ? TOO_DEEP : syntaxIssue(source) }
  }
}

/** The parser is recursive, so only very deep values exceed the stack. */
const TOO_DEEP = malformed('values are nested too deeply', { line: 1, column: 1 })

function malformed (problem: string, place: Place): PlacedIssue {
  return { id: 'json-is-malformed', path: '', value: undefined, message: `The text is not valid JSON: ${problem}.`, ...place }
}

/** Adds locations in the text. A missing member has the location of its parent. */
export function placed<T extends { readonly path: string }> (things: readonly T[], { nodeAt, placeOf }: LocatedJson): Array<T & Place> {
  return things.map(thing => ({ ...thing, ...placeOf(nodeAt(thing.path).offset) }))
}

/** An error at the start, in case that the parser finds no error although the engine does. */
const UNKNOWN = { error: 1 satisfies jsonc.ParseErrorCode.InvalidSymbol, offset: 0 }

/** The error messages of engines differ and do not always contain a position, so this parser finds it. */
function syntaxIssue ({ plain, placeOf }: LocatedJson): PlacedIssue {
  try {
    const errors: jsonc.ParseError[] = []
    parser().parseTree(plain, errors, { disallowComments: true, allowTrailingComma: false })
    const [{ error, offset } = UNKNOWN] = errors
    return malformed(wordsOf(parser().printParseErrorCode(error)), placeOf(offset))
  } catch {
    return TOO_DEEP
  }
}

/** Turns a code such as `CommaExpected` into words. */
function wordsOf (code: string): string {
  return code.replaceAll(/(?!^)[A-Z]/g, letter => ` ${letter}`).toLowerCase()
}
