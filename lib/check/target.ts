/** What is checked: the endpoint, and who should be let in. */
import type { CheckOptions } from '../../types/check.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { compilePolicy } from '../compile.ts'
import { decide } from '../decide.ts'
import type { CompiledPolicy } from '../../types/decision.ts'
import { isForbiddenRequestHeaderName, isToken } from '../standard/headers.ts'
import { isSerializedOrigin } from '../standard/origin.ts'
import { scopePolicy, validateOverride, validatePolicy } from '../validate.ts'
import { coveringPattern, pathsOf } from '../validate/covering-pattern.ts'
import { madeUpNames } from './made-up.ts'

export interface Target {
  /** http or https, without user name and fragment. */
  readonly url: URL
  /** Origins of pages that should be let in. */
  readonly allowed: readonly string[]
  /** Whether those send credentials. */
  readonly credentials: boolean
  /** Methods that they use, upper case; at least one. */
  readonly methods: readonly string[]
  /** Names of request headers that they set, lower case. */
  readonly requestHeaders: readonly string[]
  /** What the server should follow; undefined where that is not known, `false` where CORS should be off. */
  readonly policy: CompiledPolicy | false | undefined
  /** The policy as it is written. */
  readonly written: CorsPolicy | false | undefined
  /** Origins that nobody lists, different on every seed. */
  readonly strangers: readonly [string, string]
  /** A name of 16 hexadecimal digits, the same for the same word and seed. */
  readonly madeUp: (word: string) => string
  /** Whether the user gave headers with which the server may know somebody. */
  readonly hasSecrets: boolean
  readonly errorPath: string | undefined
}

/** The options are none, or not for this URL. */
export class CheckOptionError extends TypeError {}

/**
 * Reads a URL and options.
 *
 * @throws CheckOptionError for what is no URL of http or https, no origin, no method; CorsPolicyError for a policy that is refused
 */
export function targetOf (address: string | URL, options: CheckOptions): Target {
  const url = urlOf(String(address))
  const written = policyOf(options)
  const { allow, credentials, methods, requestHeaders = [], headers = {}, seed = 1, errorPath } = options
  const madeUp = madeUpNames(seed)
  const origins = allow ?? exactOriginsOf(written)
  for (const origin of origins) {
    if (!isSerializedOrigin(origin)) throw new CheckOptionError(`allow: ${JSON.stringify(origin)} is no serialized origin, such as https://app.example.com`)
  }
  for (const name of requestHeaders) {
    if (!isToken(name) || isForbiddenRequestHeaderName(name)) throw new CheckOptionError(`requestHeaders: ${JSON.stringify(name)} is no header that a page can set`)
  }
  for (const method of methods ?? []) {
    if (!isToken(method)) throw new CheckOptionError(`methods: ${JSON.stringify(method)} is no method`)
  }
  if (errorPath !== undefined && !errorPath.startsWith('/')) throw new CheckOptionError('errorPath: must begin with "/"')
  const policy = written === undefined || written === false ? written : compilePolicy(written)
  return Object.freeze<Target>({
    url,
    allowed: origins,
    credentials: credentials ?? (written !== false && written?.credentials === true),
    methods: methods ?? methodsOf(written),
    requestHeaders: [...new Set([...requestHeaders, ...headersOf(written)].map(name => name.toLowerCase()))],
    policy,
    written,
    strangers: [`https://${madeUp('stranger')}.example.net`, `https://${madeUp('another stranger')}.example.org`],
    madeUp,
    hasSecrets: Object.keys(headers).length > 0,
    errorPath
  })
}

/** Whether a policy, where one is known, lets a page read answers. */
export function isWanted ({ policy, allowed }: Target, origin: string): boolean {
  if (policy === undefined) return allowed.includes(origin)
  return policy !== false && decide(policy, { method: 'GET', origin }).allowOrigin !== undefined
}

function urlOf (text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new CheckOptionError(`${JSON.stringify(text)} is no URL of http or https`)
  if (url.username !== '' || url.password !== '') throw new CheckOptionError('the URL has a user name or a password: give them in a header')
  url.hash = ''
  return url
}

function policyOf ({ policy, route }: CheckOptions): CorsPolicy | false | undefined {
  if (policy === undefined) {
    if (route !== undefined) throw new CheckOptionError('route: names a policy of a document, and there is none')
    return undefined
  }
  const document = validatePolicy(policy)
  const scope = scopePolicy(document)
  const key = route === undefined ? undefined : coveringPattern(new Set(Object.keys(document.routes ?? {})), pathsOf(route, route))
  if (key === undefined) return scope ?? false
  const reach = { names: new Map(Object.entries(document.policies ?? {})), privateSuffixes: document.privateSuffixes ?? [] }
  return validateOverride(document.routes![key], scope, reach, '').policy
}

function exactOriginsOf (policy: CorsPolicy | false | undefined): readonly string[] {
  if (policy === undefined || policy === false || policy.origins === '*') return []
  return policy.origins.filter(isSerializedOrigin)
}

function methodsOf (policy: CorsPolicy | false | undefined): readonly string[] {
  const listed = policy === undefined || policy === false ? [] : policy.methods ?? []
  return listed.length === 0 ? ['GET'] : listed
}

function headersOf (policy: CorsPolicy | false | undefined): readonly string[] {
  const listed = policy === undefined || policy === false ? [] : policy.allowedHeaders ?? []
  return listed === '*' ? [] : listed.filter(name => name !== '*')
}
