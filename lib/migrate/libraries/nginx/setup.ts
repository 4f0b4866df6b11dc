/** The responses of a location of nginx → a setup in shared terms. */
import { listText } from '../../report.ts'
import { listedNamesOf, note, type OldSetup, type SetupNote } from '../../setup.ts'
import { originsAt } from './origins.ts'
import { isOn, METHODS, REQUESTED_METHOD, type CorsResponse, type NginxPlace, type PreflightResponse } from './responses.ts'
import { REQUESTED_HEADERS } from './unknown-values.ts'

/** @param texts  texts of the configuration that can be origins */
export function setupAt (place: NginxPlace, texts: readonly string[], library: string): OldSetup {
  const { origins, responses, reason } = originsAt(place, texts)
  const { actual, preflight, isSame, isForSuccess, isRepeated } = responses
  const readable = [...actual].filter(([, { allows }]) => allows !== undefined)
  const notes: SetupNote[] = []
  if (isRepeated) notes.push(note('withoutEffect', 'origin-repeated', 'nginx sends Access-Control-Allow-Origin twice, which browsers reject.'))
  if (!isOn(responses)) return { ...OFF, library, notes, ...reason !== undefined && { reason } }
  if (isForSuccess) {
    notes.push(note('questions', 'without-always', 'Without "always", nginx adds the headers only to responses such as 200 and 304. The policy also lets the same pages read errors. Should they?'))
  }
  if (readable.length === 0) {
    notes.push(note('withoutEffect', 'preflights-only', 'Preflights succeeded, but no page could read a response, because only preflights have Access-Control-Allow-Origin. Now preflights fail, too, so pages no longer send such requests.'))
    return { ...OFF, library, notes, ...reason !== undefined && { reason } }
  }
  const [, sent] = readable[0]!
  const succeeds = preflight.succeeds
  if (succeeds && preflight.status === undefined) {
    notes.push(note('assumptions', 'preflights-handed-over', 'nginx does not respond to preflights by itself. It was assumed that the application responds to them with a status of 200 to 299.'))
  }
  const changes = methodChanges(readable.map(([method]) => method), preflight)
  return {
    library,
    origins,
    credentials: origins.kind === 'every' ? sent.saysCredentials : sent.credentials,
    methods: methodsOf(preflight, readable.map(([method]) => method), changes.dropped),
    allowedHeaders: preflight.headers.split(',').some(name => name.trim() === REQUESTED_HEADERS) ? 'any' : listedNamesOf(preflight.headers),
    exposedHeaders: listedNamesOf(sent.exposed),
    maxAge: preflight.maxAge,
    preflights: succeeds,
    status: preflight.status ?? 204,
    notes: [...notes, ...changes.notes],
    ...changes.opens !== undefined && { opens: changes.opens },
    ...reasonOf(reason ?? unevenReason(readable, preflight, isSame))
  }
}

const OFF: OldSetup = { library: '', origins: { kind: 'none' }, credentials: false, methods: [], allowedHeaders: [], exposedHeaders: [], preflights: false, status: 204, notes: [] }

function methodsOf ({ methods }: PreflightResponse, readable: readonly string[], dropped: readonly string[]): OldSetup['methods'] {
  if (methods === REQUESTED_METHOD) return dropped.length === 0 ? 'any' : readable
  return listedNamesOf(methods).filter(name => !dropped.includes(name))
}

function reasonOf (reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason }
}

/** Why the responses of a place do not follow one policy; undefined if they do. */
function unevenReason (readable: ReadonlyArray<readonly [string, CorsResponse]>, { succeeds, credentials }: PreflightResponse, isSame: boolean): string | undefined {
  const [[, first]] = readable as [readonly [string, CorsResponse]]
  const other = readable.find(([, { credentials, exposed }]) => credentials !== first.credentials || exposed !== first.exposed)
  if (other !== undefined) return `Responses to ${readable[0]![0]} and to ${other[0]} have different headers.`
  if (!isSame) return 'Preflights for different methods have different headers.'
  if (succeeds && first.credentials !== credentials) return `Only ${credentials ? 'preflights' : 'other responses'} have Access-Control-Allow-Credentials.`
  return undefined
}

/** What a policy cannot express about the methods whose responses have headers. */
function methodChanges (readable: readonly string[], { methods, succeeds }: PreflightResponse): { readonly dropped: readonly string[], readonly opens: OldSetup['opens'] | undefined, readonly notes: readonly SetupNote[] } {
  const isReadable = (method: string): boolean => readable.includes(method)
  const approved = methods === REQUESTED_METHOD ? METHODS : listedNamesOf(methods)
  const dropped = succeeds ? approved.filter(method => ['PUT', 'PATCH', 'DELETE'].includes(method) && !isReadable(method)) : []
  const notes = dropped.length === 0 ? [] : [note('withoutEffect', 'method-not-readable', `Preflights approved ${listText(dropped)}, but the responses have no headers, so no page could read them. The policy leaves ${dropped.length === 1 ? 'it' : 'them'} out, so pages no longer send such requests.`)]
  const opened = ['GET', 'POST'].filter(method => !isReadable(method))
  if (!isReadable('HEAD') && isReadable('GET')) {
    notes.push(note('assumptions', 'head-like-get', 'Responses to HEAD have no headers of CORS. With a policy, a page that can read a response to GET can also read one to HEAD, which has nothing else.'))
  }
  return { dropped, notes, opens: opened.length === 0 ? undefined : { message: `Responses to ${listText(opened)} have no headers of CORS, and a policy is for all methods that need no preflight.`, methods: opened } }
}
