/** Every policy with a description and its fields. */
import type { DocumentedPolicy, CorsDocumentation } from '../../../../types/documentation.ts'
import { escapeText } from '../../../text/escape.ts'
import { phraseNodes, type Make, type PageElement } from './dom.ts'

export function policiesSection (make: Make, { policies }: CorsDocumentation): PageElement {
  return make('section', { 'aria-labelledby': 'policies' },
    make('h2', { id: 'policies' }, 'Policies'),
    ...policies.map(policy => policyPart(make, policy)))
}

/** The ids of policies never equal the ids of the page, because they start with other words. */
function policyPart (make: Make, { id, title, policy, words, fields }: DocumentedPolicy): PageElement {
  const paragraphs = (policy.description ?? '').split(/[\r\n]+/).map(line => line.trim()).filter(line => line !== '')
  return make('article', { 'aria-labelledby': id, class: 'policy' },
    make('h3', { id, tabindex: '-1' }, ...phraseNodes(make, title)),
    ...paragraphs.map(text => make('p', { class: 'description' }, escapeText(text))),
    make('ul', {}, ...words.map(sentence => make('li', {}, ...phraseNodes(make, sentence)))),
    make('dl', {}, ...fields.map(({ field, value, isDefault }) => make('div', { class: isDefault ? 'default' : undefined },
      make('dt', {}, make('code', {}, field)),
      make('dd', {}, ...isDefault ? ['not set: '] : [], ...phraseNodes(make, value))))))
}
