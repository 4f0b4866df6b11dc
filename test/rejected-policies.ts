/**
 * The table of rejected policies: each row has a document, its issues in order, and a similar document that is valid. A test
 * checks that every id of an issue has a row.
 */
import type { InheritedScope } from '../lib/validate/choice.ts'
import { keysOf } from '../lib/validate/issue.ts'
import type { CorsFix } from '../types/report.ts'

export interface ExpectedIssue {
  readonly id: string
  readonly path: string
  /** The correct text, the correct JSON, or the correct name of the member. */
  readonly fix?: string
  /** A pattern of the message, if the id alone does not identify the issue. */
  readonly says?: RegExp
}

export interface RejectedPolicy {
  /** A description of the rejected document. */
  readonly name: string
  readonly document: unknown
  /** The names and suffixes of outer registrations. Default: none. */
  readonly outer?: InheritedScope
  readonly issues: readonly ExpectedIssue[]
  /** A similar document that is valid. */
  readonly near: unknown
  /** Whether the JSON Schema rejects it too, which requires that the document is JSON and that its shape alone is invalid. */
  readonly shape: boolean
}

/** The text of a fix as the table of rejected policies has it. */
export function textOf (id: string, fix: CorsFix): unknown {
  if (fix.op === 'move') return keysOf(fix.path).at(-1)
  if (fix.op === 'remove') return false
  return id === 'wrong-type' || typeof fix.value !== 'string' ? JSON.stringify(fix.value) : fix.value
}

/** A row without defaults. Default of `shape`: true. */
type Row = Omit<RejectedPolicy, 'shape'> & { readonly shape?: false }

/** A row that the JSON Schema cannot reject. */
function beyond (row: Row): Row {
  return { ...row, shape: false }
}

const APP = 'https://app.example.com'
const TENANTS = 'https://*.customers.example.com'

/** A row about one origin, with a valid origin instead. */
function origin (name: string, text: unknown, id: string, fix: string | undefined, near = fix ?? APP): Row {
  const issue = fix === undefined ? { id, path: '/origins/1' } : { id, path: '/origins/1', fix }
  return { name, document: { origins: [APP, text] }, issues: [issue], near: { origins: [APP, near] } }
}

/** Rows about wildcards in places where they are not allowed. */
function misplaced (says: RegExp, ...texts: readonly string[]): Row[] {
  return texts.map((text) => ({
    ...origin(`the wildcard in ${text}`, text, 'wildcard-is-misplaced', undefined, 'https://a-*.example.com'),
    issues: [{ id: 'wildcard-is-misplaced', path: '/origins/1', says }]
  }))
}

/** A row about one entry of another list. */
function entry (field: string, name: string, text: unknown, id: string, fix: string | undefined, near: string): Row {
  const issue = fix === undefined ? { id, path: `/${field}/0` } : { id, path: `/${field}/0`, fix }
  return { name, document: { origins: [APP], [field]: [text] }, issues: [issue], near: { origins: [APP], [field]: [near] } }
}

/** A row about a source among origins. */
function sourceEntry (name: string, given: object, id: string, path: string): Row {
  const near = { source: 'tenants', key: { param: 'tenant' } }
  return { name, document: { origins: [APP, given] }, issues: [{ id, path: `/origins/1${path}` }], near: { origins: [APP, near] } }
}

/** A row about one field. */
function field (key: string, name: string, value: unknown, id: string, fix: string | undefined, near: unknown, below = ''): Row {
  const path = `/${key}${below}`
  const issue = fix === undefined ? { id, path } : { id, path, fix }
  return { name, document: { origins: [APP], [key]: value }, issues: [issue], near: { origins: [APP], [key]: near } }
}

/** A row about a document with credentials. */
function credentialed (name: string, more: object, issues: readonly ExpectedIssue[], near: object): Row {
  return { name, document: { origins: [APP], credentials: true, ...more }, issues, near: { origins: [APP], credentials: true, ...near } }
}

/** A row about an unknown key. */
function key (name: string, key: string, id: string, fix?: string): Row {
  const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const issue = fix === undefined ? { id, path } : { id, path, fix }
  return { name, document: { origins: [APP], [key]: true }, issues: [issue], near: { origins: [APP] } }
}

const cyclic: Record<string, unknown> = { origins: [APP] }
cyclic['policies'] = cyclic

let deep: unknown = []
for (let i = 0; i < 40; i++) deep = [deep]

const rejectedDataRows: Row[] = [
  beyond(field('maxAge', 'a field that is undefined', undefined, 'value-is-missing', undefined, 0)),
  field('maxAge', 'a field that is null', null, 'value-is-missing', undefined, 0),
  field('description', 'an empty description', '', 'value-is-missing', undefined, 'For partners.'),
  beyond(field('origins', 'undefined origins', undefined, 'value-is-missing', undefined, [APP])),
  field('origins', 'an empty string as origins', '', 'value-is-missing', undefined, '*'),
  field('notFound', 'an empty choice', '', 'value-is-missing', undefined, false),
  entry('methods', 'an empty method', '', 'value-is-missing', undefined, 'GET'),
  {
    name: 'a list with an empty slot',
    shape: false,
    // oxlint-disable-next-line no-sparse-arrays
    document: { origins: [APP, , APP] },
    issues: [{ id: 'value-is-missing', path: '/origins/1' }],
    near: { origins: [APP, APP] }
  },
  beyond(field('credentials', 'a function', () => true, 'value-is-not-data', undefined, true)),
  beyond(field('origins', 'a function as origins', () => true, 'value-is-not-data', undefined, '*')),
  beyond(field('maxAge', 'NaN', NaN, 'value-is-not-data', undefined, 0)),
  beyond(field('maxAge', 'a bigint', 600n, 'value-is-not-data', undefined, 600)),
  beyond(field('description', 'a symbol', Symbol('text'), 'value-is-not-data', undefined, 'text')),
  beyond(field('description', 'a regular expression outside of origins', /text/, 'value-is-not-data', undefined, 'text')),
  beyond(field('description', 'a Date', new Date(0), 'value-is-not-data', undefined, '1970-01-01')),
  beyond(field('policies', 'a Map', new Map(), 'value-is-not-data', undefined, {})),
  {
    name: 'a symbol as a key',
    shape: false,
    document: { origins: [APP], [Symbol('credentials')]: true },
    issues: [{ id: 'value-is-not-data', path: '' }],
    near: { origins: [APP], credentials: true }
  },
  {
    name: 'a getter that throws',
    shape: false,
    document: { origins: [APP], get maxAge () { throw new Error('unreadable') } },
    issues: [{ id: 'value-is-unreadable', path: '/maxAge' }],
    near: { origins: [APP], get maxAge () { return 600 } }
  },
  { name: 'a document that contains itself', shape: false, document: cyclic, issues: [{ id: 'document-has-a-cycle', path: '/policies' }], near: { origins: [APP], policies: {} } },
  {
    name: 'a document that is nested too deep',
    document: { origins: [APP], description: deep },
    issues: [{ id: 'wrong-type', path: '/description' }, { id: 'document-is-too-deep', path: `/description${'/0'.repeat(31)}` }],
    near: { origins: [APP], description: 'deep' }
  },
  {
    name: 'a list with billions of empty slots',
    shape: false,
    document: { origins: new Array(4_294_967_295) },
    issues: [{ id: 'document-is-too-large', path: '/origins' }],
    near: { origins: [APP] }
  },
  {
    name: 'the key __proto__',
    document: JSON.parse(`{ "policies": { "__proto__": { "origins": ["${APP}"] } } }`),
    issues: [{ id: 'key-is-unsafe', path: '/policies/__proto__' }],
    near: { policies: { proto: { origins: [APP] } } }
  }
]

const rejectedShapeRows: Row[] = [
  { name: 'a string as document', document: APP, issues: [{ id: 'wrong-type', path: '' }], near: { origins: [APP] } },
  { name: 'a list as document', document: [APP], issues: [{ id: 'wrong-type', path: '' }], near: { origins: [APP] } },
  { name: 'an empty document', document: {}, issues: [{ id: 'document-has-no-policy', path: '' }], near: { policies: { public: { origins: '*' } } } },
  {
    name: 'a document with empty policies and routes',
    document: { policies: {}, routes: {} },
    issues: [{ id: 'document-has-no-policy', path: '' }],
    near: { policies: {}, routes: { '/a': { origins: '*' } } }
  },
  {
    name: 'a document with only notFound',
    document: { notFound: false },
    issues: [{ id: 'document-has-no-policy', path: '' }],
    near: { notFound: false, policies: { public: { origins: '*' } } }
  },
  {
    name: 'a document with only an invalid choice',
    document: { notFound: 1 },
    issues: [{ id: 'document-has-no-policy', path: '' }, { id: 'wrong-type', path: '/notFound' }],
    near: { origins: [APP], notFound: false }
  },
  { name: 'a policy without origins', document: { credentials: true }, issues: [{ id: 'missing-field', path: '/origins' }], near: { origins: [APP], credentials: true } },
  {
    name: 'a named policy without origins',
    document: { origins: [APP], policies: { 'a/b~c': { credentials: true } } },
    issues: [{ id: 'missing-field', path: '/policies/a~1b~0c/origins' }],
    near: { policies: { 'a/b~c': { origins: [APP], credentials: true } } }
  },
  {
    name: 'an override without a policy to override',
    document: { routes: { '/a': { credentials: true } } },
    issues: [{ id: 'missing-field', path: '/routes/~1a/origins' }],
    near: { origins: [APP], routes: { '/a': { credentials: true } } }
  },
  { name: 'an empty list of origins', document: { origins: [] }, issues: [{ id: 'origins-are-empty', path: '/origins' }], near: { origins: [APP] } },
  key('a misspelled field', 'privateSufixes', 'unknown-field', 'privateSuffixes'),
  key('a misspelled field next to the right one', 'orgins', 'unknown-field'),
  key('a field with two letters swapped', 'methosd', 'unknown-field', 'methods'),
  key('a field in snake case', 'max_age', 'unknown-field', 'maxAge'),
  key('a field that is not similar to a known field', 'colour', 'unknown-field'),
  key('a key that is a tilde', '~', 'unknown-field'),
  key('a key that is a slash', '/', 'unknown-field'),
  key('a key that is longer than any field', 'origins'.repeat(10), 'unknown-field'),
  key('the name of a member of Object.prototype', 'constructor', 'unknown-field'),
  ...['origin', 'allowedOrigins', 'allow_credentials', 'allowMethods', 'allowHeaders', 'exposeHeaders', 'maxAgeSeconds', 'cacheControl',
    'strictPreflight', 'preflightContinue', 'optionsSuccessStatus', 'allowPrivateNetwork', 'delegator', 'hook', 'allow_origin_regex',
    'dangerouslyTolerateInsecureOrigins', 'vary', 'Access-Control-Allow-Origin'
  ].map(name => key(`\`${name}\`, an option of another library`, name, 'foreign-option')),
  { name: 'the option prefix', document: { origins: [APP], prefix: '/api' }, issues: [{ id: 'prefix-is-ignored', path: '/prefix' }], near: { origins: [APP], routes: { '/api/*': {} } } },
  {
    name: 'an unknown field in an override',
    document: { origins: [APP], routes: { '/a': { credential: true } } },
    issues: [{ id: 'unknown-field', path: '/routes/~1a/credential', fix: 'credentials' }],
    near: { origins: [APP], routes: { '/a': { credentials: true } } }
  },
  field('$schema', 'a number as $schema', 1, 'wrong-type', undefined, './policy.schema.json'),
  field('credentials', 'a boolean as a string', 'true', 'wrong-type', 'true', true),
  field('credentials', 'a word that ends with a boolean', 'untrue', 'wrong-type', undefined, true),
  field('credentials', 'a word that starts with a boolean', 'falsehood', 'wrong-type', undefined, false),
  field('credentials', 'the word yes as a boolean', 'yes', 'wrong-type', undefined, true),
  field('origins', 'one origin instead of a list', APP, 'wrong-type', `["${APP}"]`, [APP]),
  field('origins', 'the string null instead of a list of origins', 'null', 'wrong-type', undefined, [APP]),
  field('origins', 'a string that is too long to correct', `${APP},`.repeat(99), 'wrong-type', undefined, [APP]),
  {
    name: 'true as origins',
    document: { origins: true },
    issues: [{ id: 'wrong-type', path: '/origins', says: /Use "\*" to allow any origin without credentials\.$/ }],
    near: { origins: '*' }
  },
  { name: 'a list of lists', document: { origins: [[APP]] }, issues: [{ id: 'wrong-type', path: '/origins/0' }], near: { origins: [APP] } },
  field('origins', 'origins in one string, one of them with a path', 'https://a.test/ b.test', 'wrong-type', '["https://a.test","https://b.test"]', ['https://a.test']),
  field('methods', 'lower-case methods in one string', 'put delete', 'wrong-type', '["PUT","DELETE"]', ['PUT']),
  field('allowedHeaders', 'header names in one string, one of them forbidden', 'X-Y, Cookie', 'wrong-type', undefined, ['X-Y']),
  field('allowedHeaders', 'header names in one string', 'X-Y, X-Z', 'wrong-type', '["X-Y","X-Z"]', ['X-Y']),
  field('exposedHeaders', 'exposed header names in one string, one of them forbidden', 'ETag, Set-Cookie', 'wrong-type', undefined, ['ETag']),
  field('exposedHeaders', 'exposed header names in one string', 'ETag, Link', 'wrong-type', '["ETag","Link"]', ['ETag']),
  field('privateSuffixes', 'a private suffix instead of a list', 'customers.example.com', 'wrong-type', '["customers.example.com"]', []),
  field('privateSuffixes', 'an invalid suffix instead of a list', 'a..b', 'wrong-type', undefined, []),
  field('privateSuffixes', 'a star instead of a list of suffixes', '*', 'wrong-type', undefined, []),
  field('dangerouslyAllow', 'a flag instead of a list', 'null-origin', 'wrong-type', '["null-origin"]', ['null-origin']),
  field('dangerouslyAllow', 'an unknown flag instead of a list', 'everything', 'wrong-type', undefined, []),
  field('methods', 'a list in one string', 'PUT, DELETE', 'wrong-type', '["PUT","DELETE"]', ['PUT', 'DELETE']),
  field('methods', 'a list in one string with several separators', ', PUT,, DELETE', 'wrong-type', '["PUT","DELETE"]', ['PUT', 'DELETE']),
  field('methods', 'the longest string that is treated as a list', `PUT${' '.repeat(997)}`, 'wrong-type', '["PUT"]', ['PUT']),
  field('methods', 'a string of separators', ' , ', 'wrong-type', undefined, []),
  field('allowedHeaders', 'an object instead of a list', {}, 'wrong-type', undefined, '*'),
  field('exposedHeaders', 'a number', 1, 'wrong-type', undefined, '*'),
  field('maxAge', 'a number as a string', '0600', 'wrong-type', '600', 600),
  field('maxAge', 'a number out of range as a string', '99999', 'wrong-type', undefined, 86400),
  field('maxAge', 'the largest number as a string', '86400', 'wrong-type', '86400', 86400),
  field('maxAge', 'a negative number as a string', '-5', 'wrong-type', undefined, 5),
  field('maxAge', 'a number with an exponent as a string', '6e2', 'wrong-type', undefined, 600),
  field('maxAge', 'a duration', '10m', 'wrong-type', undefined, 600),
  entry('methods', 'a number as an entry', 1, 'wrong-type', undefined, 'GET'),
  field('policies', 'a list as policies', [{ origins: [APP] }], 'wrong-type', undefined, { a: { origins: [APP] } }),
  field('policies', 'a string as policies', 'a', 'wrong-type', undefined, {}),
  {
    name: 'an invalid entry after ten valid ones',
    document: { origins: [APP], methods: [...'0123456789'].map(() => 'PUT').concat(1 as never) },
    issues: [{ id: 'wrong-type', path: '/methods/10', says: /must be a string,/ }],
    near: { origins: [APP], methods: [...'0123456789'].map(() => 'PUT') }
  },
  {
    name: 'policies with numbers as names',
    document: { policies: { 0: false, 1: { origins: 1 } } },
    issues: [{ id: 'wrong-type', path: '/policies/0', says: /must be a policy object,/ }, { id: 'wrong-type', path: '/policies/1/origins', says: /a list of origin patterns/ }],
    near: { policies: { 0: { origins: '*' } } }
  },
  field('routes', 'a list as routes', [], 'wrong-type', undefined, {}),
  { name: 'false as a named policy', document: { policies: { a: false } }, issues: [{ id: 'wrong-type', path: '/policies/a' }], near: { policies: {}, routes: { '/a': false } } },
  { name: 'a route that chooses a number', document: { routes: { '/a': 1 } }, issues: [{ id: 'wrong-type', path: '/routes/~1a' }], near: { routes: { '/a': false } } },
  field('notFound', 'a list as a choice', [], 'wrong-type', undefined, {}),
  field('notFound', 'true as a choice', true, 'cors-true-is-ambiguous', undefined, false),
  { name: 'a route that chooses true', document: { origins: [APP], routes: { '/a': true } }, issues: [{ id: 'cors-true-is-ambiguous', path: '/routes/~1a' }], near: { origins: [APP], routes: { '/a': {} } } },
  field('maxAge', 'a negative number of seconds', -1, 'max-age-out-of-range', undefined, 0),
  field('maxAge', 'a fraction of a second', 1.5, 'max-age-out-of-range', undefined, 1),
  field('maxAge', 'more than a day', 86401, 'max-age-out-of-range', '86400', 86400),
  field('maxAge', 'a maximum age in milliseconds', 1e9, 'max-age-out-of-range', '86400', 86400),
  field('preflightStatus', 'a status of a redirect', 302, 'preflight-status-out-of-range', undefined, 200),
  field('preflightStatus', 'a fraction as a status', 200.5, 'preflight-status-out-of-range', undefined, 299),
  field('preflightStatus', 'a status in a string', '200', 'wrong-type', '200', 204),
  field('preflightStatus', 'more digits than a status has, in a string', '2040', 'wrong-type', undefined, 204),
  field('preflightStatus', 'a status at the end of a string', 'a204', 'wrong-type', undefined, 204),
  field('preflightStatus', 'text as a status', 'ok', 'wrong-type', undefined, 204),
  beyond(field('preflightCacheControl', 'a cache directive with spaces', 'max age=600', 'cache-control-is-invalid', undefined, 'max-age=600')),
  beyond(field('preflightCacheControl', 'an empty cache directive', 'public,', 'cache-control-is-invalid', undefined, 'public')),
  beyond(field('preflightCacheControl', 'a line break in Cache-Control', 'public\r\nx: y', 'cache-control-is-invalid', undefined, 'public, max-age=600')),
  field('preflightCacheControl', 'a number as Cache-Control', 600, 'wrong-type', undefined, 'max-age=600, private="set-cookie"'),
  field('preflightCacheControl', 'an empty Cache-Control', '', 'value-is-missing', undefined, 'no-store'),
  entry('dangerouslyAllow', 'a misspelled flag', 'insecure-origin', 'unknown-flag', 'insecure-origins', 'insecure-origins'),
  entry('dangerouslyAllow', 'an unknown flag', 'everything', 'unknown-flag', undefined, 'null-origin'),
  { ...origin('true as an entry of origins', true, 'wrong-type', undefined), issues: [{ id: 'wrong-type', path: '/origins/1', says: /must be a string or a source, but true is a boolean\.$/ }] },
  sourceEntry('a source without a name', {}, 'missing-field', '/source'),
  sourceEntry('a source with an empty name', { source: '' }, 'value-is-missing', '/source'),
  sourceEntry('a source whose name is not a text', { source: 1 }, 'wrong-type', '/source'),
  sourceEntry('a source with an unknown field', { source: 'tenants', by: 'host' }, 'unknown-field', '/by'),
  sourceEntry('a source with an unknown key', { source: 'tenants', key: 'path' }, 'wrong-type', '/key'),
  sourceEntry('a key without a parameter', { source: 'tenants', key: {} }, 'missing-field', '/key/param'),
  sourceEntry('a key with an empty parameter', { source: 'tenants', key: { param: '' } }, 'value-is-missing', '/key/param'),
  sourceEntry('a key whose parameter is not a text', { source: 'tenants', key: { param: true } }, 'wrong-type', '/key/param'),
  field('lint', 'a text instead of an object for lint', 'off', 'wrong-type', undefined, { ignore: [] }),
  field('lint', 'an object without a list', { ignore: {} }, 'wrong-type', undefined, { ignore: [] }, '/ignore'),
  field('lint', 'a field of lint with another name', { ignored: [] }, 'unknown-field', 'ignore', { ignore: [] }, '/ignored'),
  field('lint', 'an unknown mode', { mode: 'loud' }, 'wrong-type', undefined, { mode: 'warn' }, '/mode'),
  field('lint', 'an accepted finding without a rule', { ignore: [{ reason: 'x' }] }, 'missing-field', undefined, { ignore: [{ id: 'a', reason: 'x' }] }, '/ignore/0/id'),
  field('lint', 'an accepted finding without a reason', { ignore: [{ id: 'a' }] }, 'missing-field', undefined, { ignore: [{ id: 'a', reason: 'x' }] }, '/ignore/0/reason'),
  field('lint', 'an accepted finding with an empty reason', { ignore: [{ id: 'a', reason: '' }] }, 'value-is-missing', undefined, { ignore: [{ id: 'a', reason: 'x' }] }, '/ignore/0/reason'),
  field('lint', 'an accepted finding whose reason is white space', { ignore: [{ id: 'a', reason: ' \u00A0\n' }] }, 'value-is-missing', undefined, { ignore: [{ id: 'a', reason: ' x' }] }, '/ignore/0/reason'),
  field('lint', 'an accepted finding whose rule is a number', { ignore: [{ id: 1, reason: 'x' }] }, 'wrong-type', undefined, { ignore: [{ id: 'a', reason: 'x' }] }, '/ignore/0/id'),
  field('lint', 'an accepted finding whose reason is a number', { ignore: [{ id: 'a', reason: 1 }] }, 'wrong-type', undefined, { ignore: [{ id: 'a', reason: 'x' }] }, '/ignore/0/reason'),
  field('lint', 'an accepted finding whose path is a number', { ignore: [{ id: 'a', path: 1, reason: 'x' }] }, 'wrong-type', undefined, { ignore: [{ id: 'a', path: '', reason: 'x' }] }, '/ignore/0/path'),
  entry('dangerouslyAllow', 'true as a flag', true, 'wrong-type', undefined, 'null-origin')
]

const rejectedOriginRows: Row[] = [
  origin('an empty entry', '', 'origin-is-empty', undefined),
  origin('the string undefined', 'undefined', 'origin-is-empty', undefined),
  origin('"*" inside a list', '*', 'every-origin-in-list', undefined),
  origin('an origin that is too long', `https://${'a.'.repeat(160)}com`, 'origin-is-too-long', undefined),
  beyond(origin('an origin of the maximum length with a host that is too long', `https://${'a.'.repeat(159)}`, 'origin-is-too-long', undefined)),
  origin('a label that is too long', `https://${'a'.repeat(64)}.com`, 'origin-is-too-long', undefined, `https://${'a'.repeat(63)}.com`),
  beyond(origin('a wildcard on a host without room for a label', `https://*.${'a.'.repeat(124)}aaaa`, 'origin-is-too-long', undefined, `https://*.${'a.'.repeat(124)}aaa`)),
  origin('origins split by a comma', 'https://a.test, https://b.test', 'origin-is-a-list', undefined, 'https://a.test'),
  origin('origins split by a space', 'https://a.test https://b.test', 'origin-is-a-list', undefined, 'https://a.test'),
  origin('many origins in one string', `https://${Array.from({ length: 99 }).fill('a.test').join(',https://')}`, 'origin-is-a-list', undefined),
  origin('a comma alone', ',', 'origin-is-a-list', undefined),
  origin('separators alone', ' ; |', 'origin-is-a-list', undefined),
  origin('a comma at the end', `${APP},`, 'origin-is-a-list', APP),
  origin('a comma behind what is no origin', 'a b,', 'origin-is-a-list', undefined),
  beyond(origin('a Date', new Date(0), 'value-is-not-data', undefined)),
  beyond(origin('a regular expression', /https:/, 'origin-is-a-regular-expression', undefined)),
  origin('the text of a regular expression', '/^https:\\/\\/.*$/', 'origin-is-a-regular-expression', undefined),
  origin('an escaped dot', 'https://.+\\.example\\.com', 'origin-is-a-regular-expression', undefined, 'https://*.example.com'),
  origin('white space around', ` ${APP}`, 'origin-has-white-space', APP),
  origin('white space around an origin with another mistake', `${APP}/\n`, 'origin-has-white-space', APP),
  origin('white space inside', 'https://exa mple.com', 'origin-has-white-space', undefined),
  origin('a TAB inside', 'https://exa\tmple.com', 'origin-has-white-space', undefined),
  origin('NUL', `${APP}\0`, 'origin-has-white-space', APP),
  origin('a host alone', 'example.com', 'origin-missing-scheme', 'https://example.com'),
  origin('a localhost host alone', 'localhost:3000', 'origin-missing-scheme', 'http://localhost:3000'),
  origin('a loopback address alone', '127.0.0.1/', 'origin-missing-scheme', 'http://127.0.0.1'),
  origin('a host after two slashes', '//example.com', 'origin-missing-scheme', 'https://example.com'),
  origin('a scheme without slashes', 'http:example.com', 'origin-missing-scheme', 'http://example.com'),
  origin('slashes without a scheme', '://example.com', 'origin-missing-scheme', 'https://example.com'),
  origin('a wildcard host alone', '*.example.com', 'origin-missing-scheme', 'https://*.example.com'),
  origin('a word', 'self!', 'origin-missing-scheme', undefined),
  origin('the word any', 'any', 'origin-missing-scheme', undefined),
  origin('an email address', 'user@example.com', 'origin-missing-scheme', undefined),
  origin('a scheme alone', 'https', 'origin-missing-scheme', undefined),
  origin('a scheme without its colon', 'https//example.com', 'origin-missing-scheme', 'https://example.com'),
  origin('an insecure scheme with the colon after its slashes', 'http//:example.com', 'origin-missing-scheme', 'http://example.com'),
  origin('an IPv6 address alone', '2001:db8::1', 'origin-missing-scheme', 'https://[2001:db8::1]'),
  origin('quotes', `'${APP}'`, 'origin-has-quotes', APP),
  origin('a list as JSON', `["${APP}"]`, 'origin-has-quotes', APP),
  origin('the keyword self in quotes', '\'self\'', 'origin-has-quotes', undefined),
  origin('quotes around null', '"null"', 'origin-has-quotes', undefined),
  origin('a scheme that starts with a digit', '1http://example.com', 'origin-has-invalid-scheme', undefined, 'http1://example.com'),
  origin('a scheme that is too long', `${'a'.repeat(65)}://example`, 'origin-has-invalid-scheme', undefined, `${'a'.repeat(64)}://example`),
  origin('a file URL', 'file:///index.html', 'origin-scheme-never-sent', undefined),
  origin('a WebSocket URL', 'wss://example.com:443/x', 'origin-scheme-never-sent', 'https://example.com'),
  origin('a data URL', 'data:text/html,', 'origin-scheme-never-sent', undefined),
  origin('a data URL without a comma', 'DATA:text', 'origin-scheme-never-sent', undefined),
  origin('a blob URL', 'blob:https://example.com/1-2', 'origin-scheme-never-sent', 'https://example.com'),
  origin('a view-source URL', 'view-source:https://example.com', 'origin-has-invalid-scheme', 'https://example.com'),
  origin('a blob URL of an opaque origin', 'blob:null', 'origin-scheme-never-sent', undefined),
  origin('user info', 'https://user@example.com', 'origin-has-userinfo', 'https://example.com'),
  origin('a trailing slash', 'https://example.com/', 'origin-has-path', 'https://example.com'),
  origin('a path below a wildcard', 'https://*.example.com:*/*', 'origin-has-path', 'https://*.example.com:*'),
  origin('an at sign after the host', 'https://example.com/@user', 'origin-has-path', 'https://example.com'),
  origin('a backslash', 'https://example.com\\x', 'origin-has-path', 'https://example.com'),
  origin('a query', 'https://example.com?x', 'origin-has-query', 'https://example.com'),
  origin('a fragment', 'https://example.com#x', 'origin-has-fragment', 'https://example.com'),
  origin('an upper-case host', 'https://EXAMPLE.com', 'origin-has-upper-case', 'https://example.com'),
  origin('an upper-case scheme', 'HTTPS://example.com', 'origin-has-upper-case', 'https://example.com'),
  origin('an upper-case host of a custom scheme', 'app://Obsidian.md', 'origin-has-upper-case', 'app://obsidian.md'),
  origin('a non-ASCII host', 'https://bücher.test', 'origin-has-non-ascii-host', 'https://xn--bcher-kva.test'),
  origin('a wildcard on a non-ASCII host', 'https://*.faß.test:*', 'origin-has-non-ascii-host', 'https://*.xn--fa-hia.test:*'),
  origin('a leading dot', 'https://.example.com', 'origin-has-invalid-host', 'https://*.example.com'),
  origin('an empty label', 'https://a..example.com', 'origin-has-invalid-host', undefined),
  origin('an empty label before a port', 'https://a..example.com:8080', 'origin-has-invalid-host', undefined),
  origin('a host of one dot', 'https://.', 'origin-has-invalid-host', undefined, 'app://.'),
  origin('no host', 'https://', 'origin-has-invalid-host', undefined),
  origin('an exclamation mark in the host', 'https://a!b.com', 'origin-has-invalid-host', undefined),
  origin('brackets inside a name', 'https://a[b].test', 'origin-has-invalid-host', undefined),
  origin('an invalid host of the maximum length', `https://a!.${'a.'.repeat(124)}aa`, 'origin-has-invalid-host', undefined),
  origin('an invalid label of the maximum length', `https://${'a'.repeat(62)}!.test`, 'origin-has-invalid-host', undefined),
  origin('an escape in the host', 'https://%61.test', 'origin-has-invalid-host', 'https://a.test'),
  ...['https://%2A.example.com', 'https://＊.example.com', '%2A.example.com'].map((text): Row => ({
    ...origin(`an encoded star, ${text}`, text, '', undefined),
    issues: [{
      id: text.startsWith('%') ? 'origin-missing-scheme' : text.includes('%') ? 'origin-has-invalid-host' : 'origin-has-non-ascii-host',
      path: '/origins/1', fix: 'https://*.example.com', says: /Use "https:\/\/\*\.example\.com" for all subdomains, which widens access\.$/
    }]
  })),
  origin('an escaped star after white space', ' https://%2A.example.com', 'origin-has-white-space', undefined),
  origin('an escape with upper-case digits', 'https://%4D%C3%BCnchen.test', 'origin-has-invalid-host', 'https://xn--mnchen-3ya.test'),
  origin('three slashes', 'https:///example.com', 'origin-has-path', 'https://example.com'),
  origin('an upper-case host with invalid Punycode', 'https://XN--A.test', 'origin-has-upper-case', 'https://xn--a.test'),
  origin('Punycode before the default port', 'http://xn--bcher-kva.test:80', 'origin-has-default-port', 'http://xn--bcher-kva.test'),
  origin('Punycode before a port with a leading zero', 'https://*.xn--a.test:0443/', 'origin-has-path', 'https://*.xn--a.test'),
  origin('user info before Punycode', 'https://%zz@xn--.test:81', 'origin-has-userinfo', 'https://xn--.test:81'),
  origin('an escape next to Punycode', 'https://xn--a%2Etest', 'origin-has-invalid-host', undefined),
  origin('Punycode in full-width letters', 'https://ｘｎ－－a.test', 'origin-has-non-ascii-host', undefined),
  origin('Punycode next to non-ASCII letters', 'https://xn--bcher-kva.bücher.test', 'origin-has-non-ascii-host', undefined),
  origin('Punycode with a space', 'https://xn--a b.test', 'origin-has-white-space', undefined),
  origin('Punycode with an invalid character', 'https://xn--a<b.test', 'origin-has-invalid-host', undefined),
  origin('an invalid escape', 'https://%zz.test', 'origin-has-invalid-host', undefined),
  // Unicode 15.1 maps this letter to another host than earlier versions.
  origin('a letter that versions of Unicode map to different hosts', 'https://STRAẞE.test', 'origin-has-non-ascii-host', undefined),
  origin('a letter of a recent version of Unicode', 'https://\u{1CCD6}.test', 'origin-has-non-ascii-host', undefined),
  origin('a right-to-left host', 'https://בדיקה.test', 'origin-has-non-ascii-host', undefined),
  origin('a host of Han letters', 'https://例え.テスト', 'origin-has-non-ascii-host', 'https://xn--r8jz45g.xn--zckzah'),
  beyond(origin('a short IPv4 address', 'http://127.1', 'origin-has-non-canonical-ip', 'http://127.0.0.1')),
  origin('an IPv4 address in hexadecimal', 'http://0xFF000000', 'origin-has-non-canonical-ip', 'http://255.0.0.0'),
  beyond(origin('an IPv4 address with a trailing dot', 'http://127.0.0.1.', 'origin-has-non-canonical-ip', 'http://127.0.0.1')),
  beyond(origin('five octets', 'http://1.2.3.4.5', 'origin-has-non-canonical-ip', undefined)),
  beyond(origin('an IPv6 address in full', 'http://[0:0:0:0:0:0:0:1]', 'origin-has-non-canonical-ip', 'http://[::1]')),
  origin('an IPv6 address with a dotted tail', 'http://[::ffff:127.0.0.1]', 'origin-has-non-canonical-ip', 'http://[::ffff:7f00:1]'),
  origin('an IPv6 address without brackets', 'http://::1', 'origin-has-non-canonical-ip', 'http://[::1]'),
  origin('an IPv6 address with a zone', 'http://[fe80::1%eth0]', 'origin-has-non-canonical-ip', undefined, 'http://[fe80::1]'),
  origin('an unclosed bracket', 'http://[::1', 'origin-has-non-canonical-ip', undefined),
  origin('the default port', 'https://example.com:443', 'origin-has-default-port', 'https://example.com'),
  origin('the default port below a wildcard', 'http://*.example.com:80', 'origin-has-default-port', 'http://*.example.com'),
  origin('the default port of ftp', 'ftp://example.com:21', 'origin-has-default-port', undefined, 'ftp://example.com'),
  origin('port 0', 'https://example.com:0', 'origin-has-invalid-port', undefined),
  origin('a colon without a port', 'https://example.com:', 'origin-has-invalid-port', 'https://example.com'),
  origin('a port out of range', 'https://example.com:65536', 'origin-has-invalid-port', undefined, 'https://example.com:65535'),
  origin('a port with leading zeros', 'https://example.com:06060', 'origin-has-invalid-port', 'https://example.com:6060'),
  origin('a port of letters', 'https://example.com:http', 'origin-has-invalid-port', undefined),
  origin('text after an IPv6 address', 'https://[::1]x', 'origin-has-invalid-port', undefined),
  origin('a port after a bracket without a colon', 'https://[::1]x8080', 'origin-has-invalid-port', undefined),
  origin('the default port after a bracket without a colon', 'https://[::1]x443', 'origin-has-invalid-port', undefined),
  origin('an IPv6 address inside a name', 'https://a[::1]', 'origin-has-invalid-port', undefined),
  origin('a port with an exponent', 'https://example.com:1e3', 'origin-has-invalid-port', undefined),
  origin('upper case before the last port', 'https://Example.com:65535', 'origin-has-upper-case', 'https://example.com:65535'),
  origin('a port and any port', 'https://example.com:8080:*', 'origin-has-invalid-port', undefined),
  origin('a wildcard of a custom scheme', 'capacitor://*', 'custom-scheme-is-exact-only', 'capacitor://localhost'),
  origin('a wildcard of a custom scheme without a usual host', 'app://*', 'custom-scheme-is-exact-only', undefined, 'chrome-extension://*'),
  origin('any port of a custom scheme', 'capacitor://localhost:*', 'custom-scheme-is-exact-only', undefined, 'capacitor://localhost:8080'),
  origin('a path of a custom scheme', 'app://obsidian.md/', 'custom-scheme-is-exact-only', 'app://obsidian.md'),
  origin('a path with a scheme that ends with http', 'xhttp://example/', 'custom-scheme-is-exact-only', 'xhttp://example'),
  origin('a path with a scheme that starts with http', 'http+unix://socket/', 'custom-scheme-is-exact-only', 'http+unix://socket'),
  origin('a query of a custom scheme', 'app://host?x/y', 'origin-has-query', 'app://host'),
  origin('a wildcard as the scheme', '*://example.com', 'wildcard-in-scheme', undefined),
  origin('a wildcard for every host', 'https://*', 'wildcard-without-domain', undefined, 'https://*.example.com'),
  origin('a wildcard for every host, with a port', 'https://*:443', 'wildcard-without-domain', undefined),
  origin('a wildcard for every host with a dot', 'https://*.', 'wildcard-without-domain', undefined),
  ...misplaced(/non-ASCII characters.*no pattern fits/, 'https://ä-*.example.com', 'https://*-ä.example.com'),
  ...misplaced(/two wildcards/, 'https://a*b*.example.com', 'https://**.example.com'),
  ...misplaced(/without a domain/, 'https://a-*'),
  ...misplaced(/starts or ends with "-", or is too long/, 'https://-a*.example.com', 'https://*a-.example.com', `https://${'a'.repeat(63)}*.example.com`),
  ...misplaced(/in the wrong place/, 'https://example.*', 'https://a.*.example.com', 'https://a-*.b-*.example', 'https://*.*.com', 'https://example.com*'),
  origin('upper case beside a wildcard inside a label', 'https://Shop-*.Example.com', 'wildcard-is-misplaced', 'https://shop-*.example.com'),
  origin('a path after a wildcard inside a label', 'https://shop-*.example.com/', 'origin-has-path', 'https://shop-*.example.com'),
  origin('wildcards in an IPv4 address', 'http://192.168.*.*:5173', 'wildcard-on-ip-address', undefined, 'http://192.168.0.1:5173'),
  origin('the name of a variable', '%ORIGIN%', 'origin-has-invalid-host', undefined),
  origin('a range of ports', 'http://localhost:3000-3010', 'origin-has-invalid-port', undefined),
  origin('a range of addresses', 'http://10.0.0.0/8', 'origin-is-an-address-range', undefined, 'http://10.0.0.1'),
  origin('a wildcard on an IPv4 address', 'https://*.127.0.0.1', 'wildcard-on-ip-address', undefined, 'https://127.0.0.1:*'),
  origin('a wildcard on an IPv6 address', 'https://*.[::1]', 'wildcard-on-ip-address', undefined, 'https://[::1]:*'),
  {
    name: 'null without its flag',
    document: { origins: ['null'] },
    issues: [{ id: 'null-origin', path: '/origins/0' }],
    near: { origins: ['null'], dangerouslyAllow: ['null-origin'] }
  },
  origin('a host that starts with null', 'nullable.test', 'origin-missing-scheme', 'https://nullable.test'),
  origin('a scheme that ends with data', 'my-data://Host', 'origin-has-upper-case', 'my-data://host'),
  origin('the text of a short regular expression', '/example/', 'origin-is-a-regular-expression', undefined),
  origin('the text of a regular expression with flags', '/example/gi', 'origin-is-a-regular-expression', undefined),
  origin('the beginning of a regular expression', '^https://example.com', 'origin-is-a-regular-expression', undefined),
  origin('the end of a regular expression', 'https://example.com$', 'origin-is-a-regular-expression', undefined),
  origin('a group of a regular expression', 'https://(app).example.com', 'origin-is-a-regular-expression', undefined),
  origin('a host between slashes', '//example.com/', 'origin-missing-scheme', 'https://example.com'),
  origin('a path before a host', '/a/example.com', 'origin-missing-scheme', 'https://a'),
  origin('an anchor inside a host', 'https://a^b.test', 'origin-has-invalid-host', undefined),
  origin('a dollar inside a host', 'https://a$b.test', 'origin-has-invalid-host', undefined),
  origin('a comma and a space at the end', `${APP}, `, 'origin-is-a-list', APP),
  origin('origins among white space', ' https://a.test  https://b.test ', 'origin-is-a-list', undefined),
  origin('upper case after the longest scheme', `${'a'.repeat(64)}://Example`, 'origin-has-upper-case', `${'a'.repeat(64)}://example`),
  origin('a view-source URL of an http page', 'view-source:http://example.com', 'origin-has-invalid-scheme', 'http://example.com'),
  origin('an insecure WebSocket URL', 'ws://example.com', 'origin-scheme-never-sent', 'http://example.com'),
  ...['true', 'false', 'none', 'self', 'all', 'http', 'NONE'].map(word => origin(`the word ${word}`, word, 'origin-missing-scheme', undefined)),
  origin('the word all after a scheme', 'https:all', 'origin-missing-scheme', 'https://all'),
  origin('a wildcard on localhost without a scheme', '*.localhost:*', 'origin-missing-scheme', 'http://*.localhost:*'),
  origin('a path with a wildcard', 'https://example.com/*.js', 'origin-has-path', 'https://example.com'),
  origin('slashes before a wildcard', 'https:////*.example.com', 'origin-has-path', 'https://*.example.com'),
  origin('more white space than is removed', `${' '.repeat(653 - APP.length)}${APP}`, 'origin-has-white-space', undefined),
  origin('the maximum white space that is removed', `${' '.repeat(652 - APP.length)}${APP}`, 'origin-has-white-space', APP),
  origin('white space before a view-source URL', ' view-source:https://example.com', 'origin-has-white-space', undefined),
  origin('white space before a custom scheme', ' app://Obsidian.md', 'origin-has-white-space', 'app://obsidian.md'),
  origin('white space before slashes', ' ://example.com', 'origin-has-white-space', 'https://example.com'),
  origin('a quote inside a host', 'https://a"b.test', 'origin-has-invalid-host', undefined),
  origin('a host of hexadecimal digits', 'fade.cafe', 'origin-missing-scheme', 'https://fade.cafe'),
  origin('a host of hexadecimal digits, and a port', 'fade.cafe:8080', 'origin-missing-scheme', 'https://fade.cafe:8080'),
  origin('NULL', 'NULL', 'null-origin', 'null', APP)
]

const rejectedCredentialsRows: Row[] = [
  credentialed('null with credentials and its flag', { origins: ['null'], dangerouslyAllow: ['null-origin'] },
    [{ id: 'null-origin-with-credentials', path: '/origins/0' }], { dangerouslyAllow: ['null-origin'] }),
  credentialed('any origin with credentials', { origins: '*' }, [{ id: 'wildcard-with-credentials', path: '/origins' }], {}),
  credentialed('http with credentials', { origins: ['http://example.com'] },
    [{ id: 'insecure-origin-with-credentials', path: '/origins/0' }], {
      origins: ['http://localhost:*', 'http://app.localhost', 'http://127.0.0.1', 'http://[::1]:8080', 'app://host']
    }),
  credentialed('ftp with credentials', { origins: ['ftp://example.com'] },
    [{ id: 'insecure-origin-with-credentials', path: '/origins/0' }], { origins: ['ftp://localhost', 'sftp://example.com'] }),
  credentialed('an insecure wildcard with credentials', { origins: ['http://*.example.com'] },
    [{ id: 'insecure-origin-with-credentials', path: '/origins/0' }],
    { origins: ['http://*.example.com'], dangerouslyAllow: ['insecure-origins'] }),
  ...['com', 'co.uk', 'github.io', 'com.', 'internal', 'amazonaws.com', 'core.windows.net.'].map(suffix => beyond(credentialed(
    `the wildcard of ${suffix} with credentials`, { origins: [`https://*.${suffix}`] },
    [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0' }],
    { origins: [`https://*.that-is-mine.${suffix}`, `https://${suffix}`, 'http://*.localhost'] }
  ))),
  beyond(credentialed('a public suffix without its flag', { origins: ['https://*.vercel.app:*'], dangerouslyAllow: ['insecure-origins'] },
    [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0' }],
    { origins: ['https://*.vercel.app:*'], dangerouslyAllow: ['public-suffix-wildcards'] })),
  beyond(credentialed('a wildcard on a private suffix', { origins: ['https://*.customers.example.com'], privateSuffixes: ['customers.example.com'] },
    [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0' }],
    { origins: ['https://*.a.customers.example.com'], privateSuffixes: ['customers.example.com'] })),
  beyond(credentialed('a wildcard above a private suffix', { origins: ['https://*.example.com'], privateSuffixes: ['eu.customers.example.com'] },
    [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0' }],
    { origins: ['https://*.app.example.com'], privateSuffixes: ['eu.customers.example.com'] })),
  beyond(credentialed('a wildcard far above the longest private suffix', { origins: [TENANTS], privateSuffixes: [`${'a.'.repeat(116)}customers.example.com`] },
    [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0' }], { origins: [TENANTS] })),
  beyond(credentialed('a wildcard on one private suffix and above another', { origins: [TENANTS], privateSuffixes: ['customers.example.com', 'eu.customers.example.com'] },
    [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0', says: /under this suffix/ }], { origins: [TENANTS] })),
  beyond(credentialed('a label on a public suffix without its flag', { origins: ['https://shop-git-*-acme.vercel.app'] },
    [{ id: 'shared-host-pattern-with-credentials', path: '/origins/0' }], { dangerouslyAllow: ['shared-host-patterns'] })),
  beyond(credentialed('a label on a private suffix', { origins: ['https://*-1.customers.example.com:*'], privateSuffixes: ['customers.example.com'] },
    [{ id: 'shared-host-pattern-with-credentials', path: '/origins/0' }], { dangerouslyAllow: ['shared-host-patterns'] })),
  beyond(credentialed('any extension', { origins: ['moz-extension://*'] },
    [{ id: 'any-extension-with-credentials', path: '/origins/0' }], { credentials: false })),
  credentialed('NULL with credentials', { origins: ['NULL'] }, [{ id: 'null-origin-with-credentials', path: '/origins/0', says: /Remove it\.$/ }], {}),
  credentialed('upper case and http with credentials', { origins: ['http://Shop.example'] },
    [{ id: 'origin-has-upper-case', path: '/origins/0', fix: 'http://shop.example', says: /With credentials, "http:\/\/shop\.example" is not secure:/ }],
    { origins: ['http://shop.example'], dangerouslyAllow: ['insecure-origins'] }),
  credentialed('a path behind the wildcard of a public suffix with credentials', { origins: ['https://*.github.io/'] },
    [{ id: 'origin-has-path', path: '/origins/0', fix: 'https://*.github.io', says: /With credentials, "https:\/\/\*\.github\.io" covers untrusted hosts,/ }],
    { origins: ['https://*.github.io'], dangerouslyAllow: ['public-suffix-wildcards'] }),
  {
    name: 'http and a path in an override, where the scope has credentials',
    document: { origins: [APP], credentials: true, routes: { '/a': { origins: ['http://a.test/'] } } },
    issues: [{ id: 'origin-has-path', path: '/routes/~1a/origins/0', fix: 'http://a.test', says: /With credentials, "http:\/\/a\.test" is not secure:/ }],
    near: { origins: [APP], credentials: true, routes: { '/a': { origins: ['http://a.test'], credentials: false } } }
  },
  credentialed('a private suffix that is too long', { origins: ['https://*.example.com'], privateSuffixes: [`${'a.'.repeat(300)}test`] },
    [{ id: 'private-suffix-is-invalid', path: '/privateSuffixes/0' }],
    { origins: ['https://*.example.com'], privateSuffixes: [`${'a.'.repeat(120)}test`] }),
  ...([
    ['in its own policy', { origins: [TENANTS], credentials: true }, '/origins/0'],
    ['in a named policy', { policies: { a: { origins: [TENANTS], credentials: true } } }, '/policies/a/origins/0'],
    ['in an override', { origins: [APP], credentials: true, routes: { '/a': { origins: [TENANTS] } } }, '/routes/~1a/origins/0'],
    ['in notFound', { notFound: { origins: [TENANTS], credentials: true }, policies: {}, routes: { '/a': false } }, '/notFound/origins/0']
  ] as const).map(([where, document, path]): Row => beyond({
    name: `a wildcard on a private suffix of an outer registration, ${where}`,
    document,
    outer: { names: new Map(), privateSuffixes: ['customers.example.com'] },
    issues: [{ id: 'public-suffix-wildcard-with-credentials', path }],
    near: { ...document, privateSuffixes: ['a.test'] }
  })),
  beyond({
    name: 'a named policy with a wildcard on a private suffix, reported once although it is chosen twice',
    document: { policies: { a: { origins: [TENANTS], credentials: true } }, routes: { '/a': 'a' }, notFound: 'a', privateSuffixes: ['customers.example.com'] },
    issues: [{ id: 'public-suffix-wildcard-with-credentials', path: '/policies/a/origins/0' }],
    near: { policies: { a: { origins: [TENANTS] } }, routes: { '/a': 'a' }, privateSuffixes: ['customers.example.com'] }
  }),
  credentialed('a number as a private suffix, next to a wildcard', { origins: [TENANTS], privateSuffixes: [1] },
    [{ id: 'wrong-type', path: '/privateSuffixes/0' }], { origins: [TENANTS], privateSuffixes: [] }),
  beyond({
    name: 'a policy of an outer registration with a wildcard on a private suffix of the inner one',
    document: { routes: { '/a': 'tenants' }, notFound: 'tenants', privateSuffixes: ['customers.example.com'] },
    outer: { names: new Map([['tenants', { origins: [APP, { source: 'tenants' }, TENANTS], credentials: true }]]), privateSuffixes: [] },
    issues: [
      { id: 'public-suffix-wildcard-with-credentials', path: '/routes/~1a', says: /^The policy "tenants" is too wide here\. .*"https:\/\/\*\.customers\.example\.com" covers/ },
      { id: 'public-suffix-wildcard-with-credentials', path: '/notFound' }
    ],
    near: { policies: { tenants: { origins: [TENANTS] } }, routes: { '/a': 'tenants' }, notFound: 'tenants', privateSuffixes: ['customers.example.com'] }
  }),
  credentialed('an origin without a host, with credentials', { origins: ['https://'] }, [{ id: 'origin-has-invalid-host', path: '/origins/0' }], {}),
  credentialed('a number as an origin, with credentials', { origins: [1] }, [{ id: 'wrong-type', path: '/origins/0' }], {}),
  credentialed('any header with credentials, reported once if an override does not change it', { allowedHeaders: '*', exposedHeaders: '*', routes: { '/a': { maxAge: 1 } } },
    [{ id: 'header-wildcard-with-credentials', path: '/allowedHeaders' }, { id: 'exposed-wildcard-with-credentials', path: '/exposedHeaders' }],
    { routes: { '/a': { maxAge: 1 } } }),
  credentialed('any request header with credentials', { allowedHeaders: '*' },
    [{ id: 'header-wildcard-with-credentials', path: '/allowedHeaders' }], { credentials: false, allowedHeaders: '*' }),
  credentialed('any request header in a list with credentials', { allowedHeaders: ['Authorization', '*'] },
    [{ id: 'header-wildcard-with-credentials', path: '/allowedHeaders/1' }], { credentials: false, allowedHeaders: ['*', 'Authorization'] }),
  credentialed('any response header with credentials', { exposedHeaders: '*' },
    [{ id: 'exposed-wildcard-with-credentials', path: '/exposedHeaders' }], { credentials: false, exposedHeaders: '*' }),
  {
    name: 'an override that adds credentials to values that do not allow credentials',
    shape: false,
    document: {
      origins: ['http://a.test', 'http://b.test'], allowedHeaders: '*', exposedHeaders: '*', routes: { '/a': { credentials: true } }
    },
    issues: [
      { id: 'insecure-origin-with-credentials', path: '/routes/~1a/credentials' },
      { id: 'header-wildcard-with-credentials', path: '/routes/~1a/credentials' },
      { id: 'exposed-wildcard-with-credentials', path: '/routes/~1a/credentials' }
    ],
    near: { origins: ['https://a.test'], routes: { '/a': { credentials: true } } }
  },
  {
    name: 'an override that adds credentials to any origin',
    shape: false,
    document: { origins: '*', routes: { '/a': { credentials: true } } },
    issues: [{ id: 'wildcard-with-credentials', path: '/routes/~1a/credentials' }],
    near: { origins: '*', routes: { '/a': { credentials: true, origins: [APP] } } }
  },
  {
    name: 'an override that removes a required flag',
    shape: false,
    document: { origins: ['null'], dangerouslyAllow: ['null-origin'], notFound: { dangerouslyAllow: [] } },
    issues: [{ id: 'null-origin', path: '/notFound/dangerouslyAllow' }],
    near: { origins: ['null'], dangerouslyAllow: ['null-origin'], notFound: { maxAge: 0 } }
  },
  {
    name: 'an override with values that do not allow the credentials of the scope',
    shape: false,
    document: {
      origins: [APP],
      credentials: true,
      routes: { '/a': { origins: '*' }, '/b': { allowedHeaders: ['*'] }, '/c': { exposedHeaders: '*' } }
    },
    issues: [
      { id: 'wildcard-with-credentials', path: '/routes/~1a/origins' },
      { id: 'header-wildcard-with-credentials', path: '/routes/~1b/allowedHeaders/0' },
      { id: 'exposed-wildcard-with-credentials', path: '/routes/~1c/exposedHeaders' }
    ],
    near: { origins: [APP], credentials: true, routes: { '/a': { origins: '*', credentials: false }, '/b': { allowedHeaders: ['a'] } } }
  }
]

const rejectedNameRows: Row[] = [
  entry('methods', 'an invalid method name', 'G(ET', 'method-is-not-a-token', undefined, 'GET'),
  entry('methods', 'white space around a method', ' put', 'method-is-not-a-token', 'PUT', 'PUT'),
  entry('methods', 'methods in one string', 'GET,PUT', 'method-is-a-list', undefined, 'GET'),
  field('methods', 'a star instead of a list of methods', '*', 'method-wildcard', undefined, ['PUT']),
  entry('methods', 'methods in one string with several separators', ',GET, PUT;', 'method-is-a-list', undefined, 'GET'),
  entry('methods', 'two words that are not methods', 'GE T', 'method-is-a-list', undefined, 'GET'),
  entry('methods', 'a star as a method', '*', 'method-wildcard', undefined, 'GET'),
  entry('methods', 'a forbidden method', 'Track', 'method-is-forbidden', undefined, 'OPTIONS'),
  entry('methods', 'a lower-case method', 'patch', 'method-has-lower-case', 'PATCH', 'PATCH'),
  entry('methods', 'a misspelled method', 'DELTE', 'method-unknown-to-node', 'DELETE', 'DELETE'),
  entry('methods', 'a method similar to a forbidden one', 'TRAC', 'method-unknown-to-node', undefined, 'GET'),
  entry('methods', 'an unknown method in lower case', 'chicken', 'method-unknown-to-node', undefined, 'GET'),
  entry('methods', 'an unknown method', 'CHICKEN-SOUP', 'method-unknown-to-node', undefined, 'M-SEARCH'),
  entry('allowedHeaders', 'an invalid header name', 'x:y', 'header-is-not-a-token', undefined, 'x-y'),
  entry('allowedHeaders', 'a line break after a header name', 'X-Y\r\n', 'header-is-not-a-token', 'X-Y', 'X-Y'),
  entry('allowedHeaders', 'a field line', 'Content-Type: application/json', 'header-is-not-a-token', 'Content-Type', 'Content-Type'),
  entry('allowedHeaders', 'a header name with a colon', 'X-Y:', 'header-is-not-a-token', 'X-Y', 'X-Y'),
  entry('allowedHeaders', 'a forbidden name in quotes', '"Cookie"', 'header-is-not-a-token', undefined, 'X-Cookie'),
  entry('allowedHeaders', 'header names in one string', 'a, b, c', 'header-is-a-list', undefined, 'a'),
  entry('allowedHeaders', 'a forbidden request-header', 'Cookie', 'header-is-forbidden', undefined, 'X-Cookie'),
  beyond(entry('allowedHeaders', 'a forbidden request-header in capitals', 'COOKIE', 'header-is-forbidden', undefined, 'X-COOKIE')),
  entry('allowedHeaders', 'a header that only proxies can set', 'Proxy-X', 'header-is-forbidden', undefined, 'X-Proxy'),
  entry('allowedHeaders', 'a CORS header of a draft', 'Access-Control-Request-Private-Network', 'header-is-forbidden', undefined, 'Access-Control'),
  entry('allowedHeaders', 'a CORS response header of a draft', 'Access-Control-Allow-Private-Network', 'header-belongs-to-responses', undefined, 'X-Private-Network'),
  entry('allowedHeaders', 'a response header', 'Access-Control-Allow-Origin', 'header-belongs-to-responses', undefined, 'Authorization'),
  entry('allowedHeaders', 'a pattern of header names', 'x-*', 'header-wildcard-is-not-a-pattern', undefined, '*'),
  entry('exposedHeaders', 'an invalid exposed header name', 'x y(', 'exposed-header-is-not-a-token', undefined, 'x-y'),
  entry('exposedHeaders', 'an exposed field line', 'ETag: "1"', 'exposed-header-is-not-a-token', 'ETag', 'ETag'),
  entry('exposedHeaders', 'exposed header names in one string', 'ETag Link', 'exposed-header-is-a-list', undefined, 'ETag'),
  entry('exposedHeaders', 'a forbidden response-header name', 'Set-Cookie', 'exposed-header-is-forbidden', undefined, 'X-Cookie'),
  beyond(entry('exposedHeaders', 'a forbidden response-header name in capitals', 'SET-COOKIE', 'exposed-header-is-forbidden', undefined, 'X-COOKIE')),
  entry('exposedHeaders', 'a request header', 'Origin', 'exposed-header-belongs-to-requests', undefined, 'X-Origin'),
  entry('exposedHeaders', 'a CORS response header', 'access-control-max-age', 'exposed-header-belongs-to-requests', undefined, 'Age'),
  entry('exposedHeaders', 'a CORS request header of a draft', 'Access-Control-Request-Local', 'exposed-header-belongs-to-requests', undefined, 'Access-Control'),
  entry('exposedHeaders', 'a CORS header of a draft', 'Access-Control-Allow-Private-Network', 'exposed-header-belongs-to-requests', undefined, 'Allow'),
  entry('exposedHeaders', 'a pattern of exposed header names', 'x-*', 'exposed-wildcard-is-not-a-pattern', undefined, 'x-a'),
  entry('exposedHeaders', 'a star inside a list of exposed headers', '*', 'exposed-wildcard-in-list', undefined, 'ETag'),
  {
    name: 'an empty policy name',
    document: { policies: { '': { origins: '*' } } },
    issues: [{ id: 'policy-name-is-invalid', path: '/policies/' }],
    near: { policies: { ' ': { origins: '*' } } }
  },
  ...['scope', 'override', 'none'].map((name): Row => ({
    name: `the reserved policy name ${name}`,
    document: { policies: { [name]: { origins: '*' } } },
    issues: [{ id: 'policy-name-is-invalid', path: `/policies/${name}` }],
    near: { policies: { [`${name}s`]: { origins: '*' } } }
  })),
  {
    name: 'a line break in a policy name',
    document: { policies: { 'a\nb': { origins: '*' } } },
    issues: [{ id: 'policy-name-is-invalid', path: '/policies/a\nb' }],
    near: { policies: { 'a b': { origins: '*' } } }
  },
  {
    name: 'a misspelled policy name',
    shape: false,
    document: { policies: { public: { origins: '*' } }, routes: { '/a': 'publik' } },
    issues: [{ id: 'unknown-policy-name', path: '/routes/~1a', fix: 'public' }],
    near: { policies: { public: { origins: '*' } }, routes: { '/a': 'public' } }
  },
  {
    name: 'a short policy name with two letters swapped',
    shape: false,
    document: { policies: { dev: { origins: '*' } }, notFound: 'dve' },
    issues: [{ id: 'unknown-policy-name', path: '/notFound', fix: 'dev' }],
    near: { policies: { dve: { origins: '*' } }, notFound: 'dve' }
  },
  {
    name: 'an unknown policy name next to eleven known names',
    shape: false,
    document: { policies: Object.fromEntries([...'abcdefghijk'].map(name => [name.repeat(3), { origins: '*' }])), routes: {}, notFound: 'partner' },
    issues: [{ id: 'unknown-policy-name', path: '/notFound' }],
    near: { policies: { partner: { origins: '*' } }, notFound: 'partner' }
  },
  {
    name: 'an unknown policy name next to ten known names',
    shape: false,
    document: { policies: Object.fromEntries([...'abcdefghij'].map(name => [name.repeat(3), { origins: '*' }])), notFound: 'partner' },
    issues: [{ id: 'unknown-policy-name', path: '/notFound', says: /, "jjj"\.$/ }],
    near: { policies: { partner: { origins: '*' } }, notFound: 'partner' }
  },
  {
    name: 'the name of a member of Object.prototype as a policy name',
    shape: false,
    document: { policies: { public: { origins: '*' } }, routes: { '/a': 'toString' } },
    issues: [{ id: 'unknown-policy-name', path: '/routes/~1a' }],
    near: { policies: { toString: { origins: '*' } }, routes: { '/a': 'toString' } }
  },
  ...['false', 'False'].map((value): Row => ({
    name: `the text ${value} as the choice of a route`,
    shape: false,
    document: { policies: { falsy: { origins: '*' } }, routes: { '/a': value } },
    issues: [{ id: 'unknown-policy-name', path: '/routes/~1a', fix: 'false', says: /Use false\.$/ }],
    near: { policies: { falsy: { origins: '*' } }, routes: { '/a': false } }
  })),
  ...['falsehood', 'notfalse'].map((value): Row => ({
    name: `the text ${value} as the choice of a route`,
    shape: false,
    document: { policies: { public: { origins: '*' } }, routes: { '/a': value } },
    issues: [{ id: 'unknown-policy-name', path: '/routes/~1a', says: /only known name is "public"\.$/ }],
    near: { policies: { [value]: { origins: '*' } }, routes: { '/a': value } }
  })),
  { name: 'a policy name without named policies', shape: false, document: { routes: { '/a': 'public' } }, issues: [{ id: 'unknown-policy-name', path: '/routes/~1a', says: /no policies are defined/ }], near: { routes: { '/a': false } } },
  ...([['api/*', '/api/*'], ['*', '/*'], ['', undefined], ['/a*', undefined], ['/*/a', undefined], ['/*/a/*', undefined], ['a*b', undefined], ['/a/**', '/a/*'], ['/a/*/', '/a/*'], ['/**', '/*'], ['/a**', undefined],
    ['/a/(*', undefined], ['/a)*', undefined], ['https://a.test/*', undefined],
    ['/a\nb', undefined]
  ] as const).map(([pattern, fix]): Row => ({
    name: `the route pattern ${JSON.stringify(pattern)}`,
    ...(pattern === '/a/(*' && { shape: false }),
    document: { routes: { [pattern]: false } },
    issues: [{ id: 'route-pattern-is-invalid', path: `/routes/${pattern.replaceAll('/', '~1')}`, ...(fix === undefined ? {} : { fix }) }],
    near: { routes: { '/*': false, '/': false, '/a/*': false, '/a/+': false, '/a+b': false, '/users/:id(^\\d*$)/*': false, '/files/:name(.*)': false } }
  })),
  ...([['*.customers.example.com', 'customers.example.com'], ['.customers.example.com.', 'customers.example.com'],
    ['https://Customers.example.com:443/x', 'customers.example.com'], [' *.customers.example.com', 'customers.example.com'],
    ['https://*.customers.example.com', 'customers.example.com'], ['customers.example.com:8443', 'customers.example.com'],
    [`https://a.test/${'x'.repeat(491)}`, 'a.test'], [`https://a.test/${'x'.repeat(492)}`, undefined], ['a..b', undefined], ['10.0.0.1', undefined], ['bücher.example', 'xn--bcher-kva.example'], [`${'a'.repeat(64)}.test`, undefined]
  ] as const).map(([suffix, fix]) => entry('privateSuffixes', `${suffix} as a private suffix`, suffix, 'private-suffix-is-invalid', fix, 'customers.example.com'))
]

/** All rejected documents. */
export const rejectedPolicies: readonly RejectedPolicy[] = [
  ...rejectedDataRows, ...rejectedShapeRows, ...rejectedOriginRows, ...rejectedCredentialsRows, ...rejectedNameRows
].map(row => ({ shape: true, ...row }))

/** All strings that `parseOrigins` rejects. */
export const rejectedLists: readonly { name: string, text: unknown, issues: readonly ExpectedIssue[], near: string }[] = [
  { name: 'an undefined variable', text: undefined, issues: [{ id: 'origin-list-empty', path: '' }], near: APP },
  { name: 'an empty variable', text: ' ', issues: [{ id: 'origin-list-empty', path: '' }], near: ` ${APP} ` },
  { name: 'a list instead of a string', text: [APP], issues: [{ id: 'origin-list-empty', path: '' }], near: APP },
  { name: 'the string undefined in a variable', text: 'undefined', issues: [{ id: 'origin-list-empty', path: '' }], near: APP },
  { name: 'the string null in a variable', text: ' null', issues: [{ id: 'origin-list-empty', path: '' }], near: `null,${APP}` },
  { name: 'a star alone', text: ' *', issues: [{ id: 'origins-text-is-wildcard', path: '' }], near: 'https://*.example.com' },
  { name: 'an empty entry', text: `${APP},, null,,`, issues: [{ id: 'origin-is-empty', path: '/1' }, { id: 'origin-is-empty', path: '/3' }], near: `${APP}, null` },
  { name: 'a star among origins', text: `${APP},*`, issues: [{ id: 'every-origin-in-list', path: '/1' }], near: `${APP},https://*.a.test` },
  { name: 'an entry with a trailing slash', text: 'https://a.test/', issues: [{ id: 'origin-has-path', path: '/0', fix: 'https://a.test' }], near: 'https://a.test' }
]
