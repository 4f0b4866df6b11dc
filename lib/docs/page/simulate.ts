/** Simulates a request with the data of the documentation, using the same functions as `explain`. */
import type { CredentialsMode, Engine, HeaderLine } from '../../../types/browser.ts'
import type { DocumentedResponse, DocumentedNotFound, DocumentedPolicy, DocumentedUrl, CorsDocumentation } from '../../../types/documentation.ts'
import type { CorsSourceResult } from '../../../types/decision.ts'
import type { CorsTrace } from '../../../types/explanation.ts'
import type { PolicyResolution } from '../../../types/resolution.ts'
import { AMBIGUOUS_TARGET, compileValidPolicy } from '../../compile/valid-policy.ts'
import { traceRequest } from '../../explain/trace.ts'
import { compileForMethod } from '../../explain/responses.ts'
import { readQuestion, readSourceResult, readUrl } from '../../explain/question.ts'
import { assumedReadings } from '../../explain/source-readings.ts'
import { exceptPhrase, phraseText, policiesById, prefixPhrase, urlPhrase } from '../rows.ts'

/** The target of a request: a URL of a route, or a policy. */
export interface SimulatedTarget {
  readonly label: string
  /** Null for a route without an example URL. */
  readonly url: DocumentedUrl | null
}

export interface TargetGroup {
  readonly label: string
  /** At least one target. */
  readonly targets: readonly SimulatedTarget[]
}

/** The values of the form. */
export interface SimulatedRequest {
  readonly origin: string
  readonly method: string
  /** One line per header, as `Name: value`. */
  readonly headers: string
  readonly credentials: string
  readonly engine: string
  /** Whether the sources of the policy have the origin. '' if that is not known. */
  readonly sourceResult: string
}

/** The targets, including routes without an example URL. No group is empty. */
export function targetGroups ({ routes, notFound, policies }: CorsDocumentation): TargetGroup[] {
  const groups = [
    {
      label: 'Routes',
      targets: routes.map(route =>
        ({ label: `${phraseText(urlPhrase(route))}${route.example === null ? NO_URL : ''}`, url: route.example }))
    },
    {
      label: 'Not found',
      targets: notFound.flatMap(handler => handler.example === null ? [] : [{ label: notFoundLabel(handler), url: handler.example }])
    },
    { label: 'Policies', targets: policies.map(policy => ({ label: phraseText(policy.title), url: urlFor(policy) })) }
  ]
  return groups.filter(({ targets }) => targets.length > 0)
}

const NO_URL = ' (no example URL)'

function notFoundLabel (handler: DocumentedNotFound): string {
  return phraseText([...prefixPhrase(handler), ...handler.unhandledMethods.length === 0 ? [] : [', ', ...exceptPhrase(handler)]])
}

/** A target for a policy, independent of routes. */
function urlFor ({ id, from }: DocumentedPolicy): DocumentedUrl {
  const fallback = { kind: 'policy', route: null, policy: id, from, listedMethods: null, variesByMethod: false, earlierHooks: [], guards: [] } as const
  return { path: '/', host: null, responses: [], fallback }
}

/**
 * Simulates a request to a URL.
 *
 * @throws TypeError (`QuestionError`) if the request is invalid
 */
export function simulate (
  documentation: CorsDocumentation, { path, host, responses, fallback }: DocumentedUrl, request: SimulatedRequest
): CorsTrace {
  const { origin, method, credentials, engine } = request
  const question = readQuestion({
    origin, method, headers: headersOf(request.headers), credentials: credentials as CredentialsMode, engine: engine as Engine
  }, readUrl(path, host ?? undefined))
  const response = responses.find(({ method }) => method === question.sentMethod) ?? fallback
  const situation = situationOf(documentation, response, question.sentMethod)
  const sourceResult = request.sourceResult === '' ? undefined : request.sourceResult as CorsSourceResult
  return traceRequest({ ...situation, readings: assumedReadings(situation.actual, origin, readSourceResult(sourceResult)) }, question)
}

/** Lines without a colon are names without a value. Empty lines are ignored. */
function headersOf (text: string): HeaderLine[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '').map(line => {
    const colon = line.indexOf(':')
    return colon < 1 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
}

function situationOf (documentation: CorsDocumentation, response: DocumentedResponse, method: string): PolicyResolution {
  const { kind, route, from, listedMethods, variesByMethod, earlierHooks, guards } = response
  const documented = response.policy === null ? undefined : policiesById(documentation).get(response.policy)
  const { policy = false, name = null } = documented ?? {}
  const url = listedMethods === null ? undefined : { methods: listedMethods, variesByMethod }
  const compiled = policy === false ? false : url === undefined ? compileForMethod(policy, method, undefined) : compileValidPolicy(policy, url)
  return {
    subject: { kind, route, policy, name, from },
    preflight: kind === 'uncertain' ? AMBIGUOUS_TARGET : compiled,
    actual: compiled,
    url,
    context: undefined,
    readings: [],
    earlierHooks,
    guards
  }
}
