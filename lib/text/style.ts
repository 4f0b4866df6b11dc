/** Optional colors. */
import { styleText } from 'node:util'

export type Format = Parameters<typeof styleText>[0]

/** Formats a text, or returns it unchanged without colors. */
export type Style = (format: Format, text: string) => string

export const unstyled: Style = (_format, text) => text
export const styled: Style = (format, text) => styleText(format, text, { validateStream: false })
