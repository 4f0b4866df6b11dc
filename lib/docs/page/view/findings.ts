/** What lint finds, the worst first. */
import type { Documentation } from '../../../../types/documentation.ts'
import { visible } from '../../../text/escape.ts'
import { phraseNodes, type Make, type PageElement } from './dom.ts'

export function findingsSection (make: Make, { findings }: Documentation): PageElement {
  return make('section', { 'aria-labelledby': 'findings' },
    make('h2', { id: 'findings' }, 'What lint finds'),
    findings.length === 0
      ? make('p', {}, 'Nothing.')
      : make('ul', { class: 'findings' }, ...findings.map(({ id, severity, where, what }) => make('li', { class: severity },
        make('strong', {}, severity), ' ', ...phraseNodes(make, where), where.length === 0 ? '' : ': ', ...phraseNodes(make, what.map(part => typeof part === 'string' ? visible(part) : part)), ' ',
        make('span', { class: 'rule' }, id)))))
}
