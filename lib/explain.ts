/** Explains a request with a policy document, without an application. */
import type { ExplainedSubject, CorsExplanation } from '../types/explanation.ts'
import type { CorsDocumentQuestion } from '../types/question.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { PolicyContext } from '../types/resolution.ts'
import { scopePolicy, validatePolicy } from './validate.ts'
import { pathsOf } from './validate/covering-pattern.ts'
import { nearest } from './validate/nearest.ts'
import { compileForMethod } from './explain/responses.ts'
import { documentChoice } from './explain/document-choice.ts'
import { explanationOf } from './explain/explanation.ts'
import { QuestionError, readPathOrUrl, readQuestion, readSourceResult, readUrl } from './explain/question.ts'
import { assumedReadings } from './explain/source-readings.ts'

/**
 * Explains a request of a page: all exchanges of browser and server, the failed step, and how to fix the policy. The routes are
 * unknown here, so the URL is assumed to have the requested method. Sources of origins cannot be read here: `sourceResult` of the
 * question is their result.
 *
 * @param document  a policy or a policy document
 * @returns         plain JSON, frozen
 * @throws          CorsPolicyError if the document is invalid; TypeError if the question is invalid or names an unknown policy
 */
export function explain (document: CorsPolicy | CorsPolicyDocument, question: CorsDocumentQuestion): CorsExplanation {
  const valid = validatePolicy(document)
  const given = question.url === undefined ? undefined : readPathOrUrl(question.url)
  const isByPath = given !== undefined && question.policy === undefined && question.route === undefined
  const context = contextOf(valid, isByPath ? { ...question, route: given.pathname } : question)
  // A route such as `*` is a pattern and not a path.
  const url = given ?? readUrl(question.route?.startsWith('/') === true ? question.route : '/', undefined)
  const resolved = readQuestion(question, url)
  const { policy } = context
  const compiled = policy === false ? false : compileForMethod(policy, resolved.sentMethod, undefined)
  const subject: ExplainedSubject = {
    kind: 'policy', route: question.route ?? null, policy, name: context.name ?? null, from: context.from
  }
  const readings = assumedReadings(compiled, resolved.request.origin, readSourceResult(question.sourceResult))
  return explanationOf({ subject, preflight: compiled, actual: compiled, url: undefined, context, readings, earlierHooks: [], guards: [] }, resolved)
}

/** Selects the policy of the document. */
function contextOf (
  document: CorsPolicyDocument, { policy: name, route }: CorsDocumentQuestion
): PolicyContext & { readonly policy: CorsPolicy | false } {
  const names = new Map(Object.entries(document.policies ?? {}))
  const privateSuffixes = document.privateSuffixes ?? []
  const paths = route === undefined ? undefined : pathsOf(routeText(route), route)
  const known = { document, names, privateSuffixes, paths, caseSensitive: true, config: undefined, inEffect: [] }
  if (name !== undefined) {
    if (route !== undefined) throw new QuestionError('A question must not contain both `policy` and `route`.')
    return { ...known, policy: named(name, names), name, from: 'policies' }
  }
  // Without a route, the policy of the scope is used.
  if (paths === undefined) return { ...known, policy: scopePolicy(document) ?? false, name: undefined, from: 'scope' }
  const { policy, name: chosen, key } = documentChoice(known)
  return { ...known, policy, name: chosen, from: key === undefined ? 'scope' : 'routes' }
}

function named (name: string, names: ReadonlyMap<string, CorsPolicy>): CorsPolicy {
  const policy = names.get(name)
  if (policy !== undefined) return policy
  const near = nearest(String(name), names.keys())
  const known = [...names.keys()].map(known => JSON.stringify(known)).join(', ')
  const advice = near !== undefined
    ? `Did you mean ${JSON.stringify(near)}?`
    : known === ''
      ? 'It has no named policies.'
      : 'It has ' +
    `${known}.`
  throw new QuestionError(`The document has no policy named ${JSON.stringify(name)}. ${advice}`)
}

function routeText (route: unknown): string {
  if (typeof route === 'string' && /^[/*]/.test(route)) return route
  throw new QuestionError('`route` must be the path of a route, which begins with "/" or "*", such as "/orders/:id". ' +
    `It is ${JSON.stringify(route)}.`)
}
