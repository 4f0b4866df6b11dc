/** What is checked: the endpoint, and who should be let in. */
import type { CheckOptions } from '../../types/check.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { isHttp, parseUrl } from '../browser/url.ts'
import { compilePolicy } from '../compile.ts'
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import { normalizeMethod } from '../standard/methods.ts'
import { scopePolicy, validateOverride, validatePolicy } from '../validate.ts'
import { coveringPattern, pathsOf } from '../validate/covering-pattern.ts'
import { secretHeaders } from './own-headers.ts'
import { randomNames } from './random-names.ts'
import { assertOptions, CheckOptionError } from './options.ts'
import { partsOf } from './origin-parts.ts'
import { sampleOrigins } from './sample-origins.ts'

export { CheckOptionError } from './options.ts'

export interface Target {
  /** http or https, without user name and fragment. */
  readonly url: URL
  /** Origins of pages that should be let in; one for each pattern of a policy. */
  readonly allowed: readonly string[]
  /** Whether those send credentials. */
  readonly credentials: boolean
  /** Methods that they use, upper case; at least one. */
  readonly methods: readonly string[]
  /** Whether they are said to be the URL's; a policy's are those of all its routes. */
  readonly areMethodsGiven: boolean
  /** Names of request headers that they set, lower case. */
  readonly requestHeaders: readonly string[]
  /** What the server should follow; undefined where that is not known, `false` where CORS should be off. */
  readonly policy: CompiledCorsPolicy | false | undefined
  /** The policy as it is written. */
  readonly written: CorsPolicy | false | undefined
  /** Origins that other routes of a policy let in, where CORS is off at this one. */
  readonly elsewhere: readonly string[]
  /** Origins that nobody lists, different on every seed. */
  readonly untrusted: readonly [string, string]
  /** A name of 16 hexadecimal digits, the same for the same word and seed. */
  readonly madeUp: (word: string) => string
  /** Whether the user gave headers with which the server may know somebody. */
  readonly hasSecrets: boolean
  readonly errorPath: string | undefined
  /** Whether there is a WebSocket at the URL. */
  readonly isWebSocket: boolean
  /** Undefined where bodies are not to be sent. */
  readonly errorMethod: string | undefined
}

/**
 * Reads a URL and options.
 *
 * @throws CheckOptionError for what is no URL of http or https, no origin, no method; CorsPolicyError for a policy that is refused
 */
export function targetOf (address: string | URL, options: CheckOptions): Target {
  const url = urlOf(String(address))
  assertOptions(options, url)
  const written = policyOf(options)
  const { allowedOrigins: allow, credentials, methods, requestHeaders = [], headers = {}, seed = 1, errorPath, errorMethod, webSocket = false } = options
  const madeUp = randomNames(seed)
  const policy = written === undefined || written === false ? written : compilePolicy(written)
  const allowed = [...new Set(allow ?? sampleOrigins(written, madeUp))]
  return Object.freeze<Target>({
    url,
    allowed,
    credentials: credentials ?? (written !== false && written?.credentials === true),
    methods: [...new Set((methods ?? methodsOf(written)).map(normalizeMethod))],
    areMethodsGiven: methods !== undefined,
    requestHeaders: [...new Set([...requestHeaders, ...headersOf(written), ...written === undefined ? tokenHeaders(headers) : []].map(name => name.toLowerCase()))],
    policy,
    written,
    elsewhere: written === false ? originsOf(options.policy!, madeUp) : [],
    untrusted: strangersTo(allowed, madeUp),
    madeUp,
    hasSecrets: Object.keys(secretHeaders(options)).length > 0,
    errorPath,
    errorMethod,
    isWebSocket: webSocket
  })
}

/** Names of which nobody has pages, and that are not beside those of allowed origins: https://www.rfc-editor.org/rfc/rfc2606.html#section-3 */
const STRANGE = ['example.net', 'example.org', 'example.com'] as const

function strangersTo (allowed: readonly string[], madeUp: (word: string) => string): readonly [string, string] {
  const taken = allowed.map(origin => `.${partsOf(origin).hostname}`)
  const free = STRANGE.filter(domain => !taken.some(host => host.endsWith(`.${domain}`)))
  const [one = STRANGE[0], other = STRANGE[1]] = free
  return [`https://${madeUp('stranger')}.${one}`, `https://${madeUp('another stranger')}.${other}`]
}

/** A page that sends a token sets the header itself; names and passwords of HTTP are the browser's. */
function tokenHeaders (headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers).filter(name => name.toLowerCase() === 'authorization' && !/^basic /i.test(headers[name]!))
}

function urlOf (text: string): URL {
  const url = parseUrl(text)
  if (url === undefined || !isHttp(url)) throw new CheckOptionError(`${JSON.stringify(text)} is no URL of http or https`)
  if (url.username !== '' || url.password !== '') throw new CheckOptionError('the URL has a user name or a password: give them in a header')
  url.hash = ''
  return url
}

function policyOf ({ policy, route }: CheckOptions): CorsPolicy | false | undefined {
  if (policy === undefined) {
    if (route !== undefined) throw new CheckOptionError('route: names a policy of a document, and there is none', 'route')
    return undefined
  }
  const document = validatePolicy(policy)
  const scope = scopePolicy(document)
  const key = route === undefined ? undefined : coveringPattern(new Set(Object.keys(document.routes ?? {})), pathsOf(route, route))
  if (key === undefined) return scope ?? false
  const reach = { names: new Map(Object.entries(document.policies ?? {})), privateSuffixes: document.privateSuffixes ?? [] }
  return validateOverride(document.routes![key], scope, reach, '').policy
}

/** Of all policies of a document. */
function originsOf (document: NonNullable<CheckOptions['policy']>, madeUp: (word: string) => string): readonly string[] {
  const valid = validatePolicy(document)
  return [scopePolicy(valid), ...Object.values(valid.policies ?? {})].flatMap(policy => sampleOrigins(policy, madeUp))
}

function methodsOf (policy: CorsPolicy | false | undefined): readonly string[] {
  const listed = policy === undefined || policy === false ? [] : policy.methods ?? []
  return listed.length === 0 ? ['GET'] : listed
}

function headersOf (policy: CorsPolicy | false | undefined): readonly string[] {
  const listed = policy === undefined || policy === false ? [] : policy.allowedHeaders ?? []
  return listed === '*' ? [] : listed.filter(name => name !== '*')
}
