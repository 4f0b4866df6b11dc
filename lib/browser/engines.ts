/**
 * Known differences between the engines and the standard: the only switches of the model. `docs/engines.md` is made from this table.
 * Each value is measured in the browser that `MEASURED` names, and `test/browser/model` compares the model with these browsers again. Safari
 * itself was not measured: the column `safari` is WebKitGTK.
 */
import type { Engine } from '../../types/browser.ts'
import type { EngineFacts } from './engine-facts.ts'

export type { EngineFacts } from './engine-facts.ts'

/**
 * The browsers in which the table was measured. WebKitGTK shares the code of WebKit with Safari, but has another network layer, so what it does
 * with redirects and with unusual HTTP may not be what Safari does.
 */
export const MEASURED: Readonly<Record<Exclude<Engine, 'standard'>, string>> = Object.freeze({
  chromium: 'Chromium 156',
  firefox: 'Firefox 153 ESR',
  safari: 'WebKitGTK 2.50'
})

type Table = { readonly [Fact in keyof EngineFacts]: readonly [
  standard: EngineFacts[Fact], chromium: EngineFacts[Fact], firefox: EngineFacts[Fact], safari: EngineFacts[Fact]
] }

/** The standard leaves the maximum age and the number of URLs to the browser. */
const TABLE: Table = {
  mixedContent: [['public', 'local'], ['public'], ['public', 'local'], ['public', 'local', 'loopback']],
  protectsLocalNetwork: [false, true, true, false],
  localNetworkNeedsHttps: [false, true, false, false],

  safelistsClientHints: [false, true, false, false],
  dropsUserAgent: [false, true, false, false],
  joinsRequestHeaders: [false, true, false, true],
  limitsTotalLength: [true, true, false, true],
  rejectsUnusualValues: [false, false, true, false],
  rangeBits: [Infinity, 63, 64, 64],
  allowsLooseRanges: [false, false, false, true],
  repeatsHeaderNames: [false, false, true, false],
  uploadListenerNeedsBody: [false, true, false, false],
  streamBody: ['stream', 'stream', 'text', 'error'],
  sendsStreamsInCorsMode: [false, true, false, false],

  // The preference network.cors_preflight.authorization_covered_by_wildcard of Firefox can change this.
  wildcardCoversAuthorization: [false, true, true, true],
  grantsMethodOfUploads: [true, false, false, false],
  preflightOrder: [
    ['cors-check', 'preflight-redirect', 'preflight-status'],
    ['preflight-redirect', 'cors-check', 'preflight-status'],
    ['cors-check', 'preflight-redirect', 'preflight-status'],
    ['preflight-redirect', 'preflight-status', 'cors-check']
  ],
  ignoresEmptyLines: [false, false, true, false],
  exposesAllBeforeMalformed: [false, false, true, false],
  exposesAcceptWithCredentials: [false, false, false, true],

  rejectsMalformedLocationFirst: [false, true, false, false],
  emptyLocation: ['same-url', 'none', 'same-url', 'malformed'],
  joinsLocations: [false, false, false, true],
  followsUnknownRedirects: [false, false, false, true],
  rejectsOwnRedirectCredentials: [false, true, false, false],
  rejectsRedirectsLate: [false, false, false, true],
  dropsDelete: [false, false, false, true],
  dropsClientHintsOnRedirect: [false, true, false, false],
  preflightAfterRedirect: ['current', 'current', 'again', 'original'],
  preflightOrigin: ['request', 'request', 'page', 'request'],
  checksRedirectsWithCredentials: [false, false, false, true],

  sendsOriginWithoutReferrer: [false, true, false, false],
  hidesOriginOnRedirect: [false, true, false, false],
  showsOriginOnRedirect: [false, false, false, true],
  keepsOriginOnRedirect: [false, false, false, true],

  cachesWholeResponses: [false, true, false, true],
  cachedWildcard: ['all but Authorization', 'all but Authorization', 'nothing', 'everything'],
  wildcardIsLiteralFor: ['entry', 'entry', 'entry', 'request'],
  cachesRejectedPreflights: [false, false, false, true],
  cachesByCredentials: [false, false, true, false],
  uncachedMethods: [['GET', 'HEAD', 'POST'], ['GET', 'HEAD', 'POST'], ['GET', 'POST'], ['GET', 'HEAD', 'POST']],
  cachesForNull: [true, false, true, true],
  longestCachedUrl: [Infinity, 1023, Infinity, Infinity],
  mostCachedUrls: [Infinity, Infinity, 100, Infinity],
  clearsCacheOnFailure: ['preflighted', 'none', 'all', 'none'],
  cacheModesWithPreflight: [[], ['no-store', 'reload', 'no-cache'], ['no-store', 'reload'], []],
  uncachedModes: [[], ['no-store'], [], []],
  // In the standard, such headers change the HTTP cache only: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
  conditionsIgnoreCache: ['none', 'all', 'fetch', 'none'],
  longestMaxAge: [Infinity, 7200, 86400, 600],
  malformedMaxAge: [5, 5, 0, 5],
  maxAgeIsInteger: [false, true, false, true],
  trimsMaxAge: [false, false, false, true]
}

/** The engines in the order of the columns of the table. Frozen. */
export const ENGINE_NAMES: readonly Engine[] = Object.freeze(['standard', 'chromium', 'firefox', 'safari'])

const ENGINES = Object.fromEntries(ENGINE_NAMES.map((engine, column) => [
  engine, Object.freeze(Object.fromEntries(Object.entries(TABLE).map(([fact, values]) => [fact, values[column]])))
])) as unknown as Readonly<Record<Engine, EngineFacts>>

/** The behavior of an engine. */
export function factsOf (engine: Engine): EngineFacts {
  return ENGINES[engine]
}
