/** How text that others wrote is shown: nothing in it hides, and no terminal obeys it. */

/**
 * What renderers do not show, or what changes how they show other text: control and format characters, line and paragraph
 * separators, halves of characters, what is not a character, and all that is ignored by default, such as variation selectors
 * and tags. Unicode's own properties say which these are, as a list of our own would miss some:
 * https://www.unicode.org/reports/tr44/#Property_Index
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Escapes each such character, by the escapes that JSON has. */
export function escapeText (text: string): string {
  return text.replace(HIDDEN, char => char.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''))
}
