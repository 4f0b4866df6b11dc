/** Texts in place of values that are not known. No configuration has their first character. */

/** Stands for an origin that only its expressions are known of. */
export const SOME_ORIGIN = '\u0001origin\u0001'
/** Stands for the part of such an origin that an expression in one group has matched. */
export const MATCHED_ORIGIN = '\u0001matched\u0001'
/** Stands for the names of headers in a preflight. */
export const REQUESTED_HEADERS = '\u0001headers\u0001'

/** The value of a variable of another module, such as `$host`. */
export function unknownVariable (name: string): string {
  return `\u0001$${name}\u0001`
}

/** Whether a part of a text is not known. */
export function hasUnknownPart (text: string): boolean {
  return text.includes('\u0001')
}
