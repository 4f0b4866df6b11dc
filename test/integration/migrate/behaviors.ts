/** Configurations of @fastify/cors, one for each behavior of its options, with what the conversion must say. */
import type { CorsMigrationVerdict } from '../../../types/migration.ts'

export interface Behavior {
  readonly options: unknown
  readonly verdict: CorsMigrationVerdict
  /** The origins of the policy; null without one. */
  readonly origins: '*' | readonly string[] | null
  /** Other fields of the policy. */
  readonly fields?: object
  /** The ids of notes and changes that the report must have, among others. */
  readonly ids?: readonly string[]
  /** Default: 11.4.3, which the tests run. */
  readonly version?: string
}

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example.com'
const THREE = ['GET', 'HEAD', 'POST']
const SIX = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE']
const ANY = ['*', 'Authorization']
const TWO = ['Content-Type', 'Authorization']

type Callback = (error: unknown, result?: unknown) => void
type Origin = string | undefined

const exact = (options: unknown, origins: Behavior['origins'], fields: object = {}, ...ids: string[]): Behavior => ({ options, verdict: 'exact', origins, fields, ids })
const narrower = (options: unknown, origins: Behavior['origins'], fields: object = {}, ...ids: string[]): Behavior => ({ options, verdict: 'narrower', origins, fields, ids })
const not = (options: unknown, ...ids: string[]): Behavior => ({ options, verdict: 'not-convertible', origins: null, ids })
const wider = (options: unknown, ...ids: string[]): Behavior => ({ options, verdict: 'wider', origins: null, ids })

export const BEHAVIORS: readonly Behavior[] = [
  // Defaults, and the origin as a value.
  exact(undefined, '*', { methods: THREE, allowedHeaders: ANY }, 'default-methods'),
  exact({}, '*', { methods: THREE, allowedHeaders: ANY }),
  { ...exact({}, '*', { methods: SIX }), version: '10.1.0' },
  { ...exact({}, '*', { methods: SIX }), version: '8.5.0' },
  exact({ origin: '*' }, '*'),
  exact({ origin: true }, '*'),
  exact({ origin: ['*'] }, '*'),
  exact({ origin: [APP, '*'] }, '*'),
  exact({ origin: false }, null),
  exact({ origin: [] }, null),
  exact({ origin: '' }, null, {}, 'invalid-origin-option'),
  exact({ origin: null }, null, {}, 'invalid-origin-option'),
  exact({ origin: undefined }, null, {}, 'option-undefined'),
  exact({ origin: APP }, [APP], { allowedHeaders: ANY }),
  exact({ origin: [APP, SHOP] }, [APP, SHOP]),
  exact({ origin: [APP, [SHOP]] }, [APP, SHOP]),
  exact({ origin: [APP, APP] }, [APP]),
  exact({ origin: 'http://localhost:3000' }, ['http://localhost:3000']),
  exact({ origin: ['capacitor://localhost', 'tauri://localhost'] }, ['capacitor://localhost', 'tauri://localhost']),
  exact({ origin: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, ['chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']),
  // Origins of other schemes that an expression or a function accepts.
  exact({ origin: /^null$/ }, ['null'], {}, 'needs-null-origin'),
  not({ origin: /^null$/, credentials: true }, 'null-with-credentials'),
  exact({ origin: /^(https:\/\/app\.example\.com|capacitor:\/\/localhost)$/ }, [APP, 'capacitor://localhost']),
  not({ origin: /^chrome-extension:\/\// }, 'origin-not-covered'),
  narrower({ origin: /^(?:https:\/\/app\.example\.com|null|chrome-extension:\/\/.+)$/ }, [APP], {}, 'origin-not-covered'),
  exact({ origin: (origin: Origin, callback: Callback) => callback(null, [APP, 'ionic://localhost'].includes(origin!)) }, [APP, 'ionic://localhost']),
  narrower({ origin: (origin: Origin, callback: Callback) => callback(null, origin === 'https://app.example.com' || origin?.startsWith('capacitor://')) }, [APP], {}, 'origin-not-covered'),
  not({ origin: /^(?:null|https:\/\/.*\.example\.com.*)$/ }, 'substring-test'),
  // A function that accepts origins that it cannot mean.
  not({ origin: (origin: Origin, callback: Callback) => callback(null, /:\d+$/.test(origin ?? '')) }, 'function-tried'),
  not({ origin: (origin: Origin, callback: Callback) => callback(null, [...origin ?? ''].length % 2 === 0) }, 'function-tried'),
  exact({ origin: ['null', APP] }, ['null', APP], { dangerouslyAllow: ['null-origin'] }, 'needs-null-origin'),
  exact({ origin: [true] }, '*'),
  exact({ origin: [false, APP] }, [APP]),
  exact({ origin: {} }, '*'),
  // Entries that never match.
  exact({ origin: 'app.example.com' }, null, {}, 'origin-never-matched', 'origin-was-meant'),
  exact({ origin: [`${APP}/`, SHOP] }, [SHOP], {}, 'origin-never-matched', 'origin-was-meant'),
  exact({ origin: ['https://APP.example.com', SHOP] }, [SHOP], {}, 'origin-never-matched'),
  exact({ origin: [`${APP}:443`, SHOP] }, [SHOP], {}, 'origin-never-matched'),
  exact({ origin: ['https://*.example.com', SHOP] }, [SHOP], {}, 'origin-never-matched'),
  exact({ origin: `${APP}, ${SHOP}` }, null, {}, 'origin-never-matched'),
  exact({ origin: ['/.*/', SHOP] }, [SHOP], {}, 'origin-never-matched'),
  exact({ origin: [` ${APP}`, SHOP] }, [SHOP], {}, 'origin-never-matched'),
  exact({ origin: /^localhost$/ }, null, {}, 'expression-never-matched'),
  // Regular expressions.
  exact({ origin: /^https:\/\/app\.example\.com$/ }, [APP]),
  exact({ origin: /^https:\/\/([a-z0-9-]+\.)*example\.com$/ }, ['https://*.example.com', 'https://example.com']),
  exact({ origin: /^https:\/\/([a-z0-9-]+\.)*example\.com$/gi }, ['https://*.example.com', 'https://example.com']),
  narrower({ origin: /\.example\.com$/ }, ['https://*.example.com'], {}, 'origin-not-covered'),
  narrower({ origin: /example\.com$/ }, ['https://*.example.com', 'https://example.com'], {}, 'origin-not-covered'),
  narrower({ origin: /^https:\/\/app\.example\.com/ }, [APP], {}, 'origin-not-covered'),
  exact({ origin: /^http:\/\/localhost:\d+$/ }, ['http://localhost:*'], {}, 'loopback-without-port'),
  exact({ origin: /^https?:\/\/localhost(:\d+)?$/ }, ['https://localhost:*', 'http://localhost:*']),
  wider({ origin: /^https:\/\/[a-z0-9-]+\.example\.com$/ }, 'wider-pattern'),
  narrower({ origin: [APP, /^https:\/\/[a-z]+\.shop\.test$/] }, [APP], {}, 'wider-pattern'),
  exact({ origin: /.*/ }, '*'),
  not({ origin: /^https?:\/\/.+$/ }, 'any-origin', 'any-origin-left-out'),
  not({ origin: /^http:\/\/192\.168\.\d+\.\d+:3000$/ }, 'origin-not-covered'),
  not({ origin: /^https:\/\/(?!www)[a-z]+\.example\.com$/ }, 'expression-not-compared'),
  narrower({ origin: [APP, /\.vercel\.app$/], credentials: true }, [APP, 'https://*.vercel.app'], { dangerouslyAllow: ['public-suffix-wildcards'] }, 'needs-public-suffix-wildcards'),
  // Functions.
  exact({ origin: (_origin: Origin, callback: Callback) => callback(null, true) }, '*', {}, 'function-tried'),
  exact({ origin: (_origin: Origin, callback: Callback) => callback(null, '*') }, '*'),
  not({ origin: (_origin: Origin, callback: Callback) => callback(null, false) }, 'function-tried'),
  exact({ origin: (origin: Origin, callback: Callback) => callback(null, origin === undefined || [APP, SHOP].includes(origin)) }, [APP, SHOP]),
  exact({ origin: (origin: Origin, callback: Callback) => origin === 'https://app.example.com' ? callback(null, origin) : callback(new Error('no')) }, [APP], {}, 'blocked-by-error', 'request-without-origin'),
  exact({ origin: async (origin: Origin) => [APP].includes(origin!) }, [APP]),
  exact({ origin: async (origin: Origin) => { if (!new Set([APP]).has(origin!)) throw new Error('no'); return true } }, [APP], {}, 'blocked-by-error', 'look-up'),
  exact({ origin: (_origin: Origin, callback: Callback) => callback(null, [APP, /^https:\/\/shop\.example\.com$/]) }, [APP, SHOP]),
  exact({ origin: (origin: Origin, callback: Callback) => { if (origin === 'https://app.example.com') callback(null, true) } }, [APP], {}, 'function-without-result'),
  narrower({ origin: (origin: Origin, callback: Callback) => callback(null, /\.example\.com$/.test(origin ?? '')) }, ['https://*.example.com'], {}, 'origin-not-covered'),
  narrower({ origin: (origin: Origin, callback: Callback) => callback(null, origin?.endsWith('.example.com') ?? true) }, ['https://*.example.com'], {}, 'origin-not-covered'),
  not({ origin: (origin: Origin, callback: Callback) => callback(null, origin?.includes('.example.com') ?? true) }, 'substring-test'),
  exact({ origin: (origin: Origin, callback: Callback) => callback(null, origin !== undefined && new Map([[APP, 1]]).has(origin)) }, [APP], {}, 'look-up'),
  exact({ origin: (origin: Origin) => { if (![APP].includes(origin!)) throw new Error('no'); return Promise.resolve(origin) } }, [APP], {}, 'blocked-by-error'),
  not({ origin: (origin: Origin, callback: Callback) => callback(null, origin?.startsWith('https://') ?? true) }, 'any-origin'),
  not({ origin: (origin: Origin, callback: Callback) => callback(null, origin?.startsWith('http') ?? true) }, 'any-origin'),
  exact({ origin: (origin: Origin, callback: Callback) => callback(null, /^https:\/\/my-[a-z0-9-]+\.shop\.test$/.test(origin ?? '')) }, ['https://my-*.shop.test']),
  exact({ origin: (origin: Origin, callback: Callback) => callback(null, [APP, ...Array.from({ length: 600 }, (_, i) => `https://${i}.test`)].slice(0, 1).concat(Array.from({ length: 600 }, () => '')).includes(origin!)) }, [APP]),
  // Credentials.
  narrower({ origin: APP, credentials: true }, [APP], { credentials: true, allowedHeaders: TWO }, 'header-not-listed', 'which-request-headers'),
  exact({ origin: APP, credentials: true, allowedHeaders: ['X-One'] }, [APP], { credentials: true, allowedHeaders: ['X-One'] }),
  exact({ origin: APP, credentials: 'false', allowedHeaders: [] }, [APP], { credentials: true, allowedHeaders: [] }),
  exact({ origin: '*', credentials: true }, '*', {}, 'wildcard-with-credentials'),
  exact({ credentials: true }, '*', {}, 'wildcard-with-credentials'),
  not({ origin: true, credentials: true }, 'which-origins'),
  not({ origin: /^(.*)/, credentials: true }, 'which-origins'),
  not({ origin: /^https:/, credentials: true }, 'which-origins'),
  not({ origin: (_origin: Origin, callback: Callback) => callback(null, true), credentials: true }, 'which-origins'),
  exact({ origin: ['http://app.example.com'], credentials: true, allowedHeaders: 'X-One' }, ['http://app.example.com'], { dangerouslyAllow: ['insecure-origins'] }, 'needs-insecure-origins'),
  narrower({ origin: ['null', APP], credentials: true, allowedHeaders: 'X-One' }, [APP], {}, 'null-with-credentials'),
  not({ origin: 'null', credentials: true }, 'null-with-credentials'),
  // Methods.
  exact({ methods: 'GET,PUT' }, '*', { methods: ['GET', 'PUT'] }, 'method-without-route'),
  exact({ methods: ['GET', 'PUT', 'OPTIONS'] }, '*', { methods: ['GET', 'PUT'] }, 'options-listed'),
  exact({ methods: ['OPTIONS'] }, '*', { methods: [] }),
  exact({ methods: [] }, '*', { methods: [] }),
  exact({ methods: undefined }, '*', { methods: [] }, 'option-undefined'),
  exact({ methods: 'get,put,delete' }, '*', { methods: [] }, 'method-without-effect'),
  exact({ methods: ['PUT', 'TRACE', 'UPDATE'] }, '*', { methods: ['PUT'] }, 'method-without-effect'),
  exact({ methods: '*' }, '*'),
  narrower({ origin: APP, credentials: true, methods: '*', allowedHeaders: 'X-One' }, [APP], { methods: [] }, 'method-wildcard'),
  // Headers.
  exact({ allowedHeaders: ['X-One', 'Content-Type'] }, '*', { allowedHeaders: ['X-One', 'Content-Type'] }),
  exact({ allowedHeaders: 'X-One, X-Two' }, '*', { allowedHeaders: ['X-One', 'X-Two'] }),
  exact({ allowedHeaders: '*' }, '*', { allowedHeaders: '*' }),
  exact({ allowedHeaders: ['*', 'authorization'] }, '*', { allowedHeaders: ANY }),
  exact({ allowedHeaders: ['Origin', 'Cookie', 'X-One', 'Access-Control-Allow-Origin'] }, '*', { allowedHeaders: ['X-One'] }, 'request-header-without-effect'),
  exact({ allowedHeaders: undefined }, '*', { allowedHeaders: [] }, 'option-undefined'),
  narrower({ origin: APP, credentials: true, allowedHeaders: '*,X-One' }, [APP], { allowedHeaders: ['X-One'] }, 'header-wildcard', 'header-wildcard-with-credentials'),
  exact({ exposedHeaders: ['X-Proof', 'ETag'] }, '*', { exposedHeaders: ['X-Proof', 'ETag'] }),
  exact({ exposedHeaders: '*' }, '*', { exposedHeaders: '*' }),
  exact({ exposedHeaders: ['Set-Cookie', 'X-Proof'] }, '*', { exposedHeaders: ['X-Proof'] }, 'response-header-without-effect'),
  narrower({ origin: APP, credentials: true, allowedHeaders: 'X-One', exposedHeaders: '*' }, [APP], {}, 'exposed-wildcard', 'exposed-wildcard-with-credentials'),
  // Preflights.
  exact({ maxAge: 600 }, '*', { maxAge: 600 }),
  exact({ maxAge: 0 }, '*', { maxAge: 0 }),
  exact({ maxAge: 100_000 }, '*', { maxAge: 86_400 }, 'max-age-shortened'),
  exact({ maxAge: -5 }, '*', {}, 'max-age-without-effect'),
  exact({ maxAge: undefined }, '*', {}, 'max-age-without-effect'),
  exact({ cacheControl: 30 }, '*', { preflightCacheControl: 'max-age=30' }),
  exact({ cacheControl: 'no-store' }, '*', { preflightCacheControl: 'no-store' }),
  exact({ cacheControl: 1.5 }, '*'),
  exact({ cacheControl: 'max age' }, '*', {}, 'value-left-out'),
  exact({ optionsSuccessStatus: 200 }, '*', { preflightStatus: 200 }),
  exact({ strictPreflight: false }, '*', {}, 'options-request'),
  exact({ preflightContinue: true }, '*', {}, 'preflight-continued'),
  wider({ preflight: false, origin: APP }, 'preflight-without-need'),
  wider({ optionsSuccessStatus: 302 }, 'preflight-status', 'preflight-without-need'),
  wider({ optionsSuccessStatus: undefined }, 'preflight-status'),
  exact({ optionsSuccessStatus: 200.5 }, '*', { preflightStatus: 200 }),
  exact({ optionsSuccessStatus: '200' }, '*', { preflightStatus: 200 }),
  exact({ optionsSuccessStatus: 404, preflightContinue: true }, '*', { preflightStatus: 200 }),
  // A malformed list counts as a whole.
  wider({ methods: 'GET; PUT' }, 'list-malformed'),
  wider({ methods: 'GET\nPUT' }, 'list-malformed'),
  wider({ methods: ['PUT', 'DELETE\n'] }, 'list-malformed'),
  wider({ allowedHeaders: ['X One', 'X-Two'] }, 'list-malformed'),
  exact({ exposedHeaders: ['X One', 'X-Proof'] }, '*', {}, 'list-malformed'),
  exact({ exposedHeaders: 'X-Proof\nX-One' }, null, {}, 'invalid-header-value'),
  wider({ cacheControl: 'no-store\nno-cache' }, 'preflight-without-need'),
  wider({ hook: 'preSerialization' }, 'responses-without-headers'),
  { ...wider({ hook: 'onSend' }, 'preflight-without-need'), version: '10.1.0' },
  exact({ delegator: (_request: unknown, callback: Callback) => callback(null, { origin: APP }) }, [APP], {}, 'delegator'),
  // Functions that refuse a name inside a pattern, or that answer by chance.
  not({ origin: (origin: Origin, callback: Callback) => callback(null, origin!.endsWith('.example.com') && !origin!.includes('evil')) }, 'function-tried'),
  not({ origin: (calls => (_origin: Origin, callback: Callback) => callback(null, calls++ % 3 !== 0))(0) }, 'function-tried'),
  not({ origin: () => { throw new Error('no') } }, 'function-tried'),
  // Others.
  exact({ hook: 'preHandler' }, '*', {}, 'hook'),
  exact({ hideOptionsRoute: false, logLevel: 'silent' }, '*'),
  exact({ origins: [APP] }, '*', {}, 'option-unknown'),
  exact({ zzzzzzzz: true }, '*', {}, 'option-unknown'),
  exact({ method: ['PUT'] }, '*', { methods: THREE }, 'option-unknown')
]

/** These cannot be run with @fastify/cors: it does not start, or each request fails. */
export const NOT_RUN: ReadonlySet<unknown> = new Set(BEHAVIORS.filter(({ options }) => {
  const { origin, methods, allowedHeaders } = (options ?? { origin: '*' }) as Record<string, unknown>
  return (typeof origin === 'function' && String(origin).includes('if (origin ===')) || [origin].includes(null) || methods === null || allowedHeaders === null
}))
