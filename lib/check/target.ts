/** The target of a check: the endpoint, the origins that should be allowed, and what their pages send. */
import type { CheckOptions } from '../../types/check.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { isHttpUrl, parseUrl } from '../browser/url.ts'
import { compilePolicy } from '../compile.ts'
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import { normalizeMethod } from '../standard/methods.ts'
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import { scopePolicy, validateOverride, validatePolicy } from '../validate.ts'
import { RouteKeys, pathsOf } from '../validate/covering-pattern.ts'
import { userHeaders } from './user-headers.ts'
import { syntheticNames } from './synthetic-names.ts'
import { assertOptions, CheckOptionError } from './options.ts'
import { partsOf } from './origin-parts.ts'
import { sampleOrigins, sourceNames } from './sample-origins.ts'

export { CheckOptionError } from './options.ts'

export interface CheckTarget {
  /** An http or https URL without credentials and fragment. */
  readonly url: URL
  /** Origins that should be allowed; one sample for each pattern of a policy. */
  readonly allowed: readonly string[]
  /** Whether pages from the allowed origins send credentials. */
  readonly credentials: boolean
  /** Methods that the pages use, in upper case; at least one. */
  readonly methods: readonly string[]
  /** Whether the user listed the methods of this URL. The methods of a policy are those of all its routes. */
  readonly areMethodsGiven: boolean
  /** Names of the request headers that the pages set, in lower case. */
  readonly requestHeaders: readonly string[]
  /** The policy that the server should follow; undefined if there is no policy option, `false` if CORS should be off. */
  readonly policy: CompiledCorsPolicy | false | undefined
  /** The same policy before it is compiled. */
  readonly plainPolicy: CorsPolicy | false | undefined
  /** If CORS should be off: origins that the other routes of the policy document allow. */
  readonly elsewhere: readonly string[]
  /** Synthetic origins that no server lists, different for every seed. */
  readonly untrusted: readonly [string, string]
  /** Returns a synthetic name of 16 hexadecimal digits, the same for the same word and seed. */
  readonly synthetic: (word: string) => string
  /** Whether the `headers` option has headers by which the server may authenticate the user. */
  readonly hasSecrets: boolean
  readonly errorPath: string | undefined
  /** Whether a response 404 is expected: for the route "*", or because the value of a parameter is only an example. */
  readonly mayBeNotFound: boolean
  /** A URL of the same host that the server does not have. */
  readonly unknownUrl: string
  /** Whether the URL is a WebSocket endpoint. */
  readonly isWebSocket: boolean
  /** Undefined if no bodies may be sent. */
  readonly errorMethod: string | undefined
}

/**
 * Validates a URL and options, and derives what the probes need.
 *
 * @throws CheckOptionError for an invalid URL or option; CorsPolicyError for an invalid policy
 */
export function resolveTarget (address: string | URL, options: CheckOptions): CheckTarget {
  const url = urlOf(String(address))
  assertOptions(options, url)
  const plainPolicy = policyOf(options, url)
  const { allowedOrigins: allow, credentials, methods, requestHeaders = [], headers = {}, seed = 1, errorPath, errorMethod, webSocket = false } = options
  const synthetic = syntheticNames(seed)
  const policy = plainPolicy === undefined || plainPolicy === false ? plainPolicy : compilePolicy(plainPolicy)
  const allowed = [...new Set(allow ?? sampleOrigins(plainPolicy, synthetic))]
  return Object.freeze<CheckTarget>({
    url,
    allowed,
    credentials: credentials ?? (plainPolicy !== false && plainPolicy?.credentials === true),
    methods: [...new Set((methods ?? methodsOf(plainPolicy)).map(normalizeMethod))],
    areMethodsGiven: methods !== undefined,
    requestHeaders: [...new Set([...requestHeaders, ...headersOf(plainPolicy), ...plainPolicy === undefined ? tokenHeaders(headers) : []].map(name => name.toLowerCase()))],
    policy,
    plainPolicy,
    elsewhere: plainPolicy === false ? originsOf(options.policy!, synthetic) : [],
    untrusted: untrustedOrigins(allowed, synthetic),
    synthetic,
    hasSecrets: Object.keys(userHeaders(options)).length > 0,
    errorPath,
    mayBeNotFound: options.route === '*',
    unknownUrl: new URL(synthetic('unknown URL'), url).href,
    errorMethod,
    isWebSocket: webSocket
  })
}

/** Skip reason of the probes that need an allowed origin; null if there is one. */
export function skipWithoutAllowedOrigin ({ allowed, plainPolicy }: CheckTarget): string | null {
  if (allowed.length > 0) return null
  return sourceNames(plainPolicy).length === 0
    ? 'no allowed origin is given'
    : 'no allowed origin is given, and the origins in the sources of the policy are not known'
}

/** Whether the endpoint is on localhost. */
export function isLocalhost ({ url: { hostname } }: CheckTarget): boolean {
  return isLoopback(hostname) || isLocalhostName(hostname)
}

/** Domains that are reserved for examples: https://www.rfc-editor.org/rfc/rfc2606.html#section-3 */
const EXAMPLE_DOMAINS = ['example.net', 'example.org', 'example.com'] as const

function untrustedOrigins (allowed: readonly string[], synthetic: (word: string) => string): readonly [string, string] {
  const taken = allowed.map(origin => `.${partsOf(origin).hostname}`)
  const free = EXAMPLE_DOMAINS.filter(domain => !taken.some(host => host.endsWith(`.${domain}`)))
  const [one = EXAMPLE_DOMAINS[0], other = EXAMPLE_DOMAINS[1]] = free
  return [`https://${synthetic('untrusted')}.${one}`, `https://${synthetic('another untrusted')}.${other}`]
}

/** A page sets `Authorization` itself if it sends a token. For HTTP Basic, the browser sets it. */
function tokenHeaders (headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers).filter(name => name.toLowerCase() === 'authorization' && !/^basic /i.test(headers[name]!))
}

function urlOf (text: string): URL {
  const url = parseUrl(text)
  if (url === undefined || !isHttpUrl(url)) throw new CheckOptionError(`${JSON.stringify(text)} is not an http or https URL.`)
  if (url.username !== '' || url.password !== '') throw new CheckOptionError('The URL has a user name or a password. Use the Authorization header instead.')
  url.hash = ''
  return url
}

function policyOf ({ policy, route }: CheckOptions, { pathname }: URL): CorsPolicy | false | undefined {
  if (policy === undefined) {
    if (route !== undefined) throw new CheckOptionError('route: This option needs a policy document. Use `policy` to add one.', 'route')
    return undefined
  }
  const document = validatePolicy(policy)
  const scope = scopePolicy(document)
  const keys = new Set(Object.keys(document.routes ?? {}))
  const path = route ?? patternFor(pathname, keys)
  const key = new RouteKeys([...keys], true).covering(pathsOf(path, path))
  if (key === undefined) return scope ?? false
  const reach = { names: new Map(Object.entries(document.policies ?? {})), privateSuffixes: document.privateSuffixes ?? [] }
  return validateOverride(document.routes![key], scope, reach, '').policy
}

/** The key with parameters that has the form of a path, such as `/orders/:id`; otherwise the path itself. */
function patternFor (path: string, keys: ReadonlySet<string>): string {
  const parts = path.split('/')
  const hasForm = (key: string): boolean => {
    const those = key.split('/')
    return those.length === parts.length && those.every((part, i) => part === parts[i] || (part.startsWith(':') && parts[i] !== ''))
  }
  return keys.has(path) ? path : [...keys].find(key => key.includes('/:') && hasForm(key)) ?? path
}

/** Sample origins of all policies of a document. */
function originsOf (document: NonNullable<CheckOptions['policy']>, synthetic: (word: string) => string): readonly string[] {
  const valid = validatePolicy(document)
  return [scopePolicy(valid), ...Object.values(valid.policies ?? {})].flatMap(policy => sampleOrigins(policy, synthetic))
}

function methodsOf (policy: CorsPolicy | false | undefined): readonly string[] {
  const listed = policy === undefined || policy === false ? [] : policy.methods ?? []
  return listed.length === 0 ? ['GET'] : listed
}

function headersOf (policy: CorsPolicy | false | undefined): readonly string[] {
  const listed = policy === undefined || policy === false ? [] : policy.allowedHeaders ?? []
  return listed === '*' ? [] : listed.filter(name => name !== '*')
}
