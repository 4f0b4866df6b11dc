/** Escapes foreign text so that it has no hidden characters and no control sequences. */

/**
 * Characters that renderers do not show, or that change how they show other text: control and format characters, line and
 * paragraph separators, surrogates, noncharacters, and characters that are ignored by default, such as variation selectors and
 * tags. Unicode properties are used, because a handwritten list would be incomplete:
 * https://www.unicode.org/reports/tr44/#Property_Index
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Escapes each of these characters in the way of JSON. */
export function escapeText (text: string): string {
  return text.replace(HIDDEN, char => char.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''))
}
