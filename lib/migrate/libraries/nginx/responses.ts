/** What pages of one origin get from a location of nginx: one value for all of its responses that matter to CORS. */
import type { Expression } from '../../origins/expression.ts'
import { evaluate, type NginxResponse } from './evaluation.ts'
import type { Level } from './levels.ts'
import { hasUnknownPart, MATCHED_ORIGIN, REQUESTED_HEADERS, SOME_ORIGIN } from './unknown-values.ts'
import type { Assumptions, Variables } from './values.ts'

/** What a response to a page has. */
export interface CorsResponse {
  /** How the origin is allowed: by its own name, by what an expression has matched of it, by "*", or not at all. */
  readonly allows: 'origin' | 'matched' | 'any' | undefined
  /** Whether the response allows credentials, which browsers ignore beside "*". */
  readonly saysCredentials: boolean
  readonly credentials: boolean
  readonly exposed: string
}

/** What a preflight gets. */
export interface PreflightResponse extends CorsResponse {
  /** Undefined if the application decides. */
  readonly status: number | undefined
  readonly succeeds: boolean
  readonly methods: string
  readonly headers: string
  readonly maxAge: string | undefined
}

/** The responses to pages of an origin. */
export interface Responses {
  /** By the method. */
  readonly actual: ReadonlyMap<string, CorsResponse>
  readonly preflight: PreflightResponse
  /** Whether all preflights get the same response. */
  readonly isSame: boolean
  /** Headers whose value neither the configuration nor the request determines. */
  readonly unseen: readonly string[]
  /** Whether only some of the responses have the headers, those without an error. */
  readonly isForSuccess: boolean
  /** Whether the origin is sent twice, which browsers reject. */
  readonly isRepeated: boolean
}

/** Stands for the method that a preflight requests. */
export const REQUESTED_METHOD = '\u0001method\u0001'

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A place of the configuration, and what has been found out about it. */
export class NginxPlace {
  readonly level: Level
  readonly #declared: Variables
  /** The expressions that origins are compared with. */
  readonly expressions = new Map<string, Expression>()
  /** Conditions that a policy cannot express, each with the variable or file that it tests. */
  readonly doubts = new Map<string, string>()

  constructor (level: Level, declared: Variables) {
    this.level = level
    this.#declared = declared
  }

  /**
   * @param origin   an origin, or `SOME_ORIGIN`
   * @param matched  the keys of the expressions that `SOME_ORIGIN` has
   * @param trueOf   which of the doubtful conditions are true. Default: none
   */
  responsesFor (origin: string, matched: ReadonlySet<string> = new Set(), trueOf: Assumptions['trueOf'] = () => false): Responses {
    const assumed = { matched, trueOf, seen: this.expressions, doubts: this.doubts, rows: new Map() }
    const send = (method: string, requestedMethod?: string): NginxResponse => evaluate(this.level, { origin, method, ...requestedMethod !== undefined && { requestedMethod } }, this.#declared, assumed)
    const responses = METHODS.map(method => [method, send(method)] as const)
    const handed = METHODS.map(method => send('OPTIONS', method))
    const given = handed.map(response => preflightOf(response, origin))
    const isEchoed = given.every(({ methods }, i) => methods === METHODS[i])
    const preflights = given.map(preflight => ({ ...preflight, ...isEchoed && { methods: REQUESTED_METHOD } }))
    const all = responses.map(([, response]) => response)
    return {
      actual: new Map(responses.map(([method, response]) => [method, corsOf(response, origin)])),
      preflight: preflights[3]!,
      isSame: new Set(preflights.map(preflight => JSON.stringify(preflight))).size === 1,
      unseen: [...all, ...handed].flatMap(({ headers }) => headers.has(ALLOW_ORIGIN) ? [...headers] : []).filter(([, values]) => values.some(isUnknown)).map(([name]) => name),
      isForSuccess: all.some(({ headers, always }) => headers.has(ALLOW_ORIGIN) && OF_RESPONSES.some(name => headers.has(name) && !always.has(name))),
      isRepeated: all.some(({ headers }) => (headers.get(ALLOW_ORIGIN) ?? []).length > 1)
    }
  }
}

const ALLOW_ORIGIN = 'access-control-allow-origin'
/** The headers that a page needs to read a response. */
const OF_RESPONSES = [ALLOW_ORIGIN, 'access-control-allow-credentials', 'access-control-expose-headers']

/** Whether neither the configuration nor the request determines the value of a header. */
function isUnknown (value: string): boolean {
  return value !== SOME_ORIGIN && value !== MATCHED_ORIGIN && hasUnknownPart(value.replaceAll(REQUESTED_HEADERS, ''))
}

function corsOf (response: NginxResponse, origin: string): CorsResponse {
  const { headers } = response
  const [value, ...more] = headers.get(ALLOW_ORIGIN) ?? []
  const allows = value === undefined || more.length > 0
    ? undefined
    : value === '*' ? 'any' : value === origin ? 'origin' : value === MATCHED_ORIGIN ? 'matched' : undefined
  const saysCredentials = allows !== undefined && joined(response, 'access-control-allow-credentials') === 'true'
  return {
    allows,
    saysCredentials,
    credentials: saysCredentials && allows !== 'any',
    exposed: allows === undefined ? '' : joined(response, 'access-control-expose-headers')
  }
}

function preflightOf (response: NginxResponse, origin: string): PreflightResponse {
  const { status, fails, headers } = response
  const cors = corsOf(response, origin)
  const succeeds = cors.allows !== undefined && !fails && (status === undefined || (status >= 200 && status < 300))
  const of = (name: string): string => succeeds ? joined(response, name) : ''
  return {
    ...cors,
    status: succeeds ? status : undefined,
    succeeds,
    methods: of('access-control-allow-methods'),
    headers: of('access-control-allow-headers'),
    maxAge: succeeds ? headers.get('access-control-max-age')?.join(', ') : undefined
  }
}

function joined ({ headers }: NginxResponse, name: string): string {
  return (headers.get(name) ?? []).join(', ')
}

/** Whether pages get the same in both cases. By which of its names an origin is allowed only matters with credentials. */
export function getsSame (one: Responses, other: Responses): boolean {
  return keyOf(one) === keyOf(other)
}

function keyOf ({ actual, preflight, isSame }: Responses): string {
  const plain = <T extends CorsResponse>(response: T): object | undefined => response.allows === undefined ? undefined : { ...response, allows: true, saysCredentials: undefined }
  return JSON.stringify([[...actual.values()].map(plain), plain(preflight), isSame])
}

/** Whether a page gets anything. */
export function isOn ({ actual, preflight }: Responses): boolean {
  return preflight.succeeds || [...actual.values()].some(({ allows }) => allows !== undefined)
}
