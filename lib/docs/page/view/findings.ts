/** The findings of lint, the most severe first. */
import type { CorsDocumentation } from '../../../../types/documentation.ts'
import { escapeText } from '../../../text/escape.ts'
import { phraseNodes, type Make, type PageElement } from './dom.ts'

export function findingsSection (make: Make, { findings }: CorsDocumentation): PageElement {
  return make('section', { 'aria-labelledby': 'findings' },
    make('h2', { id: 'findings' }, 'Findings of lint'),
    findings.length === 0
      ? make('p', {}, 'No findings.')
      : make('ul', { class: 'findings' }, ...findings.map(({ id, severity, where, what }) => make('li', { class: severity },
        make('strong', {}, severity), ' ', ...phraseNodes(make, where), where.length === 0 ? '' : ': ',
        ...phraseNodes(make, what.map(part => typeof part === 'string' ? escapeText(part) : part)), ' ',
        make('span', { class: 'rule' }, id)))))
}
