/** Colours, which are optional. */
import { styleText } from 'node:util'

export type Format = Parameters<typeof styleText>[0]

/** Sets a text in a format, or leaves it as it is where no colours are wanted. */
export type Paint = (format: Format, text: string) => string

export const plain: Paint = (_format, text) => text
export const coloured: Paint = (format, text) => styleText(format, text, { validateStream: false })
