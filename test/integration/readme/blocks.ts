/** Markdown → its fenced code blocks, and back with other texts in them. */

export interface Block {
  /** What stands behind the opening fence. */
  readonly language: string
  /** Without the fences and the last line break. */
  readonly text: string
  /** Of the opening fence, from 1. */
  readonly line: number
  /** Offsets of the text, the last line break included. */
  readonly start: number
  readonly end: number
}

/** The fenced code blocks, in order. Throws where a fence is never closed. */
export function blocksOf (markdown: string): Block[] {
  if ((markdown.match(/^```/gm) ?? []).length % 2 === 1) throw new Error('a fence is never closed')
  return [...markdown.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(match => {
    const [, language = '', text = ''] = match
    const start = match.index + 3 + language.length + 1
    return { language, text: text.slice(0, -1), line: lineAt(markdown, match.index), start, end: start + text.length }
  })
}

function lineAt (markdown: string, offset: number): number {
  return markdown.slice(0, offset).split('\n').length
}

/** The same Markdown with other texts in some blocks. */
export function withTexts (markdown: string, texts: ReadonlyMap<Block, string>): string {
  let result = markdown
  for (const [block, text] of [...texts].sort(([a], [b]) => b.start - a.start)) {
    result = `${result.slice(0, block.start)}${text}\n${result.slice(block.end)}`
  }
  return result
}

/** The generated parts, by name: what stands between `<!-- generated: name -->` and `<!-- end of name -->`. */
export function generatedPartsOf (markdown: string): Map<string, string> {
  const parts = markdown.matchAll(/^<!-- generated: (.+) -->\n([^]*?)^<!-- end of \1 -->$/gm)
  return new Map([...parts].map(([, name = '', text = '']) => [name, text]))
}

/** The same Markdown with another text in a generated part. */
export function withPart (markdown: string, name: string, text: string): string {
  const begin = `<!-- generated: ${name} -->\n`
  const start = markdown.indexOf(begin) + begin.length
  return `${markdown.slice(0, start)}${text}${markdown.slice(markdown.indexOf(`<!-- end of ${name} -->`, start))}`
}

/** A row of a table; a bar inside a cell would end it. */
export function row (...cells: string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`
}
