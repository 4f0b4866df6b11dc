/** Writes a section of a page for a terminal. */
import type { Style } from '../text/style.ts'

/** Writes a heading and Markdown: headings and strong text as such, code indented, and URLs behind their texts. */
export function sectionText ({ id, markdown }: { readonly id: string, readonly markdown: string }, paint: Style): string {
  // Every second part is a code block.
  const parts = markdown.split(/^```.*\n([^]*?)^```$/m)
  const text = parts.map((part, i) => i % 2 === 1 ? part.trimEnd().replaceAll(/^/gm, '  ') : prose(part.trim(), paint))
  return `${paint('bold', id)}\n\n${text.filter(part => part !== '').join('\n\n')}\n`
}

function prose (markdown: string, paint: Style): string {
  return markdown
    .replaceAll(/^#+ (?:Probe )?`?(.+?)`?$/gm, (_, title: string) => paint('bold', title))
    .replaceAll(/\*\*(.+?)\*\*/g, (_, strong: string) => paint('bold', strong))
    .replaceAll(/\[([^[\]]+)\]\((https:[^)]+)\)/g, '$1 ($2)')
    .replaceAll(/\[([^[\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll(/<(https:[^>]+)>/g, '$1')
}
