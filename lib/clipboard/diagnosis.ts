/** What is wrong with a request that a browser has blocked, and what to do, by the lines in its console. */
import type { FailureCode } from '../../types/browser.ts'
import { checkOf, sectionOf } from '../browser/failures.ts'
import { failureMessage } from '../browser/failure-messages.ts'
import { isOkStatus, isRedirectStatus } from '../standard/statuses.ts'
import type { ConsoleCause, ConsoleReading } from './console-line.ts'

/** Lines of a console, with their meaning. */
export interface ConsoleDiagnosis extends ConsoleReading {
  /** A sentence for each possible cause. */
  readonly messages: readonly string[]
  /** URL of the section of a standard. */
  readonly section: string
  /** What to do. */
  readonly recommendations: readonly string[]
}

const ORIGIN = 'Let the server send Access-Control-Allow-Origin with exactly the origin of the page: scheme, host and port, without a slash at the end.'
const CREDENTIALS = 'Let the server send Access-Control-Allow-Credentials: true and the origin of the page, if the page needs cookies. Otherwise ' +
  'remove credentials: \'include\' (XMLHttpRequest: withCredentials).'
const ONE_VALUE = 'Let only one layer set the header: a proxy and the application often add it both.'
const REDIRECT = 'Let the page use the final URL: with https, and with or without the slash at the end. A redirect to a login page means that ' +
  'the request is not authenticated.'

const RECOMMENDATIONS: Readonly<Partial<Record<ConsoleCause, string>>> = {
  'allow-origin-missing': ORIGIN,
  'allow-origin-differs': ORIGIN,
  'allow-origin-is-not-a-url': ORIGIN,
  'allow-origin-lists-several': ONE_VALUE,
  'wildcard-with-credentials': CREDENTIALS,
  'allow-credentials-missing': CREDENTIALS,
  'allow-credentials-is-not-true': CREDENTIALS,
  'preflight-redirects': REDIRECT,
  'preflight-status-is-not-ok': 'Let the server respond to OPTIONS of this URL with 204, before authentication and before any redirect.',
  'method-not-allowed': 'List the method in Access-Control-Allow-Methods of the preflight. With credentials, "*" is not a wildcard.',
  'header-not-allowed': 'List the header in Access-Control-Allow-Headers of the preflight. With credentials, "*" is not a wildcard.',
  'authorization-not-listed': 'List Authorization by its name, because by the standard "*" does not cover it.',
  'allow-methods-is-malformed': 'Separate the methods in Access-Control-Allow-Methods with commas.',
  'allow-headers-is-malformed': 'Separate the names in Access-Control-Allow-Headers with commas.',
  'redirect-has-credentials': 'Remove the user name and the password from Location.',
  'redirect-scheme-is-not-http': 'Use a URL with http or https, and redirect only to one.',
  'no-response': 'Look at the request in the network panel: the server is not reachable, its certificate is not trusted, the connection was ' +
    'closed, or the browser or an extension blocks the request. Headers of CORS do not help.',
  'mixed-content': 'Use https for the API. A page over https cannot send requests over http.',
  'local-network': 'Allow the local network for this page in the settings of the browser. The page must use https. Headers of CORS do not help.',
  'local-network-needs-https': 'Serve the page over https, and allow the local network for it in the settings of the browser. Headers of CORS do not help.'
}

const BEFORE_CORS: Readonly<Record<'mixed-content' | 'local-network' | 'local-network-needs-https', readonly [message: string, section: string]>> = {
  'mixed-content': ['The page uses https, but the URL does not: the browser blocks the request before it is sent.', 'https://www.w3.org/TR/mixed-content/'],
  'local-network': ['The URL is on the local network or on this computer, and the browser does not let the page use it.', 'https://wicg.github.io/local-network-access/'],
  'local-network-needs-https': ['The URL is on the local network or on this computer, and a page over http cannot use it.', 'https://wicg.github.io/local-network-access/']
}

/** The meaning of lines of a console. */
export function diagnoseConsole (reading: ConsoleReading): ConsoleDiagnosis {
  const { causes, status } = reading
  const known = causes.map(cause => isBeforeCors(cause) ? BEFORE_CORS[cause] : [messageOf(cause, reading), sectionOf(cause)] as const)
  const recommendations = [...statusHint(status), ...causes.flatMap(cause => RECOMMENDATIONS[cause] ?? [])]
  return { ...reading, messages: known.map(([message]) => message), section: known[0]![1], recommendations: [...new Set(recommendations)] }
}

function isBeforeCors (cause: ConsoleCause): cause is keyof typeof BEFORE_CORS {
  return Object.hasOwn(BEFORE_CORS, cause)
}

/** The message of a failure, without a value that the console does not name. */
function messageOf (code: FailureCode, { at, parameter }: ConsoleReading): string {
  const subject = at ?? (checkOf(code).startsWith('redirect') ? 'redirect' : 'response')
  const message = failureMessage(subject, { code, parameter })
  return parameter === '' ? message.replace('is `` instead of `true`', 'is not `true`').replaceAll(/:? ``/g, '') : message
}

/** The status often names the cause behind the missing header. */
function statusHint (status: number | null): string[] {
  if (status === null || isOkStatus(status)) return []
  const start = `The status is ${status}: `
  if (isRedirectStatus(status)) return [`${start}the server redirects. ${REDIRECT}`]
  if (status === 401 || status === 403) return [`${start}the server refuses the request, perhaps before its code for CORS runs.`]
  if (status === 404 || status === 405) return [`${start}the server does not know the URL or the method. Check the URL first.`]
  return [`${start}the request fails for a reason of its own, in the server or in a proxy, whose responses often lack the headers of CORS. Look at its log first.`]
}
