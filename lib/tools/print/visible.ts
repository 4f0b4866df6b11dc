/** Text in which nothing hides: what a terminal would obey or a reader would not see is escaped. */

/** Escapes control characters and those that hide or reorder text. */
export function visible (text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
