/** Flask-CORS 6, and CORSMiddleware of Starlette 1 and FastAPI, as data. */
import { listedNamesOf, note, type Entry, type OldSetup } from '../setup.ts'
import { foreignOptions, textsOf, unknownOptions } from './options.ts'

const FLASK = ['resources', 'origins', 'methods', 'allow_headers', 'expose_headers', 'supports_credentials', 'max_age', 'send_wildcard', 'vary_header', 'automatic_options', 'always_send', 'intercept_exceptions', 'allow_private_network']

/** The setup of each resource, by its path; null for all paths. Options of a resource replace those for all. */
export function flaskCorsSetups (given: unknown): ReadonlyMap<string | null, OldSetup> {
  const options = foreignOptions(given)
  const { resources = '*' } = options
  if (typeof resources !== 'object' || resources === null || Array.isArray(resources)) {
    return new Map(textsOf(resources).map(path => [placeOf(path), flaskSetup(options)]))
  }
  return new Map(Object.entries(resources).map(([path, own]) => [placeOf(path), flaskSetup({ ...options, ...foreignOptions(own) })]))
}

/** A path is a regular expression, of which the beginning must match. `/api/*` covers what begins with `/api`. */
function placeOf (path: string): string | null {
  const prefix = path.replace(/^r?\^/, '').replace(/(?:\.\*|\*)\$?$/, '').replace(/\/$/, '')
  return prefix === '' ? null : `${prefix}/*`
}

function flaskSetup (options: Readonly<Record<string, unknown>>): OldSetup {
  const { origins = '*', methods = 'GET,HEAD,POST,PUT,PATCH,DELETE', allow_headers: headers = '*', expose_headers: exposed, max_age: maxAge } = options
  const list = textsOf(origins)
  const names = textsOf(headers)
  return {
    library: 'Flask-CORS 6',
    // Without send_wildcard, each origin gets its own name.
    origins: list.includes('*') ? { kind: 'every', isEchoed: options['send_wildcard'] !== true } : { kind: 'entries', entries: list.map(flaskEntry) },
    credentials: options['supports_credentials'] === true,
    methods: listedNamesOf(methods),
    allowedHeaders: names.includes('*') || names.includes('.*') ? 'any' : names,
    exposedHeaders: exposed === undefined || exposed === null ? [] : listedNamesOf(exposed),
    maxAge: maxAge === undefined || maxAge === null ? undefined : String(maxAge),
    preflights: true,
    status: 200,
    notes: unknownOptions(options, FLASK, 'Flask-CORS')
  }
}

/** Texts with signs of a regular expression are one, of which the beginning must match, in any letter case. Others ignore the letter case. */
function flaskEntry (text: string): Entry {
  return /[*\\\]?$^[()]/.test(text)
    ? { kind: 'expression', expression: { source: `^(?:${text})`, flags: 'i', whole: false } }
    : { kind: 'text', text: text.toLowerCase() }
}

const STARLETTE = ['allow_origins', 'allow_methods', 'allow_headers', 'allow_credentials', 'allow_origin_regex', 'expose_headers', 'max_age', 'allow_private_network']

export function starletteSetup (given: unknown): OldSetup {
  const options = foreignOptions(given)
  const origins = textsOf(options['allow_origins'] ?? [])
  const expression = options['allow_origin_regex']
  const headers = textsOf(options['allow_headers'] ?? [])
  const methods = textsOf(options['allow_methods'] ?? ['GET'])
  return {
    library: 'Starlette 1',
    // With credentials, each origin gets its own name.
    origins: origins.includes('*')
      ? { kind: 'every', isEchoed: true }
      : {
          kind: 'entries',
          entries: [...origins.map((text): Entry => ({ kind: 'text', text })), ...typeof expression === 'string' ? [{ kind: 'expression' as const, expression: { source: expression, flags: '', whole: true } }] : []]
        },
    credentials: options['allow_credentials'] === true,
    methods: methods.includes('*') ? ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'] : methods,
    rejectsUnlisted: 'preflights',
    allowedHeaders: headers.includes('*') ? 'any' : ['Content-Type', ...headers],
    exposedHeaders: textsOf(options['expose_headers'] ?? []),
    maxAge: String(options['max_age'] ?? 600),
    preflights: true,
    status: 200,
    notes: [
      ...unknownOptions(options, STARLETTE, 'Starlette'),
      note('bytes', 'preflight-rejected', 'A preflight of an origin, a method or a header that is not allowed got 400. Now an origin gets 403, and the others get what is allowed.')
    ]
  }
}
