/** The middleware hono/cors. */
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import { listedNamesOf, note, type FunctionResult, type OldOrigins, type OldSetup, type SetupNote } from '../setup.ts'
import { readsReason, requestWith, RequestReads } from '../origins/observed-request.ts'
import { DEFAULT_TIMEOUT, foreignOptions, textsOf, unknownOptions, wildcardReason, type Options } from './options.ts'

const KNOWN = ['origin', 'allowMethods', 'allowHeaders', 'exposeHeaders', 'maxAge', 'credentials']

export function honoCorsSetup (given: unknown, version: string, conversion: CorsMigrationOptions): OldSetup {
  const library = `hono ${version}`
  const options = foreignOptions(given)
  const notes: SetupNote[] = [...unknownOptions(options, KNOWN, library),
    note('bytes', 'options-request', 'An OPTIONS request that is not a preflight got 204. Now it reaches the application, which sends 404 without a route for it.'),
    note('bytes', 'blocked-preflight', 'A preflight of an origin that is not allowed got status 204 without permission. Now it gets 403.')
  ]
  // An option that is undefined replaces its default.
  const { origin, allowMethods, maxAge } = { origin: '*', allowMethods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'QUERY'], ...options } as Options
  if (typeof origin !== 'string' && typeof origin !== 'function' && !Array.isArray(origin)) {
    notes.push(note('lostGuards', 'invalid-origin-option', `The origin is ${String(origin)}, with which every request failed with status 500. With no policy, the handlers run.`))
  }
  if (typeof allowMethods === 'function') notes.push(note('questions', 'methods-function', 'A function chooses the methods for each request. The policy approves none but GET, HEAD and POST. Which methods are meant?'))
  const { allowHeaders, exposeHeaders } = options
  return {
    library,
    origins: originsOf(origin, Boolean(options['credentials']), conversion),
    credentials: Boolean(options['credentials']),
    // Of another value than a list, it approves nothing.
    methods: Array.isArray(allowMethods) ? listedNamesOf(allowMethods) : [],
    allowedHeaders: Array.isArray(allowHeaders) && allowHeaders.length > 0 ? listedNamesOf(allowHeaders) : 'any',
    exposedHeaders: Array.isArray(exposeHeaders) ? listedNamesOf(exposeHeaders) : [],
    maxAge: maxAge === undefined || maxAge === null ? undefined : String(maxAge),
    preflights: true,
    status: 204,
    notes
  }
}

function originsOf (origin: unknown, credentials: boolean, { path, timeout = DEFAULT_TIMEOUT }: CorsMigrationOptions): OldOrigins {
  if (origin === '*') return { kind: 'every', isEchoed: false }
  if (typeof origin === 'function') {
    const reads = new RequestReads()
    const results = new Set<string>()
    return {
      kind: 'entries',
      entries: [{
        kind: 'function',
        source: String(origin),
        results,
        run: tried => resultFor(origin as (origin: string, context: unknown) => unknown, tried, contextOf(tried, path, reads), timeout, results),
        reason: () => readsReason(reads, path) ?? wildcardReason(results, credentials)
      }]
    }
  }
  // A list is searched for the origin. "*" in it is a text like any other.
  return { kind: 'entries', entries: textsOf(origin).map(text => ({ kind: 'text', text })) }
}

/** What stands for the context of a request. */
function contextOf (origin: string | undefined, path: string | undefined, reads: RequestReads): object {
  const other = (name: unknown): void => { reads.others.add(String(name)) }
  return { env: process.env, req: requestWith(origin, path ?? '/', reads, 'http://localhost'), get: other, get var () { return other('var') }, get executionCtx () { return other('executionCtx') } }
}

/** Calls a function with an origin, '' without one, and what stands for the context. */
function resultFor (call: (origin: string, context: unknown) => unknown, origin: string | undefined, context: unknown, timeout: number, results: Set<string>): Promise<FunctionResult> {
  return new Promise(resolve => {
    const alarm = setTimeout(() => resolve('gives no result'), timeout)
    const compared = async (): Promise<FunctionResult> => {
      const sent = await call(origin ?? '', context)
      if (typeof sent === 'string') results.add(sent)
      return sent === '*' || (sent !== '' && sent === origin) ? 'allows' : 'blocks'
    }
    compared().catch((): FunctionResult => 'fails').then(result => {
      clearTimeout(alarm)
      resolve(result)
    }, () => {})
  })
}
