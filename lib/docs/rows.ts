/** What a table of routes shows in a row: methods of one route that have the same policy for the same reason. Runs anywhere. */
import type { DocumentedChoice, DocumentedMethod, DocumentedNotFound, DocumentedPolicy, DocumentedRoute, CorsDocumentation, Phrase } from '../../types/documentation.ts'
import { SOURCES } from '../explain/labels.ts'
import { escapeText } from '../text/escape.ts'

export interface MatrixRow {
  readonly route: DocumentedRoute
  /** Sorted; `*` for every method. */
  readonly methods: readonly string[]
  readonly choice: DocumentedChoice
}

/** The rows of a route, at least one. */
export function rowsOf (route: DocumentedRoute): MatrixRow[] {
  const groups = new Map<string, [DocumentedMethod, ...DocumentedMethod[]]>()
  for (const entry of route.methods) {
    const key = `${entry.from} ${entry.policy}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return [...groups.values()].map(group => ({ route, methods: group.map(({ method }) => method), choice: group[0] }))
}

/** The pattern and what else the route asks for. */
export function urlPhrase ({ url, constraints }: DocumentedRoute): Phrase {
  const path: Phrase = url === null ? ['every other route'] : [{ code: url }]
  return constraints === '' ? path : [...path, ' with ', { code: constraints }]
}

export function methodsPhrase (methods: readonly string[]): Phrase {
  return methods.flatMap((method, i) => [...i === 0 ? [] : [', '], method === '*' ? 'every method' : { code: method }])
}

/** A phrase without its marks. */
export function phraseText (phrase: Phrase): string {
  return escapeText(phrase.map(part => typeof part === 'string' ? part : part.code).join(''))
}

/** The prefix that a not-found handler answers under. */
export function prefixPhrase ({ prefix }: DocumentedNotFound): Phrase {
  return prefix === '' ? ['every other URL'] : ['other URLs under ', { code: prefix }]
}

/** The methods that it answers. */
export function exceptPhrase ({ unhandledMethods }: DocumentedNotFound): Phrase {
  return unhandledMethods.length === 0 ? ['every method'] : ['every method but ', ...methodsPhrase(unhandledMethods)]
}

export function sourceText ({ from }: DocumentedChoice): string {
  return SOURCES[from]
}

/** The policies of a documentation, by id. */
export function policiesById ({ policies }: CorsDocumentation): ReadonlyMap<string, DocumentedPolicy> {
  return new Map(policies.map(policy => [policy.id, policy]))
}

/** What stands where a policy would, and who may call, where CORS is off. */
export const OFF_TITLE = 'CORS is off'
export const OFF_CALLERS: Phrase = ['pages of the server\'s own origin']
