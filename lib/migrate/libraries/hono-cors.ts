/** The middleware hono/cors. */
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import { listedNamesOf, note, type Answer, type OldOrigins, type OldSetup, type SetupNote } from '../setup.ts'
import { DEFAULT_TIMEOUT, foreignOptions, unknownOptions } from './options.ts'

const KNOWN = ['origin', 'allowMethods', 'allowHeaders', 'exposeHeaders', 'maxAge', 'credentials']

export function honoCorsSetup (given: unknown, version: string, { timeout = DEFAULT_TIMEOUT }: CorsMigrationOptions): OldSetup {
  const library = `hono ${version}`
  const options = foreignOptions(given)
  const notes: SetupNote[] = [...unknownOptions(options, KNOWN, library),
    note('bytes', 'options-request', 'An OPTIONS request that is not a preflight got 204. Now it reaches the application, which sends 404 without a route for it.'),
    note('bytes', 'blocked-preflight', 'A preflight of an origin that is not allowed got status 204 without permission. Now it gets 403.')
  ]
  const { origin = '*', allowMethods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'QUERY'], maxAge } = options
  if (typeof allowMethods === 'function') notes.push(note('questions', 'methods-function', 'A function chooses the methods for each request. The policy approves none but GET, HEAD and POST. Which methods are meant?'))
  const { allowHeaders, exposeHeaders } = options
  return {
    library,
    origins: originsOf(origin, timeout),
    credentials: Boolean(options['credentials']),
    methods: typeof allowMethods === 'function' ? [] : listedNamesOf(allowMethods),
    allowedHeaders: Array.isArray(allowHeaders) && allowHeaders.length > 0 ? listedNamesOf(allowHeaders) : 'any',
    exposedHeaders: Array.isArray(exposeHeaders) ? listedNamesOf(exposeHeaders) : [],
    maxAge: maxAge === undefined || maxAge === null ? undefined : String(maxAge),
    preflights: true,
    status: 204,
    notes
  }
}

function originsOf (origin: unknown, timeout: number): OldOrigins {
  if (origin === '*') return { kind: 'every', isEchoed: false }
  if (typeof origin === 'function') {
    const context = new RequestContext()
    const results = new Set<string>()
    return {
      kind: 'entries',
      entries: [{
        kind: 'function',
        source: String(origin),
        results,
        ask: asked => ask(origin as (origin: string, context: unknown) => unknown, asked, context.value, timeout, results),
        reason: () => context.isRead ? 'The function reads the request, so origins depend on it. Convert it for each place, and choose between the policies with "routes".' : undefined
      }]
    }
  }
  // A list is searched for the origin. "*" in it is a text like any other.
  const texts = Array.isArray(origin) ? origin.filter(entry => typeof entry === 'string') : [String(origin)]
  return { kind: 'entries', entries: texts.map(text => ({ kind: 'text', text })) }
}

/** Calls a function with an origin, '' without one, and what stands for the context of a request to "/". */
function ask (call: (origin: string, context: unknown) => unknown, origin: string | undefined, context: unknown, timeout: number, results: Set<string>): Promise<Answer> {
  return new Promise(resolve => {
    const alarm = setTimeout(() => resolve('never answers'), timeout)
    const answer = async (): Promise<Answer> => {
      const sent = await call(origin ?? '', context)
      if (typeof sent === 'string') results.add(sent)
      return sent === '*' || (sent !== '' && sent === origin) ? 'allows' : 'blocks'
    }
    answer().catch((): Answer => 'fails').then(result => {
      clearTimeout(alarm)
      resolve(result)
    }, () => {})
  })
}

/** Stands for the context of a request to "/", and notices whether a function reads the request. */
class RequestContext {
  isRead = false
  readonly value: object

  constructor () {
    const { env } = process
    const readRequest = (): object => {
      this.isRead = true
      return { path: '/', method: 'GET', url: 'http://localhost/', header: () => undefined, query: () => undefined, param: () => undefined }
    }
    this.value = { env, get req () { return readRequest() } }
  }
}
