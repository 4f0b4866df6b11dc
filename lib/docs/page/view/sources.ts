/** The sources of origins, with the policies that use them. */
import type { CorsDocumentation, DocumentedSource } from '../../../../types/documentation.ts'
import { escapeText } from '../../../text/escape.ts'
import { policiesById } from '../../rows.ts'
import { keyPhrase } from '../../source-phrases.ts'
import { phraseNodes, type Make, type PageElement } from './dom.ts'

export function sourcesSection (make: Make, documentation: CorsDocumentation): PageElement {
  const known = policiesById(documentation)
  const item = ({ name, description, uses }: DocumentedSource): PageElement => make('li', {},
    make('code', {}, escapeText(name)),
    description === null ? '' : ` (${escapeText(description)})`,
    uses.length === 0 ? ': no policy uses it.' : ': used by',
    ...uses.flatMap(({ policy, key }, i) => [
      i === 0 ? ' ' : ', ',
      make('a', { href: `#${policy}` }, ...phraseNodes(make, known.get(policy)!.title)),
      ...phraseNodes(make, keyPhrase(key))
    ]))
  return make('section', { 'aria-labelledby': 'sources' },
    make('h2', { id: 'sources' }, 'Sources of origins'),
    make('ul', {}, ...documentation.sources.map(item)))
}
