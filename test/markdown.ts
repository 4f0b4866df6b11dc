/** What pages that are made of sources have in common. */
import { row } from './integration/readme/blocks.ts'

/** A table of Markdown, with a line break at its end. */
export function table (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(cells => row(...cells)).join('')
}

/** The text in lines of at most 120 characters. */
export function wrapped (text: string): string {
  return text.replaceAll(/(?=.{121})(.{1,120}) /g, '$1\n')
}
