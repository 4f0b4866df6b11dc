/** The rows of the table of routes: methods of a route with the same policy and source. Runs anywhere. */
import type { DocumentedChoice, DocumentedMethod, DocumentedNotFound, DocumentedPolicy, DocumentedRoute, CorsDocumentation, Phrase } from '../../types/documentation.ts'
import { LOCATIONS } from '../explain/labels.ts'
import { escapeText } from '../text/escape.ts'

export interface MatrixRow {
  readonly route: DocumentedRoute
  /** The methods, sorted. `*` for all methods. */
  readonly methods: readonly string[]
  readonly choice: DocumentedChoice
}

/** The rows of a route, at least one. */
export function rowsOf (route: DocumentedRoute): MatrixRow[] {
  const groups = new Map<string, [DocumentedMethod, ...DocumentedMethod[]]>()
  for (const entry of route.methods) {
    const key = JSON.stringify([entry.from, entry.policy, entry.guards])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return [...groups.values()].map(group => ({ route, methods: group.map(({ method }) => method), choice: group[0] }))
}

/** The pattern and the constraints of the route. */
export function urlPhrase ({ url, constraints }: DocumentedRoute): Phrase {
  const path: Phrase = url === null ? ['all other routes'] : [{ code: url }]
  return constraints === '' ? path : [...path, ' with ', { code: constraints }]
}

export function methodsPhrase (methods: readonly string[]): Phrase {
  return methods.flatMap((method, i) => [...i === 0 ? [] : [', '], method === '*' ? 'all methods' : { code: method }])
}

/** A phrase as plain text. */
export function phraseText (phrase: Phrase): string {
  return escapeText(phrase.map(part => typeof part === 'string' ? part : part.code).join(''))
}

/** The URLs of a not-found handler. */
export function prefixPhrase ({ prefix }: DocumentedNotFound): Phrase {
  return prefix === '' ? ['all other URLs'] : ['all other URLs below ', { code: prefix }]
}

/** The methods of a not-found handler. */
export function exceptPhrase ({ unhandledMethods }: DocumentedNotFound): Phrase {
  return unhandledMethods.length === 0 ? ['all methods'] : ['all methods except ', ...methodsPhrase(unhandledMethods)]
}

export function sourceText ({ from }: DocumentedChoice): string {
  return LOCATIONS[from]
}

/** The policies of a documentation, by id. */
export function policiesById ({ policies }: CorsDocumentation): ReadonlyMap<string, DocumentedPolicy> {
  return new Map(policies.map(policy => [policy.id, policy]))
}

/** The title of a policy if CORS is off. */
export const OFF_TITLE = 'CORS is off'

const OFF_CALLERS: Phrase = ['none (same-origin pages only)']

/** The allowed origins, and what guards do with others. A guard lets every page pass if the policy allows any origin. */
export function callersPhrase ({ guards }: DocumentedChoice, policy: DocumentedPolicy | undefined): Phrase {
  const callers = policy?.allowedOrigins ?? OFF_CALLERS
  if (guards.length === 0 || policy?.policy.origins === '*') return callers
  // Each guard must allow a request, so with several, only an origin that all of them list.
  const also = guards[0]!.alsoAllow.filter(pattern => guards.every(({ alsoAllow }) => alsoAllow.includes(pattern)))
  const others = also.flatMap((pattern, i): Phrase => [i === 0 ? '. The guard also handles requests of ' : ', ', { code: pattern }])
  return [...callers, ...others, '. The guard responds to pages of other origins with 403']
}
