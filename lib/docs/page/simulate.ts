/** What becomes of a request, by the documentation alone: told by the same functions as an explanation. */
import type { CredentialsMode, Engine, HeaderLine } from '../../../types/browser.ts'
import type { DocumentedAnswer, DocumentedNotFound, DocumentedPolicy, DocumentedSite, CorsDocumentation } from '../../../types/documentation.ts'
import type { CorsTrace } from '../../../types/explanation.ts'
import type { PolicyResolution } from '../../../types/resolution.ts'
import { AMBIGUOUS_TARGET, compileValidPolicy } from '../../compile/valid-policy.ts'
import { traceRequest } from '../../explain/trace.ts'
import { compileAt } from '../../explain/answer.ts'
import { readQuestion, readUrl } from '../../explain/question.ts'
import { exceptPhrase, phraseText, policiesById, prefixPhrase, urlPhrase } from '../rows.ts'

/** What a request can be made to: a URL of a route, or whatever has a policy. */
export interface SimulatedTarget {
  readonly label: string
  /** Null where no URL could be made up. */
  readonly site: DocumentedSite | null
}

export interface TargetGroup {
  readonly label: string
  /** At least one. */
  readonly targets: readonly SimulatedTarget[]
}

/** What the page's form holds. */
export interface SimulatedRequest {
  readonly origin: string
  readonly method: string
  /** A line for each header, as `Name: value`. */
  readonly headers: string
  readonly credentials: string
  readonly engine: string
}

/** What there is to choose from, and routes that nothing can be asked of; no group is empty. */
export function targetGroups ({ routes, notFound, policies }: CorsDocumentation): TargetGroup[] {
  const groups = [
    {
      label: 'Routes',
      targets: routes.map(route => ({ label: `${phraseText(urlPhrase(route))}${route.site === null ? NO_URL : ''}`, site: route.site }))
    },
    {
      label: 'Nothing found',
      targets: notFound.flatMap(handler => handler.site === null ? [] : [{ label: notFoundLabel(handler), site: handler.site }])
    },
    { label: 'Policies', targets: policies.map(policy => ({ label: phraseText(policy.title), site: anywhere(policy) })) }
  ]
  return groups.filter(({ targets }) => targets.length > 0)
}

const NO_URL = ' (no URL could be made up)'

function notFoundLabel (handler: DocumentedNotFound): string {
  return phraseText([...prefixPhrase(handler), ...handler.unhandledMethods.length === 0 ? [] : [', ', ...exceptPhrase(handler)]])
}

/** A policy by itself, whatever the route. */
function anywhere ({ id, from }: DocumentedPolicy): DocumentedSite {
  const otherwise = { kind: 'policy', route: null, policy: id, from, listedMethods: null, variesByMethod: false } as const
  return { path: '/', host: null, answers: [], otherwise }
}

/**
 * Tells what becomes of a request to a site.
 *
 * @throws TypeError (`QuestionError`) for a request that is none
 */
export function simulate (documentation: CorsDocumentation, { path, host, answers, otherwise }: DocumentedSite, request: SimulatedRequest): CorsTrace {
  const { origin, method, credentials, engine } = request
  const question = readQuestion({
    origin, method, headers: headersOf(request.headers), credentials: credentials as CredentialsMode, engine: engine as Engine
  }, readUrl(path, host ?? undefined))
  const answer = answers.find(answer => answer.method === question.sentMethod) ?? otherwise
  return traceRequest(situationOf(documentation, answer, question.sentMethod), question)
}

/** Lines without a colon are names without a value; empty ones are nothing. */
function headersOf (text: string): HeaderLine[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '').map(line => {
    const colon = line.indexOf(':')
    return colon < 1 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
}

function situationOf (documentation: CorsDocumentation, answer: DocumentedAnswer, method: string): PolicyResolution {
  const { kind, route, from, listedMethods, variesByMethod } = answer
  const documented = answer.policy === null ? undefined : policiesById(documentation).get(answer.policy)
  const { policy = false, name = null } = documented ?? {}
  const url = listedMethods === null ? undefined : { methods: listedMethods, variesByMethod }
  const compiled = policy === false ? false : url === undefined ? compileAt(policy, method, undefined) : compileValidPolicy(policy, url)
  return {
    subject: { kind, route, policy, name, from },
    preflight: kind === 'uncertain' ? AMBIGUOUS_TARGET : compiled,
    actual: compiled,
    url,
    origin: undefined
  }
}
