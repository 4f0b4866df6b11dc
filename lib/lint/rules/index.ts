/** The rules. Findings about the same value have this order. */
import type { Rule } from '../rule.ts'
import { anyHeaderAllowed } from './any-header-allowed.ts'
import { anyHeaderExposed } from './any-header-exposed.ts'
import { anyLoopbackPortInProduction } from './any-loopback-port-in-production.ts'
import { anyPortWithCredentials } from './any-port-with-credentials.ts'
import { apexNotCovered } from './apex-not-covered.ts'
import { authorizationNotAllowed } from './authorization-not-allowed.ts'
import { corsConfigWithoutPlugin } from './cors-config-without-plugin.ts'
import { credentialsWithAuthorization } from './credentials-with-authorization.ts'
import { dangerousFlagUnused } from './dangerous-flag-unused.ts'
import { frameworkSharedOrigin } from './framework-shared-origin.ts'
import { getThatChangesState } from './get-that-changes-state.ts'
import { headerListedTwice } from './header-listed-twice.ts'
import { headerLooksMistyped } from './header-looks-mistyped.ts'
import { hijackDecorated } from './hijack-decorated.ts'
import { hookBeforePlugin } from './hook-before-plugin.ts'
import { indexLeftWithCredentials } from './index-left-with-credentials.ts'
import { indexSplitFromBelow } from './index-split-from-below.ts'
import { insecureOrigin } from './insecure-origin.ts'
import { jsonWithoutContentType } from './json-without-content-type.ts'
import { loopbackOriginInProduction } from './loopback-origin-in-production.ts'
import { manyOrigins } from './many-origins.ts'
import { maxAgeAbsent } from './max-age-absent.ts'
import { maxAgeBeyondCaps } from './max-age-beyond-caps.ts'
import { maxAgeZero } from './max-age-zero.ts'
import { methodListedTwice } from './method-listed-twice.ts'
import { methodOverrideHeaderAllowed } from './method-override-header-allowed.ts'
import { methodWithoutRoute } from './method-without-route.ts'
import { namedPolicyUnused } from './named-policy-unused.ts'
import { nullOriginAllowed } from './null-origin-allowed.ts'
import { originCoveredByAnother } from './origin-covered-by-another.ts'
import { originHasTrailingDot } from './origin-has-trailing-dot.ts'
import { originListedTwice } from './origin-listed-twice.ts'
import { originLooksLikeAnother } from './origin-looks-like-another.ts'
import { originSchemeLooksMistyped } from './origin-scheme-looks-mistyped.ts'
import { overrideFieldWithoutEffect } from './override-field-without-effect.ts'
import { overrideWidensAccess } from './override-widens-access.ts'
import { perProfileExtensionOrigin } from './per-profile-extension-origin.ts'
import { authHookRejectsPreflight } from './auth-hook-rejects-preflight.ts'
import { preflightRouteAmbiguous } from './preflight-route-ambiguous.ts'
import { privateNetworkOrigin } from './private-network-origin.ts'
import { privateSuffixWithoutEffect } from './private-suffix-without-effect.ts'
import { dangerousFlagUsed } from './dangerous-flag-used.ts'
import { publicSuffixWildcard } from './public-suffix-wildcard.ts'
import { registrationWithoutRoute } from './registration-without-route.ts'
import { resourcePolicyOfHelmet } from './resource-policy-of-helmet.ts'
import { routeChoiceWithoutEffect } from './route-choice-without-effect.ts'
import { routeKeyLooksMistaken } from './route-key-looks-mistaken.ts'
import { routeMethodNotAllowed } from './route-method-not-allowed.ts'
import { routesNotKnown } from './routes-not-known.ts'
import { routesPatternWithoutRoute } from './routes-pattern-without-route.ts'
import { safelistedHeaderExposed } from './safelisted-header-exposed.ts'
import { safelistedHeaderListed } from './safelisted-header-listed.ts'
import { safelistedMethodListed } from './safelisted-method-listed.ts'
import { schemaHeaderNotAllowed } from './schema-header-not-allowed.ts'
import { secondCorsLayer } from './second-cors-layer.ts'
import { sentHeaderNotExposed } from './sent-header-not-exposed.ts'
import { sharedHostingOrigin } from './shared-hosting-origin.ts'
import { simpleRequestWithCredentials } from './simple-request-with-credentials.ts'
import { subdomainWildcard } from './subdomain-wildcard.ts'
import { subdomainWildcardWithCredentials } from './subdomain-wildcard-with-credentials.ts'
import { unlistedMethodStillReachable } from './unlisted-method-still-reachable.ts'
import { urlWithSeveralPolicies } from './url-with-several-policies.ts'
import { websocketWithoutGuard } from './websocket-without-guard.ts'
import { wildcardWithoutAuthorization } from './wildcard-without-authorization.ts'

export const RULES: readonly Rule[] = [
  // origins
  insecureOrigin,
  publicSuffixWildcard,
  subdomainWildcardWithCredentials,
  subdomainWildcard,
  anyPortWithCredentials,
  anyLoopbackPortInProduction,
  loopbackOriginInProduction,
  sharedHostingOrigin,
  privateNetworkOrigin,
  frameworkSharedOrigin,
  perProfileExtensionOrigin,
  originSchemeLooksMistyped,
  originHasTrailingDot,
  nullOriginAllowed,
  originListedTwice,
  originCoveredByAnother,
  apexNotCovered,
  originLooksLikeAnother,
  manyOrigins,
  // credentials
  credentialsWithAuthorization,
  dangerousFlagUsed,
  dangerousFlagUnused,
  // methods
  safelistedMethodListed,
  methodListedTwice,
  methodWithoutRoute,
  routeMethodNotAllowed,
  unlistedMethodStillReachable,
  // request headers, exposed headers
  anyHeaderAllowed,
  wildcardWithoutAuthorization,
  authorizationNotAllowed,
  headerListedTwice,
  headerLooksMistyped,
  safelistedHeaderListed,
  methodOverrideHeaderAllowed,
  jsonWithoutContentType,
  schemaHeaderNotAllowed,
  anyHeaderExposed,
  safelistedHeaderExposed,
  sentHeaderNotExposed,
  // max age
  maxAgeBeyondCaps,
  maxAgeZero,
  maxAgeAbsent,
  // documents
  routeKeyLooksMistaken,
  indexLeftWithCredentials,
  indexSplitFromBelow,
  routeChoiceWithoutEffect,
  overrideFieldWithoutEffect,
  overrideWidensAccess,
  privateSuffixWithoutEffect,
  // applications
  registrationWithoutRoute,
  routesPatternWithoutRoute,
  namedPolicyUnused,
  corsConfigWithoutPlugin,
  secondCorsLayer,
  urlWithSeveralPolicies,
  preflightRouteAmbiguous,
  routesNotKnown,
  hookBeforePlugin,
  authHookRejectsPreflight,
  hijackDecorated,
  websocketWithoutGuard,
  getThatChangesState,
  simpleRequestWithCredentials,
  resourcePolicyOfHelmet
]
