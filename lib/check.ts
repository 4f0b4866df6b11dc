/** Checks a live endpoint of any server: sends the requests of browsers, and evaluates the responses like browsers. */
import type { CheckOptions, CheckReport, CheckRequest, RequestsWithoutResponse } from '../types/check.ts'
import { describeReaders } from './check/describe-readers.ts'
import type { Probe, ProbeRequest, Responses } from './check/probe.ts'
import { isClientHeader, USER_AGENT } from './check/client-headers.ts'
import { PROBES } from './check/probes/index.ts'
import { buildReport } from './check/report.ts'
import { HttpClient, UnreachableError } from './check/http-client.ts'
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
  const requests = PROBES.filter(probe => skipReason(probe, target) === null).flatMap(probe => Object.values(probe.plan(target)))
  return [...new Map(requests.map(request => literalRequest(request, target, options)).map(request => [keyOf(request), request.shown])).values()]
}

/** Why a probe is skipped; null if it is not. */
function skipReason (probe: Probe, target: CheckTarget): string | null {
  return probe.skip?.(target) ?? null
}

/** A request as it is sent, and as reports show it: without secrets and the default User-Agent. */
interface LiteralRequest {
  readonly sent: CheckRequest
  readonly shown: CheckRequest
  readonly repeat: number | undefined
  readonly containsResponseText: boolean
}

function literalRequest ({ method, url, headers, body, repeat, omitUserHeaders = method === 'OPTIONS', containsResponseText = false }: ProbeRequest, target: CheckTarget, options: CheckOptions): LiteralRequest {
  const given = Object.entries(options.headers ?? {})
  const clientHeaders = given.filter(([name]) => isClientHeader(name))
  const agent = clientHeaders.some(([name]) => name.toLowerCase() === 'user-agent') ? [] : [USER_AGENT]
  const userHeaders = omitUserHeaders ? [] : given.filter(([name]) => !isClientHeader(name))
  const request = { method, url: url ?? target.url.href, ...body !== undefined && { body } }
  return {
    sent: { ...request, headers: [...agent, ...headers, ...clientHeaders, ...userHeaders] },
    shown: { ...request, headers: [...headers, ...clientHeaders, ...userHeaders.map(([name]) => [name, '<redacted>'] as const)] },
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
  readonly #exchanges = new Map<string, Promise<RawExchange>>()
  #done = 0

  constructor (target: CheckTarget, options: CheckOptions) {
    this.#target = target
    this.#options = options
    this.#client = new HttpClient(target.url.origin, options)
  }

  async report (): Promise<CheckReport> {
    const target = this.#target
    await this.#assertReachable()
    const found: RawFinding[] = []
    const probes = PROBES.map(probe => ({ probe, skipped: skipReason(probe, target) }))
    const first = await Promise.all(probes.map(async ({ probe, skipped }) => skipped === null ? this.#sendAll(probe.plan(target)) : new Map<string, RawExchange>()))
    const responses = first.map(responsesIn)
    await Promise.all(probes.map(async ({ probe, skipped }, i) => {
      if (skipped !== null || probe.followUps === undefined) return
      for (const [name, exchange] of await this.#sendAll(probe.followUps(target, responses[i]!))) first[i]!.set(name, exchange)
    }))
    const notEvaluated: RawExchange[] = []
    const checked = probes.map(({ probe, skipped }, i) => {
      const before = found.length
      const exchanges = [...first[i]!.values()]
      const responded = exchanges.filter(({ failure }) => failure === null)
      const isLate = responded.length > 0 && this.#client.timeLeft < -EVALUATION_TIME
      if (isLate) notEvaluated.push(...responded)
      else if (responded.length > 0) {
        probe.judge(target, responses[i]!, (id, { severity, subject = '', message, expected, actual, evidence }) => {
          const { why, recommendation, source } = probe.kinds[id]!
          const exchanges = evidence.map(name => first[i]!.get(name)!)
          found.push({ id, severity, area: probe.area, probe: probe.id, url: target.url.href, subject, message, expected, actual, why, recommendation, reference: source, exchanges })
        })
      }
      return { id: probe.id, title: probe.title, findings: found.length - before, skipped, noResponse: isLate ? NOT_EVALUATED : noResponseReason(exchanges) }
    })
    const exchanges = await Promise.all(this.#exchanges.values())
    const reasons = [...exchanges.flatMap(({ failure }) => failure ?? []), ...[...new Set(notEvaluated)].map(() => NOT_EVALUATED)]
    return buildReport(target.url.href, describeReaders(target, exchanges), redactFindings(found, exchanges, this.#options), checked, this.#client.sent, countByReason(reasons))
  }

  async close (): Promise<void> {
    await this.#client.close()
  }

  /** Sends the first request. @throws UnreachableError if it gets no response */
  async #assertReachable (): Promise<void> {
    const { failure } = await this.#send({ method: 'GET', headers: [] })
    if (failure !== null) throw new UnreachableError(failure)
  }

  async #sendAll (requests: Readonly<Record<string, ProbeRequest>>): Promise<Map<string, RawExchange>> {
    const exchanges = await Promise.all(Object.entries(requests).map(async ([name, request]) => [name, await this.#send(request)] as const))
    return new Map(exchanges)
  }

  #send (request: ProbeRequest): Promise<RawExchange> {
    const literal = literalRequest(request, this.#target, this.#options)
    const key = keyOf(literal)
    let exchange = this.#exchanges.get(key)
    if (exchange === undefined) this.#exchanges.set(key, exchange = this.#exchange(literal))
    return exchange
  }

  async #exchange ({ sent, shown, containsResponseText }: LiteralRequest): Promise<RawExchange> {
    const outcome = await this.#client.send(sent)
    this.#options.onProgress?.(++this.#done, this.#exchanges.size)
    return {
      request: shown,
      response: 'response' in outcome ? outcome.response : undefined,
      failure: 'failure' in outcome ? outcome.failure : null,
      containsResponseText
    }
  }
}

function countByReason (reasons: readonly string[]): readonly RequestsWithoutResponse[] {
  return [...new Set(reasons)].map(reason => ({ reason, requests: reasons.filter(other => other === reason).length }))
}

/** Why more than half of the requests got no response; null if at least half got one. */
function noResponseReason (exchanges: readonly RawExchange[]): string | null {
  const reasons = exchanges.flatMap(({ failure }) => failure ?? [])
  return reasons.length * 2 <= exchanges.length ? null : [...new Set(reasons)].join('; ')
}

function responsesIn (exchanges: ReadonlyMap<string, RawExchange>): Responses {
  return {
    get: name => exchanges.get(name)!.response
  }
}
