/** Explains a request under a policy document, without an application. */
import type { ExplainedSubject, CorsExplanation } from '../types/explanation.ts'
import type { CorsDocumentQuestion } from '../types/question.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { PolicyOrigin } from '../types/resolution.ts'
import { scopePolicy, validatePolicy } from './validate.ts'
import { pathsOf } from './validate/covering-pattern.ts'
import { nearest } from './validate/nearest.ts'
import { compileAt } from './explain/answer.ts'
import { documentChoice } from './explain/document-choice.ts'
import { explanationOf } from './explain/explanation.ts'
import { QuestionError, readQuestion, readUrl } from './explain/question.ts'

/**
 * Explains what becomes of a page's request: the whole conversation of browser and server, the step that fails, and what
 * to change. The routes are not known here, so the URL is taken to have the method that is asked for.
 *
 * @param document  a policy or a policy document
 * @returns         plain JSON, frozen
 * @throws          CorsPolicyError for a document that is refused; a TypeError for a question that is none, or that names a
 *                  policy which is not there
 */
export function explain (document: CorsPolicy | CorsPolicyDocument, question: CorsDocumentQuestion): CorsExplanation {
  const valid = validatePolicy(document)
  const origin = originOf(valid, question)
  const url = readUrl(question.route?.startsWith('/') === true ? question.route : '/', undefined)
  const asked = readQuestion(question, url)
  const { policy } = origin
  const compiled = policy === false ? false : compileAt(policy, asked.sentMethod, undefined)
  const subject: ExplainedSubject = {
    kind: 'policy', route: question.route ?? null, policy, name: origin.name ?? null, from: origin.from
  }
  return explanationOf({ subject, preflight: compiled, actual: compiled, url: undefined, origin }, asked)
}

/** Which policy of the document is meant. */
function originOf (
  document: CorsPolicyDocument, { policy: name, route }: CorsDocumentQuestion
): PolicyOrigin & { readonly policy: CorsPolicy | false } {
  const names = new Map(Object.entries(document.policies ?? {}))
  const privateSuffixes = document.privateSuffixes ?? []
  const paths = route === undefined ? undefined : pathsOf(mustBeText(route), route)
  const known = { document, names, privateSuffixes, paths, config: undefined, inEffect: [] }
  if (name !== undefined) {
    if (route !== undefined) throw new QuestionError('a question names a `policy` or a `route`, not both')
    return { ...known, policy: named(name, names), name, from: 'policies' }
  }
  // Without a route it is not said what answers, and the policy of the scope is meant.
  if (paths === undefined) return { ...known, policy: scopePolicy(document) ?? false, name: undefined, from: 'scope' }
  const { policy, name: chosen, key } = documentChoice(known)
  return { ...known, policy, name: chosen, from: key === undefined ? 'scope' : 'routes' }
}

function named (name: string, names: ReadonlyMap<string, CorsPolicy>): CorsPolicy {
  const policy = names.get(name)
  if (policy !== undefined) return policy
  const near = nearest(String(name), names.keys())
  const known = [...names.keys()].map(known => JSON.stringify(known)).join(', ')
  const advice = near !== undefined ? `Did you mean ${JSON.stringify(near)}?` : known === '' ? 'It has none.' : `It has ${known}.`
  throw new QuestionError(`the document has no policy named ${JSON.stringify(name)}. ${advice}`)
}

function mustBeText (route: unknown): string {
  if (typeof route === 'string') return route
  throw new QuestionError('`route` must be text: a routed pattern, such as "/orders/:id"')
}
