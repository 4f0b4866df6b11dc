import type { ServerResponse } from '../../../types/browser.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { factsOf } from '../../browser/engines.ts'
import { preflightMaxAge } from '../../browser/preflight-cache.ts'
import { isForbiddenResponseHeaderName, isSafelistedRequestHeaderName, isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import { isSafelistedMethod } from '../../standard/methods.ts'
import { accessOf, NO_ACCESS } from '../access.ts'
import { differenceWords, listsBetween, nameList, namesIn, type NameList } from '../list-diff.ts'
import { probe, type Found, type Kind } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestFrom } from '../baseline-requests.ts'
import { converse, corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const recommendation = 'Have the server answer from the policy, or write into the policy what is meant; see that no proxy changes the answer.'

const kinds = {
  'policy-drift-exposed-headers': {
    why: 'Pages cannot read a header that the policy exposes, or can read one that it keeps from them.',
    recommendation,
    source: 'https://fetch.spec.whatwg.org/#concept-filtered-response-cors'
  },
  'policy-drift-allowed-headers': {
    why: 'Pages may set request headers that nobody who reviews the policy knows of, or not all of those that it says.',
    recommendation,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'policy-drift-methods': {
    why: 'Pages may have methods sent that nobody who reviews the policy knows of, or not all of those that it says.',
    recommendation: `${recommendation} A URL that does not have a method is right not to approve it.`,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'policy-drift-max-age': {
    why: 'Browsers ask again sooner or later than the policy says: the first costs time, the second makes changes late.',
    recommendation,
    source: 'https://fetch.spec.whatwg.org/#http-access-control-max-age'
  }
} satisfies Record<string, Kind>

/** Seconds: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
const DEFAULT_MAX_AGE = 5

/** Whether what pages of an admitted origin may do is what the policy says. */
export const policyDrift = probe<Id>({
  id: 'policy-drift',
  title: 'methods, headers and the age of preflights are those of the policy',
  area: 'preflight',
  kinds,
  skip: ({ written, allowed }) => written === undefined ? 'no policy is given' : written === false || allowed.length === 0 ? 'the policy admits no page' : null,
  plan: target => ({
    read: requestFrom(target.allowed[0]!),
    preflight: { method: 'OPTIONS', headers: preflightLines(target.allowed[0]!, announced(target), target.requestHeaders) },
    'made-up': { method: 'OPTIONS', headers: preflightLines(target.allowed[0]!, 'GET', [`x-${target.madeUp('header')}`]) }
  }),
  judge (target, seen, report) {
    const written = target.written as CorsPolicy
    const credentials = written.credentials === true
    const [origin] = target.allowed
    const tell = (id: Id, severity: Found['severity'], message: string, expected: string, name: string): void => {
      report(id, { severity, message, expected: [expected], seen: corsLines(seen.answer(name)!), shownBy: [name] })
    }
    const response = seen.answer('read')
    if (accessOf(origin!, target, response) !== NO_ACCESS) {
      const wanted = listOf(written.exposedHeaders, credentials)
      const words = differenceWords(listsBetween(wanted, lowerCased(namesIn(response!, 'access-control-expose-headers', credentials)), isNoMatterOfExposure))
      if (words !== '') tell('policy-drift-exposed-headers', 'warning', `Pages may read other response headers than the policy says: ${words}.`, `access-control-expose-headers: ${shown(wanted)}`, 'read')
    }
    const preflight = seen.answer('preflight')
    if (preflight === undefined || !isAdmitted(target, preflight)) return
    const isAnyApproved = approvesAny(target, credentials, seen.answer('made-up'))
    const headers = headerDrift(written, preflight, isAnyApproved)
    // What repeats what is asked for shows in the answer to what nobody uses.
    const telling = isAnyApproved && !namesIn(preflight, 'access-control-allow-headers', credentials).isAny ? 'made-up' : 'preflight'
    if (headers !== '') tell('policy-drift-allowed-headers', 'warning', `Pages may set other request headers than the policy says: ${headers}.`, `access-control-allow-headers: ${shown(listOf(written.allowedHeaders, credentials))}`, telling)
    if (written.methods !== undefined) {
      const { extra, missing } = listsBetween(nameList(written.methods, credentials), namesIn(preflight, 'access-control-allow-methods', credentials), isSafelistedMethod)
      // Some servers answer with the method that was asked for, and no other.
      const told = { extra, missing: answersAsAsked(target, preflight) ? [] : missing }
      const words = differenceWords(told)
      // What the URL does not have it need not approve.
      if (words !== '') tell('policy-drift-methods', extra.length > 0 ? 'warning' : 'info', `Pages may use other methods than the policy says: ${words}.`, `access-control-allow-methods: ${written.methods.join(', ')}`, 'preflight')
    }
    const seconds = preflightMaxAge(preflight.headers, factsOf('standard'))
    const wanted = written.maxAge ?? DEFAULT_MAX_AGE
    if (seconds !== wanted) tell('policy-drift-max-age', 'info', `Browsers remember preflights for ${seconds} seconds, and the policy says ${wanted}.`, `access-control-max-age: ${wanted}`, 'preflight')
  }
})

/** What the preflight asks for: a method that needs one, where the policy has any. */
function announced ({ methods }: Target): string {
  return methods.find(method => !isSafelistedMethod(method)) ?? 'GET'
}

/** Whether the page is let in, whatever it may then do: https://fetch.spec.whatwg.org/#concept-cors-check */
function isAdmitted ({ allowed: [origin], credentials, url: { href } }: Target, preflight: ServerResponse): boolean {
  const { failure } = converse({ origin: origin!, url: href, credentials, method: 'PUT', requestHeaders: ['x-any'] }, { preflight })
  return ['no-answer', 'method-not-allowed', 'header-not-allowed'].includes(failure!.code)
}

/** One that repeats what is asked for allows any header as well as one that says "*". */
function approvesAny ({ allowed: [origin], url: { href }, madeUp }: Target, credentials: boolean, answer: ServerResponse | undefined): boolean {
  return isApproved({ origin: origin!, url: href, credentials, requestHeaders: [`x-${madeUp('header')}`] }, answer)
}

/** '' for none. */
function headerDrift ({ allowedHeaders, credentials = false }: CorsPolicy, preflight: ServerResponse, isAny: boolean): string {
  const wanted = listOf(allowedHeaders, credentials)
  const { names } = lowerCased(namesIn(preflight, 'access-control-allow-headers', credentials))
  const { extra, missing } = listsBetween(wanted, { names, isAny }, isSafelistedRequestHeaderName)
  return differenceWords({ extra, missing })
}

function answersAsAsked (target: Target, preflight: ServerResponse): boolean {
  const { names, isAny } = namesIn(preflight, 'access-control-allow-methods', true)
  return !isAny && names.size === 1 && names.has(announced(target))
}

/** Names of headers, in lower case. */
function listOf (listed: CorsPolicy['exposedHeaders'], credentials: boolean): NameList {
  return lowerCased(nameList(listed === '*' ? ['*'] : listed ?? [], credentials))
}

function lowerCased ({ names, isAny }: NameList): NameList {
  return { names: new Set([...names].map(name => name.toLowerCase())), isAny }
}

function isNoMatterOfExposure (name: string): boolean {
  return isSafelistedResponseHeaderName(name) || isForbiddenResponseHeaderName(name)
}

function shown ({ names, isAny }: NameList): string {
  return [...isAny ? ['*'] : [], ...names].join(', ')
}
