/** Reads the explanations of errors and of the checker's findings, which are pages in the package. */
import { readFileSync } from 'node:fs'
import { ERRORS_PAGE, PROBES_PAGE } from '../../text/pages.ts'

/** As far below the root of the package as each file of the build: `dist/lib/cli/bin.js` and `dist/lib/parts/*.js`. */
const ROOT = new URL('../../../', import.meta.url)

/** An explanation: Markdown without its heading, and the page that it is from. */
export interface Section {
  readonly id: string
  readonly page: string
  readonly markdown: string
}

/** The explanations of errors, of their codes, of probes, and of the findings of probes, by id. */
export function sectionsById (): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>()
  for (const page of [ERRORS_PAGE, PROBES_PAGE]) {
    const text = readFileSync(new URL(page, ROOT), 'utf8')
    for (const section of [...headedSections(text), ...codesOfErrors(text)]) {
      // A finding that several probes have is explained at the first one.
      if (!sections.has(section.id)) sections.set(section.id, { page, ...section })
    }
  }
  return sections
}

type Explanation = Pick<Section, 'id' | 'markdown'>

/** The sections whose heading is an id or a code, or a probe with its id. Each ends at the next heading of its rank, or of a higher one. */
function headedSections (text: string): Explanation[] {
  const headings = [...text.matchAll(/^(#{2,4}) (.+)$/gm)]
  return headings.flatMap(({ 0: line, 1: rank = '', 2: title = '', index }) => {
    const [, probe, id = probe] = /^(?:Probe `([a-z-]+)`|([a-z]+(?:-[a-z]+)+|FST_CORS_\w+))$/.exec(title) ?? []
    if (id === undefined) return []
    const end = headings.find(other => other.index > index && other[1]!.length <= rank.length)?.index
    // A comment shows where the generated part of a page ends.
    return [{ id, markdown: text.slice(index + line.length, end).replaceAll(/^<!-- .* -->$/gm, '').trim() }]
  })
}

/** The rows of the table of codes. */
function codesOfErrors (text: string): Explanation[] {
  return [...text.matchAll(/^\| `(FST_CORS_\w+)` \| (.+) \|$/gm)].map(([, id = '', meaning = '']) => ({ id, markdown: meaning }))
}
