/** The form of the simulator and its result. */
import type { CorsDocumentation } from '../../../../types/documentation.ts'
import { ENGINES, CREDENTIALS_MODES, SOURCE_RESULTS } from '../../../explain/question.ts'
import type { Make, PageElement } from './dom.ts'
import { simulate, targetGroups } from '../simulate.ts'
import { traceParts } from './trace.ts'

export function simulatorSection (make: Make, documentation: CorsDocumentation): PageElement {
  const groups = targetGroups(documentation)
  const targets = groups.flatMap(({ targets }) => targets)
  let index = 0
  const target = make('select', { id: 'target' }, ...groups.map(({ label, targets }) =>
    make('optgroup', { label }, ...targets.map(({ label, url }) =>
      make('option', { value: String(index++), disabled: url === null ? '' : undefined }, label)))))
  const origin = make('input', { id: 'origin', value: 'https://app.example.com', ...PLAIN })
  const method = make('input', { id: 'method', value: 'GET', list: 'methods', ...PLAIN })
  const methods = make('datalist', { id: 'methods' }, ...METHODS.map(value => make('option', { value })))
  const headers = make('textarea', { id: 'headers', rows: '3', placeholder: 'Content-Type: application/json', ...PLAIN })
  const credentials = choice(make, 'credentials', CREDENTIALS_MODES, 'same-origin')
  const engine = choice(make, 'engine', ENGINES, 'standard')
  const sourceResult = choice(make, 'source-result', ['', ...SOURCE_RESULTS], '')
  const result = make('div', { id: 'result', role: 'status' })
  const form = make('form', {},
    field(make, 'target', 'Request to', target),
    field(make, 'origin', 'Origin of the page', origin),
    field(make, 'method', 'Method', method, methods),
    field(make, 'credentials', 'Credentials mode', credentials),
    field(make, 'engine', 'Browser', engine),
    field(make, 'headers', 'Headers, one per line', headers),
    ...documentation.sources.length > 0 ? [field(make, 'source-result', 'Result of the sources of origins', sourceResult)] : [],
    make('p', { class: 'field' }, make('button', { type: 'submit' }, 'Simulate')))
  form.addEventListener('submit', event => {
    event.preventDefault()
    const { url } = targets[Number(target.value)]!
    const trace = simulate(documentation, url!, {
      origin: origin.value,
      method: method.value,
      headers: headers.value,
      credentials: credentials.value,
      engine: engine.value,
      sourceResult: sourceResult.value
    })
    result.replaceChildren(...traceParts(make, trace))
  })
  // The result does not belong to the changed form.
  form.addEventListener('input', () => { result.replaceChildren() })
  return make('section', { 'aria-labelledby': 'simulator', class: 'simulator' },
    make('h2', { id: 'simulator' }, 'Simulator'),
    make('p', {}, 'Simulates a request that a page makes with fetch(), with the code of the plugin and a model of browsers. ' +
      'Nothing is sent.'),
    ...targets.every(({ url }) => url === null) ? [make('p', {}, 'No policy can be simulated.')] : [form, result])
}

/** Disables automatic changes of the input. */
const PLAIN = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' }

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']

function choice (make: Make, id: string, values: readonly string[], selected: string): PageElement {
  return make('select', { id }, ...values.map(value => make('option', { value, selected: value === selected ? '' : undefined }, value || 'unknown')))
}

function field (make: Make, id: string, label: string, ...controls: readonly PageElement[]): PageElement {
  return make('p', { class: 'field' }, make('label', { for: id }, label), ...controls)
}
