/** Text for terminals: what they would obey or a reader would not see is escaped, and colours are optional. */
import { styleText } from 'node:util'

export type Format = Parameters<typeof styleText>[0]

/** Sets a text in a format, or leaves it as it is where no colours are wanted. */
export type Paint = (format: Format, text: string) => string

export const plain: Paint = (_format, text) => text
export const coloured: Paint = (format, text) => styleText(format, text, { validateStream: false })

/** Escapes control characters and those that hide or reorder text. */
export function visible (text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
