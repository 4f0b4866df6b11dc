/** Checks a live endpoint of any server: sends the requests of browsers, and evaluates the responses like browsers. */
import type { HeaderLine, ServerResponse } from '../types/browser.ts'
import type { CheckOptions, CheckReport, CheckRequest, RequestsWithoutResponse } from '../types/check.ts'
import { describeReaders } from './check/describe-readers.ts'
import { corsLines } from './check/browser-verdict.ts'
import type { Probe, ProbeRequest, ReportFinding } from './check/probe.ts'
import { browserHeaders, PLAIN_HEADERS } from './check/browser-headers.ts'
import { isClientHeader } from './check/client-headers.ts'
import { PROBES } from './check/probes/index.ts'
import { reach } from './check/probes/reach.ts'
import { buildReport } from './check/report.ts'
import { HttpClient, UnreachableError } from './check/http-client.ts'
import { isSerializedOrigin } from './standard/origin.ts'
import { redactFindings, type RawExchange, type RawFinding } from './check/redact-findings.ts'
import { resolveTarget, type CheckTarget } from './check/target.ts'

export { CheckOptionError } from './check/target.ts'
export { UnreachableError } from './check/http-client.ts'
export type * from '../types/check.ts'

/**
 * Checks an endpoint. Sends requests only to the host of the URL: GET, HEAD and OPTIONS without bodies, and `errorMethod` with bodies.
 *
 * @param address  http or https URL without credentials
 * @throws         CheckOptionError for an invalid URL or option; CorsPolicyError for an invalid policy; UnreachableError if the server
 *                 does not respond to the first request, or responds with 429
 */
export async function checkEndpoint (address: string | URL, options: CheckOptions = {}): Promise<CheckReport> {
  const target = resolveTarget(address, options)
  const run = new Run(target, options)
  try {
    return await run.report()
  } finally {
    await run.close()
  }
}

/** Returns the requests that a check would send first. Requests that depend on responses are not included. @throws as `checkEndpoint` */
export function planRequests (address: string | URL, options: CheckOptions = {}): readonly CheckRequest[] {
  const target = resolveTarget(address, options)
  const requests = PROBES.filter(probe => probe.skip(target) === null).flatMap(probe => probe.plan(target))
  return [...new Map(requests.map(request => literalRequest(request, target, options)).map(request => [keyOf(request), request.shown])).values()]
}

/** A request as it is sent, and as reports show it: without secrets, and without what every HTTP client sends. */
interface LiteralRequest {
  readonly sent: CheckRequest
  readonly shown: CheckRequest
  readonly repeat: number | undefined
  readonly containsResponseText: boolean
}

function literalRequest (planned: ProbeRequest, target: CheckTarget, options: CheckOptions): LiteralRequest {
  const { method, url, headers, body, repeat, omitUserHeaders = method === 'OPTIONS', containsResponseText = false } = planned
  const given = Object.entries(options.headers ?? {})
  const clientHeaders = given.filter(([name]) => isClientHeader(name))
  const replaced = new Set(given.map(([name]) => name.toLowerCase()))
  const withoutReplaced = (lines: readonly HeaderLine[]): readonly HeaderLine[] => lines.filter(([name]) => !replaced.has(name.toLowerCase()))
  const added = withoutReplaced(browserHeaders(planned, target))
  const userHeaders = omitUserHeaders ? [] : given.filter(([name]) => !isClientHeader(name))
  const request = { method, url: url ?? target.url.href, ...body !== undefined && { body } }
  return {
    sent: { ...request, headers: [...withoutReplaced(PLAIN_HEADERS), ...headers, ...added, ...clientHeaders, ...userHeaders] },
    shown: { ...request, headers: [...headers, ...added, ...clientHeaders, ...userHeaders.map(([name]) => [name, '<redacted>'] as const)] },
    repeat,
    containsResponseText
  }
}

function keyOf ({ sent: { method, url, headers, body }, repeat }: LiteralRequest): string {
  return JSON.stringify([method, url, headers, body, repeat])
}

/** Milliseconds for evaluating responses after the time limit: enough unless a server makes the evaluation slow on purpose. */
const EVALUATION_TIME = 250

const NOT_EVALUATED = 'not evaluated, because the time limit is reached'

/** One run of the check. Equal requests of several probes are sent once. */
class Run {
  readonly #target: CheckTarget
  readonly #options: CheckOptions
  readonly #client: HttpClient
  readonly #pending = new Map<string, Promise<RawExchange>>()
  /** The exchanges that are complete, by their requests and by their responses. */
  readonly #byKey = new Map<string, RawExchange>()
  readonly #byResponse = new Map<ServerResponse, RawExchange>()

  constructor (target: CheckTarget, options: CheckOptions) {
    this.#target = target
    this.#options = options
    this.#client = new HttpClient(target.url.origin, options)
  }

  async report (): Promise<CheckReport> {
    const target = this.#target
    await this.#assertReachable()
    const isReached = await this.#isReached()
    const probes = PROBES.map(probe => ({ probe, skipped: probe.skip(target) ?? (isReached || probe === reach ? null : 'the endpoint itself did not respond') }))
    const first = await Promise.all(probes.map(({ probe, skipped }) => this.#sendAll(skipped === null ? probe.plan(target) : [])))
    const more = await Promise.all(probes.map(({ probe, skipped }) =>
      this.#sendAll(skipped === null ? probe.followUps(target, this.#responseTo) : [])))
    const found: RawFinding[] = []
    const notEvaluated = new Set<RawExchange>()
    const checked = probes.map(({ probe, skipped }, i) => {
      const before = found.length
      const exchanges = [...first[i]!, ...more[i]!]
      const responded = exchanges.filter(({ failure }) => failure === null)
      const isLate = responded.length > 0 && this.#client.timeLeft < -EVALUATION_TIME
      if (isLate) for (const exchange of responded) notEvaluated.add(exchange)
      else if (responded.length > 0) probe.judge(target, this.#responseTo, this.#reporterOf(probe, found))
      return { id: probe.id, title: probe.title, findings: found.length - before, skipped, noResponse: isLate ? NOT_EVALUATED : noResponseReason(exchanges) }
    })
    const exchanges = await Promise.all(this.#pending.values())
    const reasons = [...exchanges.flatMap(({ failure }) => failure ?? []), ...[...notEvaluated].map(() => NOT_EVALUATED)]
    return buildReport(target.url.href, describeReaders(target, exchanges), redactFindings(found, exchanges, this.#options), checked, this.#client.sent, countByReason(reasons), this.#client.limited)
  }

  async close (): Promise<void> {
    await this.#client.close()
  }

  /** Sends the first request. @throws UnreachableError if it gets no response */
  async #assertReachable (): Promise<void> {
    const { failure } = await this.#send({ method: 'GET', headers: [] })
    if (failure !== null) throw new UnreachableError(failure)
  }

  /** Whether the endpoint itself responds. Otherwise all other requests would be about something else. */
  async #isReached (): Promise<boolean> {
    await this.#sendAll(reach.plan(this.#target))
    const found: RawFinding[] = []
    reach.judge(this.#target, this.#responseTo, this.#reporterOf(reach, found))
    return found.length === 0
  }

  /** Returns a function that adds the findings of a probe to the list. */
  #reporterOf ({ id: probe, area, kinds }: Probe, found: RawFinding[]): ReportFinding<string> {
    const reported = new Set<string>()
    return (id, { severity, subject = '', message, expected, evidence, actual = corsLines(evidence.at(-1)!), once, unless }) => {
      if ([once, unless].some(key => key !== undefined && reported.has(key))) return
      if (once !== undefined) reported.add(once)
      const { why, recommendation, source } = kinds[id]!
      const exchanges = evidence.map(response => this.#byResponse.get(response)!)
      const url = this.#target.url.href
      found.push({ id, severity, area, probe, url, subject, message, expected, actual, why, recommendation, reference: source, exchanges })
    }
  }

  readonly #responseTo = (request: ProbeRequest): ServerResponse | undefined =>
    this.#byKey.get(keyOf(literalRequest(request, this.#target, this.#options)))?.response

  #sendAll (requests: readonly ProbeRequest[]): Promise<readonly RawExchange[]> {
    return Promise.all(requests.map(request => this.#send(request)))
  }

  #send (request: ProbeRequest): Promise<RawExchange> {
    const literal = literalRequest(request, this.#target, this.#options)
    const key = keyOf(literal)
    let exchange = this.#pending.get(key)
    if (exchange === undefined) this.#pending.set(key, exchange = this.#exchange(key, literal, isOrdinary(request)))
    return exchange
  }

  async #exchange (key: string, { sent, shown, containsResponseText }: LiteralRequest, isOrdinary: boolean): Promise<RawExchange> {
    const outcome = await this.#client.send(sent, isOrdinary)
    const exchange: RawExchange = {
      request: shown,
      response: 'response' in outcome ? outcome.response : undefined,
      failure: 'failure' in outcome ? outcome.failure : null,
      containsResponseText
    }
    this.#byKey.set(key, exchange)
    if (exchange.response !== undefined) this.#byResponse.set(exchange.response, exchange)
    this.#options.onProgress?.(this.#byKey.size, this.#pending.size)
    return exchange
  }
}

/** Whether it is a GET for the URL itself that differs from others only in its origin. */
function isOrdinary ({ method, url, headers, body }: ProbeRequest): boolean {
  return method === 'GET' && url === undefined && body === undefined && headers.every(([name, value]) => name === 'Origin' && (value === 'null' || isSerializedOrigin(value)))
}

function countByReason (reasons: readonly string[]): readonly RequestsWithoutResponse[] {
  return [...new Set(reasons)].map(reason => ({ reason, requests: reasons.filter(other => other === reason).length }))
}

/** Why more than half of the requests got no response; null if at least half got one. */
function noResponseReason (exchanges: readonly RawExchange[]): string | null {
  const reasons = exchanges.flatMap(({ failure }) => failure ?? [])
  return reasons.length * 2 <= exchanges.length ? null : [...new Set(reasons)].join('; ')
}
