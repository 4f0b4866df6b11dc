import type { ServerResponse } from '../../../types/browser.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { factsOf } from '../../browser/engines.ts'
import { preflightMaxAge } from '../../browser/preflight-cache.ts'
import { isForbiddenResponseHeaderName, isSafelistedRequestHeaderName, isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import { isSafelistedMethod } from '../../standard/methods.ts'
import { accessOf, NO_ACCESS } from '../access.ts'
import { isApproved, simulateExchange } from '../browser-verdict.ts'
import { describeDifference, compareLists, nameList, namesIn, type NameList } from '../list-diff.ts'
import { probe, type FindingDraft, type Kind } from '../probe.ts'
import { get, preflight } from '../requests.ts'
import { sourceNames } from '../sample-origins.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

type Id = keyof typeof kinds

const recommendation = 'Configure the server by the policy, or change the policy. Make sure that no proxy changes the response.'

const kinds = {
  'policy-drift-exposed-headers': {
    why: 'Pages cannot read a header that the policy exposes, or can read one that it does not expose.',
    recommendation,
    source: 'https://fetch.spec.whatwg.org/#concept-filtered-response-cors'
  },
  'policy-drift-allowed-headers': {
    why: 'Pages can set request headers that reviewers of the policy do not expect, or cannot set all that the policy allows.',
    recommendation,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'policy-drift-methods': {
    why: 'Pages can use methods that reviewers of the policy do not expect, or cannot use all that the policy allows.',
    recommendation: `${recommendation} A URL that does not support a method does not have to allow it.`,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'policy-drift-max-age': {
    why: 'Browsers repeat preflights earlier or later than the policy specifies. Earlier costs time; later delays changes.',
    recommendation,
    source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age'
  }
} satisfies Record<string, Kind>

/** Checks that the methods, headers and the max age of the server are those of the policy. */
export const policyDrift = probe({
  id: 'policy-drift',
  title: 'methods, headers and max age are the same as in the policy',
  area: 'preflight',
  kinds,
  skip (target) {
    const { plainPolicy, allowed } = target
    if (plainPolicy === undefined) return 'no policy is given'
    const isOff = plainPolicy === false || (allowed.length === 0 && sourceNames(plainPolicy).length === 0)
    return isOff ? 'the policy does not allow any origin' : skipWithoutAllowedOrigin(target)
  },
  plan: target => ({
    read: get(target.allowed[0]),
    usual: preflight(target.allowed[0]!, requestedMethod(target), target.requestHeaders),
    synthetic: preflight(target.allowed[0]!, 'GET', [`x-${target.synthetic('header')}`])
  }),
  judge (target, { read, usual, synthetic }, report) {
    const plainPolicy = target.plainPolicy as CorsPolicy
    const credentials = plainPolicy.credentials === true
    const [origin] = target.allowed
    const add = (id: Id, severity: FindingDraft['severity'], message: string, expected: string, response: ServerResponse): void => {
      report(id, { severity, message, expected: [expected], evidence: [response] })
    }
    if (read !== undefined && accessOf(origin!, target, read) !== NO_ACCESS) {
      const wanted = listOf(plainPolicy.exposedHeaders, credentials)
      const description = describeDifference(compareLists(wanted, lowerCased(namesIn(read, 'access-control-expose-headers', credentials)), isAlwaysExposedOrForbidden))
      if (description !== '') add('policy-drift-exposed-headers', 'warning', `The response headers that pages can read differ from the policy: ${description}.`, `access-control-expose-headers: ${shown(wanted)}`, read)
    }
    if (usual === undefined || !passesCorsCheck(target, usual)) return
    const isAnyApproved = allowsAnyHeader(target, credentials, synthetic)
    const headers = headerDrift(plainPolicy, usual, isAnyApproved)
    // Only the preflight for a synthetic header shows that the server allows whatever is requested.
    const decisive = synthetic !== undefined && isAnyApproved && !namesIn(usual, 'access-control-allow-headers', credentials).isAny ? synthetic : usual
    if (headers !== '') add('policy-drift-allowed-headers', 'warning', `The request headers that pages can set differ from the policy: ${headers}.`, `access-control-allow-headers: ${shown(listOf(plainPolicy.allowedHeaders, credentials))}`, decisive)
    if (plainPolicy.methods !== undefined) {
      const { extra, missing } = compareLists(nameList(plainPolicy.methods, credentials), namesIn(usual, 'access-control-allow-methods', credentials), isSafelistedMethod)
      // Some servers list only the requested method.
      const difference = { extra, missing: listsOnlyRequestedMethod(target, usual) ? [] : missing }
      const description = describeDifference(difference)
      // The URL may not support every method of the policy.
      if (description !== '') add('policy-drift-methods', extra.length > 0 ? 'warning' : 'info', `The methods that pages can use differ from the policy: ${description}.`, `access-control-allow-methods: ${plainPolicy.methods.join(', ')}`, usual)
    }
    const seconds = preflightMaxAge(usual.headers, factsOf('standard'))
    const wanted = plainPolicy.maxAge ?? preflightMaxAge([], factsOf('standard'))
    if (seconds !== wanted) add('policy-drift-max-age', 'info', `Browsers cache preflights for ${seconds} seconds, but the policy specifies ${wanted}.`, `access-control-max-age: ${wanted}`, usual)
  }
})

/** The method of the preflight: one that needs a preflight, if the policy has one. */
function requestedMethod ({ methods }: CheckTarget): string {
  return methods.find(method => !isSafelistedMethod(method)) ?? 'GET'
}

/** Whether the preflight passes the CORS check: https://fetch.spec.whatwg.org/#concept-cors-check */
function passesCorsCheck ({ allowed: [origin], credentials, url: { href } }: CheckTarget, preflight: ServerResponse): boolean {
  const { failure } = simulateExchange({ origin: origin!, url: href, credentials, method: 'PUT', requestHeaders: ['x-any'] }, { preflight })
  return ['no-response', 'method-not-allowed', 'header-not-allowed'].includes(failure!.code)
}

/** Whether the server allows any header: it sends "*", or repeats the requested names. */
function allowsAnyHeader ({ allowed: [origin], url: { href }, synthetic }: CheckTarget, credentials: boolean, response: ServerResponse | undefined): boolean {
  return isApproved({ origin: origin!, url: href, credentials, requestHeaders: [`x-${synthetic('header')}`] }, response)
}

/** Describes the difference of the request headers; '' if there is none. */
function headerDrift ({ allowedHeaders, credentials = false }: CorsPolicy, preflight: ServerResponse, isAny: boolean): string {
  const wanted = listOf(allowedHeaders, credentials)
  const { names } = lowerCased(namesIn(preflight, 'access-control-allow-headers', credentials))
  const { extra, missing } = compareLists(wanted, { names, isAny }, isSafelistedRequestHeaderName)
  return describeDifference({ extra, missing })
}

function listsOnlyRequestedMethod (target: CheckTarget, preflight: ServerResponse): boolean {
  const { names, isAny } = namesIn(preflight, 'access-control-allow-methods', true)
  return !isAny && names.size === 1 && names.has(requestedMethod(target))
}

/** Header names of the policy in lower case. */
function listOf (listed: CorsPolicy['exposedHeaders'], credentials: boolean): NameList {
  return lowerCased(nameList(listed === '*' ? ['*'] : listed ?? [], credentials))
}

function lowerCased ({ names, isAny }: NameList): NameList {
  return { names: new Set([...names].map(name => name.toLowerCase())), isAny }
}

function isAlwaysExposedOrForbidden (name: string): boolean {
  return isSafelistedResponseHeaderName(name) || isForbiddenResponseHeaderName(name)
}

function shown ({ names, isAny }: NameList): string {
  return [...isAny ? ['*'] : [], ...names].join(', ')
}
