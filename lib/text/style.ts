/** Colours, which are optional. */
import { styleText } from 'node:util'

export type Format = Parameters<typeof styleText>[0]

/** Sets a text in a format, or leaves it as it is where no colours are wanted. */
export type Style = (format: Format, text: string) => string

export const unstyled: Style = (_format, text) => text
export const styled: Style = (format, text) => styleText(format, text, { validateStream: false })
