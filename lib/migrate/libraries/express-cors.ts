/** The package cors, for Express, and NestJS with the Express adapter. */
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import { failingStatus, listedNamesOf, note, statusOf, type OldOrigins, type OldSetup, type SetupNote } from '../setup.ts'
import { delegatedSetup } from './delegate.ts'
import { callWithCallback, DEFAULT_TIMEOUT, originEntries, foreignOptions, unknownOptions, wildcardReason, type Options } from './options.ts'

const KNOWN = ['origin', 'methods', 'preflightContinue', 'optionsSuccessStatus', 'credentials', 'exposedHeaders', 'allowedHeaders', 'headers', 'maxAge']

export function expressCorsSetup (given: unknown, version: string, conversion: CorsMigrationOptions): OldSetup | Promise<OldSetup> {
  const library = `cors ${version}`
  const read = (options: unknown): OldSetup => setupOf(foreignOptions(options), library, conversion)
  return typeof given === 'function' ? delegatedSetup(given as Parameters<typeof delegatedSetup>[0], read, library, conversion) : read(given)
}

function setupOf (options: Options, library: string, { timeout = DEFAULT_TIMEOUT }: CorsMigrationOptions): OldSetup {
  const notes: SetupNote[] = [...unknownOptions(options, KNOWN, library)]
  const methods = 'methods' in options ? options['methods'] : 'GET,HEAD,PUT,PATCH,POST,DELETE'
  const allowed = options['allowedHeaders'] || options['headers']
  const { maxAge } = options
  const { status, succeeds } = statusOf('optionsSuccessStatus' in options ? options['optionsSuccessStatus'] : 204)
  if (!succeeds && !options['preflightContinue']) notes.push(failingStatus(options['optionsSuccessStatus']))
  notes.push(
    note('bytes', 'options-request', 'An OPTIONS request that is not a preflight got 204. Now it reaches the application, which sends 404 without a route for it.'),
    note('bytes', 'blocked-preflight', 'A preflight of an origin that is not allowed got status 204 without permission, or an error. Now it gets 403.')
  )
  const stateful = [options['origin']].flat(Infinity).filter(origin => origin instanceof RegExp && /[gy]/.test(origin.flags))
  for (const expression of stateful) {
    notes.push(note('assumptions', 'expression-with-state', `The flag g or y of ${String(expression)} made every second request fail, because cors does not reset the expression. The policy always allows its origins.`))
  }
  if (options['preflightContinue']) {
    notes.push(note('questions', 'preflight-continued', 'Preflights went on to the application, and succeeded only if it sent status 2xx. Now the plugin responds to them. Which URLs responded?'))
  }
  return {
    library,
    origins: originsOf(options, timeout),
    credentials: options['credentials'] === true,
    methods: methods ? listedNamesOf(methods) : [],
    allowedHeaders: allowed && !(Array.isArray(allowed) && allowed.length === 0) ? listedNamesOf(allowed) : allowed ? [] : 'any',
    exposedHeaders: options['exposedHeaders'] ? listedNamesOf(options['exposedHeaders']) : [],
    maxAge: typeof maxAge === 'number' || maxAge ? String(maxAge) : undefined,
    preflights: succeeds || Boolean(options['preflightContinue']),
    status,
    notes
  }
}

function originsOf (options: Options, timeout: number): OldOrigins {
  const { origin = '*' } = 'origin' in options ? { origin: options['origin'] ?? false } : {}
  // Without a true value, the middleware adds no header.
  if (!origin) return { kind: 'none' }
  if (typeof origin === 'function') {
    const call = origin as Parameters<typeof callWithCallback>[0]
    // It knows no promises.
    const results = new Set<string>()
    return { kind: 'entries', entries: [{ kind: 'function', source: String(origin), results, run: tried => callWithCallback((at, callback) => { call(at, callback) }, tried, timeout, Boolean, results), reason: () => wildcardReason(results, options['credentials'] === true) }] }
  }
  // A text can be an object of the class String, which is equal to no origin in a list.
  if (origin instanceof String) return { kind: 'entries', entries: [{ kind: 'text', text: String(origin) }] }
  if (origin === '*') return { kind: 'every', isEchoed: false }
  if (origin === true) return { kind: 'every', isEchoed: true }
  return { kind: 'entries', entries: originEntries(origin, entry => entry instanceof String) }
}
