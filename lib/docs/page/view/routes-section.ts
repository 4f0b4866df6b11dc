/** The table of routes and its filter. */
import type { DocumentedChoice, CorsDocumentation, Phrase } from '../../../../types/documentation.ts'
import { callersPhrase, exceptPhrase, methodsPhrase, OFF_TITLE, policiesById, phraseText, prefixPhrase, rowsOf, sourceText, urlPhrase } from '../../rows.ts'
import { filterOf } from '../filter.ts'
import { phraseNodes, type Make, type PageElement } from './dom.ts'

const HEAD = ['URL', 'Methods', 'Policy', 'Source', 'Allowed origins']

interface Row {
  readonly element: PageElement
  /** The text for the filter. */
  readonly text: string
}

export function routesSection (make: Make, documentation: CorsDocumentation): PageElement {
  const known = policiesById(documentation)
  const rowFor = (url: Phrase, methods: Phrase, choice: DocumentedChoice): Row => {
    const policy = choice.policy === null ? undefined : known.get(choice.policy)
    const title = policy?.title ?? [OFF_TITLE]
    const callers = callersPhrase(choice, policy)
    const source = sourceText(choice)
    const titleNodes = phraseNodes(make, title)
    const element = make('tr', { role: 'row' },
      make('th', { role: 'rowheader', scope: 'row' }, ...phraseNodes(make, url)),
      cell(make, 1, phraseNodes(make, methods)),
      cell(make, 2, policy === undefined ? titleNodes : [make('a', { href: `#${policy.id}` }, ...titleNodes)]),
      cell(make, 3, [source]),
      cell(make, 4, phraseNodes(make, callers)))
    return { element, text: [url, methods, title, [source], callers].map(phraseText).join('\n') }
  }
  const rows = [
    ...documentation.routes.flatMap(rowsOf).map(({ route, methods, choice }) => rowFor(urlPhrase(route), methodsPhrase(methods), choice)),
    ...documentation.notFound.map(handler => rowFor(prefixPhrase(handler), exceptPhrase(handler), handler))
  ]
  return make('section', { 'aria-labelledby': 'routes' },
    make('h2', { id: 'routes' }, 'Routes'),
    ...filterParts(make, rows),
    make('table', { role: 'table', 'aria-labelledby': 'routes' },
      make('thead', { role: 'rowgroup' },
        make('tr', { role: 'row' }, ...HEAD.map(text => make('th', { role: 'columnheader', scope: 'col' }, text)))),
      make('tbody', { role: 'rowgroup' }, ...rows.map(({ element }) => element))))
}

/** On narrow screens, the table has no columns and shows this label. */
function cell (make: Make, column: number, children: ReadonlyArray<PageElement | string>): PageElement {
  return make('td', { role: 'cell', 'data-label': HEAD[column] }, ...children)
}

function filterParts (make: Make, rows: readonly Row[]): PageElement[] {
  const filter = filterOf(rows.map(({ text }) => text))
  const input = make('input', { id: 'filter', type: 'search', autocomplete: 'off', spellcheck: 'false' })
  const status = make('p', { role: 'status', class: 'count' })
  const show = () => {
    const stays = filter(input.value)
    rows.forEach(({ element }, i) => { element.hidden = !stays[i] })
    status.textContent = `${stays.filter(Boolean).length} of ${rows.length} rows`
  }
  input.addEventListener('input', show)
  show()
  return [make('p', { class: 'field' }, make('label', { for: 'filter' }, 'Filter: URL, method, policy or origin'), input), status]
}
