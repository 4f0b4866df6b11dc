/** Methods, header names, max age → the fields of a policy, without what never had an effect in browsers. */
import { isForbiddenMethod, NODE_METHODS } from '../standard/methods.ts'
import { allowedHeaderFault, exposedHeaderFault } from '../validate/headers.ts'
import { methodFault } from '../validate/methods.ts'
import type { CorsMigrationOptions } from '../../types/migration.ts'
import { affectsExposed, affectsHeaders, affectsMethods, affectsNeedlessPreflights } from './affected-requests.ts'
import { listText, type Findings } from './report.ts'
import type { OldSetup } from './setup.ts'

/** The fields of a policy except `origins`, `credentials`, `dangerouslyAllow` and `description`. */
export interface PreflightAndHeaderFields {
  methods?: readonly string[]
  allowedHeaders?: '*' | readonly string[]
  exposedHeaders?: '*' | readonly string[]
  maxAge?: number
  preflightStatus?: number
  preflightCacheControl?: string
}

/** What the fields depend on. */
export interface FieldContext {
  /** An origin that the policy allows, for the requests in the report. */
  readonly origin: string
  /** Whether browsers accept the responses with credentials. */
  readonly credentials: boolean
  readonly options: CorsMigrationOptions
  readonly findings: Findings
}

export function preflightAndHeaderFields (setup: OldSetup, context: FieldContext): PreflightAndHeaderFields {
  const fields: PreflightAndHeaderFields = {}
  const { opens } = setup
  if (opens !== undefined) context.findings.change('opens', 'responses-without-headers', opens.message, context, ({ subject, method }) => subject === 'origin' && opens.methods?.includes(method) !== false)
  for (const { kind, id, message, affects } of setup.changes ?? []) context.findings.change(kind, id, message, context, affects)
  reportUnlisted(setup, context)
  const methods = methodsOf(setup, context)
  if (methods !== undefined) fields.methods = methods
  fields.allowedHeaders = setup.preflights ? headersOf(setup, context) : []
  if (fields.allowedHeaders.length === 0 && setup.preflights) context.findings.note('bytes', 'no-header-allowed', 'No request header needs approval, so the policy allows none.')
  const exposed = exposedOf(setup, context)
  if (exposed.length > 0) fields.exposedHeaders = exposed
  const { maxAge, status, cacheControl } = setup
  if (maxAge !== undefined) addMaxAge(fields, maxAge, context.findings)
  if (setup.preflights && status !== 204) fields.preflightStatus = status
  if (cacheControl !== undefined) fields.preflightCacheControl = cacheControl
  return fields
}

/** Undefined for every method that has a route. */
function methodsOf ({ methods, preflights }: OldSetup, { origin, credentials, options, findings }: FieldContext): readonly string[] | undefined {
  if (!preflights) {
    findings.change('opens', 'preflight-without-need',
      'No preflight succeeded before. The policy approves no method and no header, but a preflight that requests neither succeeds, as for an upload with progress events.',
      { origin, method: 'POST', credentials }, affectsNeedlessPreflights)
    return []
  }
  if (methods === 'any') return undefined
  const dropped = methods.filter(method => method === 'OPTIONS' || (method !== '*' && methodFault(method) !== undefined))
  reportDropped(dropped, findings)
  const star = methods.includes('*')
  if (star && !credentials) return undefined
  if (star) {
    findings.note('withoutEffect', 'method-wildcard-with-credentials', 'The "*" in the methods approves nothing with credentials: browsers treat it as a method named "*".')
    findings.change('closes', 'method-wildcard', 'Requests without credentials could use any method. The policy approves only the listed ones.', { origin, method: 'PUT' }, affectsMethods(methods))
  }
  const kept = [...new Set(methods.filter(method => method !== '*' && !dropped.includes(method)))]
  const { routedMethods } = options
  const isAll = routedMethods?.every(method => SAFELISTED.has(method) || kept.includes(method) || isForbiddenMethod(method) || method === 'OPTIONS')
  findings.note('bytes', 'method-without-route',
    'A preflight for a method that its URL does not have: it succeeded, and the page could read the 404. The policy approves methods that have a route, so the browser reports a CORS error.')
  return isAll === true && !star ? undefined : kept
}

/** A policy approves GET, HEAD and POST, because browsers do. */
function reportUnlisted ({ methods, preflights, rejectsUnlisted }: OldSetup, { origin, credentials, findings }: FieldContext): void {
  if (rejectsUnlisted === undefined || !preflights || methods === 'any') return
  const missing = [...SAFELISTED].filter(method => !methods.includes(method))
  const shown = missing.filter(method => method !== 'HEAD' || !methods.includes('GET'))
  if (missing.length === 0) return
  if (shown.length === 0) {
    findings.note('assumptions', 'head-like-get', 'HEAD is not in the methods, and GET is. With a policy, a page that can send GET can also send HEAD, whose response has nothing else.')
    return
  }
  const [first = ''] = shown
  findings.change('opens', 'safelisted-method-not-listed',
    `${rejectsUnlisted === 'all' ? 'Requests' : 'Preflights'} for ${listText(shown)} failed, because the list of methods does not have ${shown.length === 1 ? 'it' : 'them'}. Browsers need no approval for ${shown.length === 1 ? 'it' : 'them'}, and a policy has no such list.`,
    { origin, method: first, header: 'X-Custom', credentials },
    ({ method, unsafeHeaders }) => missing.includes(method) && (rejectsUnlisted === 'all' || unsafeHeaders.length > 0))
}

const SAFELISTED: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])

function reportDropped (dropped: readonly string[], findings: Findings): void {
  for (const method of dropped) {
    if (method === 'OPTIONS') {
      findings.note('withoutEffect', 'options-listed', 'OPTIONS in the methods has no effect on preflights: pages do not send them.')
      continue
    }
    const upper = method.toUpperCase()
    findings.note('withoutEffect', 'method-without-effect', NODE_METHODS.has(upper) && upper !== method
      ? `The method ${JSON.stringify(method)} approves no ${upper}, because browsers compare the letter case.`
      : `No page can use the method ${JSON.stringify(method)}.`)
  }
}

function headersOf ({ allowedHeaders }: OldSetup, { origin, credentials, options, findings }: FieldContext): '*' | readonly string[] {
  if (allowedHeaders === 'any' && !credentials) return ['*', 'Authorization']
  if (allowedHeaders === 'any') {
    const names = namesOf(options.requestHeaders ?? [...DEFAULT_HEADERS, ...options.readHeaders ?? []])
    findings.change('closes', 'header-not-listed',
      `Any request header was approved. With credentials a policy lists names, and this one has ${listText(names) || 'none'}. Preflights with other headers fail from now on.`,
      { origin, header: 'X-Custom', credentials: true }, affectsHeaders(names))
    if (options.requestHeaders === undefined) {
      findings.note('questions', 'which-request-headers',
        `Which request headers do your pages send? The list has the two that most pages send${(options.readHeaders ?? []).length > 0 ? ', and those that the application reads' : ''}. Records with the reason header-not-allowed show others: see "Request headers" in docs/migrating.md.`)
    }
    return names
  }
  const dropped = allowedHeaders.filter(name => name !== '*' && allowedHeaderFault(name) !== undefined)
  if (dropped.length > 0) {
    findings.note('withoutEffect', 'request-header-without-effect', `No page can set these request headers, or needs approval for them: ${listText(dropped)}.`)
  }
  const kept = [...new Map(allowedHeaders.filter(name => name !== '*' && !dropped.includes(name)).map(name => [name.toLowerCase(), name])).values()]
  if (!allowedHeaders.includes('*')) return kept
  if (!credentials) return kept.some(name => name.toLowerCase() === 'authorization') ? ['*', 'Authorization'] : '*'
  findings.note('withoutEffect', 'header-wildcard-with-credentials', 'The "*" in the allowed headers approves nothing with credentials: browsers treat it as a header named "*".')
  findings.change('closes', 'header-wildcard', 'Requests without credentials could use any header but Authorization. The policy approves only the listed ones.', { origin, header: 'X-Custom' }, affectsHeaders(kept))
  return kept
}

/** Valid names, each once in any letter case. With credentials, "*" would be a name. */
function namesOf (given: readonly string[]): readonly string[] {
  const valid = given.filter(name => name !== '*' && allowedHeaderFault(name) === undefined)
  return valid.filter((name, i) => valid.findIndex(other => other.toLowerCase() === name.toLowerCase()) === i)
}

const DEFAULT_HEADERS = ['Content-Type', 'Authorization']

function exposedOf ({ exposedHeaders }: OldSetup, { origin, credentials, findings }: FieldContext): '*' | readonly string[] {
  if (exposedHeaders.includes('*')) {
    if (!credentials) return '*'
    findings.note('withoutEffect', 'exposed-wildcard-with-credentials', 'The "*" in the exposed headers exposes nothing with credentials: browsers treat it as a header named "*".')
    findings.change('closes', 'exposed-wildcard', 'Without credentials, pages could read every response header. The policy exposes only the listed ones.', { origin }, affectsExposed(exposedHeaders))
  }
  const dropped = exposedHeaders.filter(name => name !== '*' && exposedHeaderFault(name) !== undefined)
  if (dropped.length > 0) findings.note('withoutEffect', 'response-header-without-effect', `No page can read these response headers: ${listText(dropped)}.`)
  return [...new Map(exposedHeaders.filter(name => name !== '*' && !dropped.includes(name)).map(name => [name.toLowerCase(), name])).values()]
}

const LONGEST_MAX_AGE = 86_400

function addMaxAge (fields: PreflightAndHeaderFields, text: string, findings: Findings): void {
  const seconds = /^\d{1,15}$/.test(text) ? Number(text) : undefined
  if (seconds === undefined) {
    findings.note('withoutEffect', 'max-age-without-effect', `Browsers ignore the max age ${JSON.stringify(text)}, and use 5 seconds.`)
    return
  }
  fields.maxAge = Math.min(seconds, LONGEST_MAX_AGE)
  if (seconds > LONGEST_MAX_AGE) findings.note('bytes', 'max-age-shortened', `The max age ${seconds} becomes ${LONGEST_MAX_AGE}, the longest time that a browser keeps a preflight.`)
}
