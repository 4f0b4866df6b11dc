/** `explain --from-console` and `explain --from-curl`: reads what developers have in their clipboard. */
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPageQuestion } from '../../../types/question.ts'
import { ClipboardError } from '../../clipboard/clipboard-error.ts'
import { namedHeadersOf, readConsoleLine } from '../../clipboard/console-line.ts'
import { readCopiedRequest, type CopiedRequest } from '../../clipboard/copied-request.ts'
import { diagnoseConsole, type ConsoleDiagnosis } from '../../clipboard/diagnosis.ts'
import { requirementsOf } from '../../clipboard/required-response-headers.ts'
import { diagnosisText, requirementsText } from '../../reporters/clipboard.ts'
import type { Style } from '../../text/style.ts'
import type { CommandValues } from '../arguments.ts'
import { CommandError, UsageError, type Io } from '../io.ts'

/** What was pasted: undefined if nothing was. */
export type Pasted =
  | { readonly kind: 'console', readonly diagnosis: ConsoleDiagnosis }
  | { readonly kind: 'request', readonly request: CopiedRequest }

/** @throws CommandError if the text cannot be read */
export async function readPasted (values: CommandValues, io: Io): Promise<Pasted | undefined> {
  const { 'from-console': line, 'from-curl': request } = values
  if (line !== undefined && request !== undefined) throw new UsageError('Use --from-console or --from-curl, not both.')
  const given = line ?? request
  if (given === undefined) return undefined
  try {
    const text = given === '-' && io.stdin !== undefined ? await io.stdin() : given
    return line === undefined ? { kind: 'request', request: readCopiedRequest(text) } : { kind: 'console', diagnosis: diagnoseConsole(readConsoleLine(text)) }
  } catch (error) {
    throw error instanceof ClipboardError ? new CommandError(error.message) : error
  }
}

/** The causes of requests without a response. */
const WITHOUT_RESPONSE: ReadonlySet<string> = new Set(['no-response', 'mixed-content', 'local-network', 'local-network-needs-https'])

/** The values of the options that the pasted text has. Options on the command line win. */
export function valuesFrom (pasted: Pasted): Partial<CorsPageQuestion> & { readonly url?: string } {
  if (pasted.kind === 'request') {
    const { url, method, headers, origin, credentials } = pasted.request
    return { url, method, headers, ...origin !== null && { origin }, ...credentials !== null && { credentials } }
  }
  const { engine, url, method, origin, causes } = pasted.diagnosis
  const needsCredentials = /credentials/.test(causes[0]!)
  return {
    engine,
    // A browser that has read a response has sent the request, also to a server on the local network.
    ...!causes.some(cause => WITHOUT_RESPONSE.has(cause)) && { localNetwork: 'granted' },
    headers: namedHeadersOf(pasted.diagnosis),
    ...url !== null && { url },
    ...method !== null && { method },
    ...origin !== null && { origin },
    ...needsCredentials && { credentials: 'include' }
  }
}

/**
 * A preflight depends on the method, which Firefox and Safari seldom name.
 *
 * @throws UsageError if the method is not known and decides
 */
export function assertMethodIsKnown (pasted: Pasted, method: string | undefined): void {
  if (pasted.kind === 'console' && pasted.diagnosis.at === 'preflight' && method === undefined && namedHeadersOf(pasted.diagnosis).length === 0) {
    throw new UsageError('The pasted text does not name the method of the request. Add --method.')
  }
}

/** What is known without a policy. The question is undefined for lines of a console. */
export function pastedData (
  pasted: Pasted, question: (CorsPageQuestion & { readonly url?: string }) | undefined
): { readonly json: object, readonly text: (paint: Style) => string } {
  if (pasted.kind === 'console') return { json: { version: 1, ...pasted.diagnosis }, text: paint => diagnosisText(pasted.diagnosis, paint) }
  const asked = { ...question!, url: question!.url! }
  const required = requirementsOf(asked)
  return {
    json: { version: 1, ...pasted.request, ...asked, required: required ?? null },
    text: paint => requirementsText(asked, required, cookieNotes(pasted.request), paint)
  }
}

/** What the pasted text adds to the explanation: before it, and after it. */
export function comparedText (pasted: Pasted, { outcome, failure }: CorsExplanation, paint: Style): { readonly before: string, readonly after: string } {
  if (pasted.kind === 'request') {
    const notes = cookieNotes(pasted.request)
    return { before: '', after: notes.length === 0 ? '' : `\n${notes.join('\n')}\n` }
  }
  const { causes } = pasted.diagnosis
  // Firefox has one sentence for every request without a response.
  const isSame = failure !== null && (causes.includes(failure.code) || (causes.includes('no-response') && WITHOUT_RESPONSE.has(failure.code)))
  const compared = isSame
    ? 'The policy has the failure of the console.'
    : outcome === 'allow'
      ? 'This policy allows the request, so the browser has received another response: from an older version, a proxy, or an error before the plugin. The command check shows what the server sends.'
      : 'The policy has another failure than the console.'
  return { before: `${diagnosisText(pasted.diagnosis, paint)}\n`, after: `\n${paint('bold', compared)}\n` }
}

const STORAGE_ACCESS: Readonly<Record<string, string>> = {
  none: 'this browser gives the API no cookies of its own visits in this page. Only Partitioned cookies are sent.',
  inactive: 'the user allows these cookies, but the request does not use them. Answer with Activate-Storage-Access: retry.',
  active: 'the cookies of the API were available. A missing one is excluded by its own attributes.'
}

/** What the copied request says about cookies. */
function cookieNotes ({ hasCookie, storageAccess, isPreflight }: CopiedRequest): string[] {
  const meaning = storageAccess === null ? undefined : STORAGE_ACCESS[storageAccess]
  return [
    ...isPreflight ? ['This is a preflight. The actual request is explained.'] : [],
    ...hasCookie === null ? [] : [hasCookie ? 'The request had cookies.' : 'The request had no cookies.'],
    ...meaning === undefined ? [] : [`Sec-Fetch-Storage-Access is ${storageAccess}: ${meaning}`]
  ]
}
