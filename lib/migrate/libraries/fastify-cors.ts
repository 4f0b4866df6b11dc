/** @fastify/cors, fastify-cors, and NestJS with the Fastify adapter. */
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import { failingStatus, listedNamesOf, note, statusOf, type OldOrigins, type OldSetup, type SetupNote } from '../setup.ts'
import { delegatedSetup } from './delegate.ts'
import { callWithCallback, DEFAULT_TIMEOUT, originEntries, foreignOptions, unknownOptions, wildcardReason, type Options } from './options.ts'

const KNOWN = [
  'origin', 'methods', 'hook', 'preflightContinue', 'optionsSuccessStatus', 'credentials', 'exposedHeaders', 'allowedHeaders', 'maxAge', 'cacheControl', 'preflight',
  'strictPreflight', 'hideOptionsRoute', 'logLevel', 'delegator', 'prefix'
]

/** Until version 10, and since. */
const METHODS = [['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'], ['GET', 'HEAD', 'POST']] as const

/**
 * @param version  of the library, such as `11.4.3`
 * @throws         TypeError if the version has no number
 */
export function fastifyCorsSetup (given: unknown, version: string, conversion: CorsMigrationOptions): OldSetup | Promise<OldSetup> {
  const major = Number(/\d+/.exec(version)?.[0] ?? NaN)
  if (Number.isNaN(major)) throw new TypeError(`The version of @fastify/cors must be a text such as "11.4.3", because the default methods depend on it, but it is ${JSON.stringify(version)}.`)
  const library = `@fastify/cors ${version}`
  const { delegator, hook } = foreignOptions(given)
  const delegate = typeof given === 'function' ? given : delegator
  if (typeof delegate !== 'function') return setupOf(foreignOptions(given), library, major, conversion)
  // Of the options beside a delegator, only the hook counts.
  const read = (options: unknown): OldSetup | undefined => typeof options === 'object' && options !== null ? setupOf({ ...options, hook }, library, major, conversion) : undefined
  return delegatedSetup(delegate as Parameters<typeof delegatedSetup>[0], read, library, conversion)
}

function setupOf (options: Options, library: string, major: number, { timeout = DEFAULT_TIMEOUT }: CorsMigrationOptions): OldSetup {
  const notes: SetupNote[] = []
  const { origin = '*', methods = METHODS[major >= 11 ? 1 : 0], allowedHeaders = null, exposedHeaders = null, maxAge = null } = withoutUndefined(options, notes)
  notes.push(...unknownOptions(options, KNOWN, library), ...preflightNotes(options))
  if (options['methods'] === undefined) notes.push(note('assumptions', 'default-methods', `The default methods of ${library} were used: ${listedNamesOf(methods).join(', ')}.`))
  const continues = options['preflightContinue'] === true
  // It sends the response to a preflight while that is being sent, which fails.
  const isTooLate = options['hook'] === 'onSend' && !continues
  const isForObjects = options['hook'] === 'preSerialization'
  const { status, succeeds } = statusOf('optionsSuccessStatus' in options ? options['optionsSuccessStatus'] : 204)
  if (!succeeds && !continues) notes.push(failingStatus(options['optionsSuccessStatus']))
  return {
    library,
    origins: originsOf(origin, Boolean(options['credentials']), timeout, notes),
    credentials: Boolean(options['credentials']),
    methods: listedNamesOf(methods),
    allowedHeaders: allowedHeaders === null ? 'any' : listedNamesOf(allowedHeaders),
    exposedHeaders: exposedHeaders === null ? [] : listedNamesOf(exposedHeaders),
    maxAge: maxAge === null ? undefined : String(maxAge),
    preflights: (!('preflight' in options) || options['preflight'] === true) && (succeeds || continues) && !isTooLate,
    ...isForObjects && { opens: { message: 'In the hook "preSerialization", only responses with an object had the headers. With a policy, pages can also read texts and streams.' } },
    status: continues ? 200 : status,
    cacheControl: cacheControlOf(options['cacheControl']),
    notes
  }
}

/** An option that is undefined replaces its default, and is sent as it is. */
function withoutUndefined (options: Options, notes: SetupNote[]): Options {
  for (const name of ['origin', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge']) {
    if (!(name in options) || options[name] !== undefined) continue
    const before = name === 'origin' ? 'Every request got an error 500.' : 'It was sent as an empty or meaningless value, and not as the default.'
    notes.push(note('questions', 'option-undefined', `The option ${JSON.stringify(name)} is undefined. ${before} Which value was meant?`))
  }
  return {
    ...options,
    ...'origin' in options && options['origin'] === undefined && { origin: [] },
    ...['methods', 'allowedHeaders', 'exposedHeaders'].filter(name => name in options && options[name] === undefined).reduce((all, name) => ({ ...all, [name]: [] }), {}),
    ...'maxAge' in options && options['maxAge'] === undefined && { maxAge: 'undefined' }
  }
}

function originsOf (origin: unknown, credentials: boolean, timeout: number, notes: SetupNote[]): OldOrigins {
  if (origin === false) return { kind: 'none' }
  if (typeof origin === 'function') {
    const call = origin as Parameters<typeof callWithCallback>[0]
    // Anything but null as the error is an error. Then undefined skips CORS, and any other value is thrown.
    const results = new Set<string>()
    return { kind: 'entries', entries: [{ kind: 'function', source: String(origin), results, run: tried => callWithCallback(call, tried, timeout, error => error !== null, results), reason: () => wildcardReason(results, credentials) }] }
  }
  if (origin === true) return { kind: 'every', isEchoed: true }
  if (origin === '*' || (Array.isArray(origin) && origin.includes('*'))) return { kind: 'every', isEchoed: false }
  if (!origin) {
    notes.push(note('lostGuards', 'invalid-origin-option', `The origin ${JSON.stringify(origin)} made every request fail with status 500. With no policy, the handlers run.`))
    return { kind: 'none' }
  }
  return { kind: 'entries', entries: originEntries(origin) }
}

function preflightNotes (options: Options): SetupNote[] {
  const notes: SetupNote[] = []
  const isOff = options['origin'] === false
  if (options['preflight'] === false || isOff) return notes
  notes.push(options['strictPreflight'] === false
    ? note('bytes', 'options-request', 'An OPTIONS request that is not a preflight got the response of a preflight. Now it reaches the application, which sends 404 without a route for it.')
    : note('lostGuards', 'options-request', 'An OPTIONS request without Origin or Access-Control-Request-Method got 400. Now it reaches the application, which sends 404 without a route for it.'))
  if (options['preflightContinue'] === true) notes.push(note('bytes', 'preflight-continued', 'Preflights went on to the application. Now the plugin responds to them.'))
  if (options['hook'] !== undefined && options['hook'] !== 'onRequest') {
    notes.push(note('bytes', 'hook', `The headers were added in the hook ${JSON.stringify(options['hook'])}. Now every response has them, also one of an earlier hook.`))
  }
  notes.push(note('bytes', 'blocked-preflight', 'A preflight of an origin that is not allowed got status 204 without permission. Now it gets 403.'))
  notes.push(note('bytes', 'unknown-url', 'A preflight for a URL without a route got 204. Now the methods of the response are those of the URL.'))
  notes.push(note('bytes', 'headers-for-blocked', 'Access-Control-Allow-Credentials and Access-Control-Expose-Headers were also sent to origins that are not allowed. Now they are not.'))
  return notes
}

/** Whole numbers are seconds. Any other value than a text is ignored. */
function cacheControlOf (value: unknown): string | undefined {
  if (Number.isInteger(value)) return `max-age=${String(value)}`
  return typeof value === 'string' && value !== '' ? value : undefined
}
