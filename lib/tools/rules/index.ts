/** The rules, in the order in which their findings about one value are told. */
import type { Rule } from '../lint/rule.ts'
import { choiceOutsideRegistration } from './choice-outside-registration.ts'
import { getThatChangesState } from './get-that-changes-state.ts'
import { headerListedTwice } from './header-listed-twice.ts'
import { hijackDecorated } from './hijack-decorated.ts'
import { hookBeforePolicy } from './hook-before-policy.ts'
import { namedPolicyUnused } from './named-policy-unused.ts'
import { preflightNotRescued } from './preflight-not-rescued.ts'
import { resourcePolicyOfHelmet } from './resource-policy-of-helmet.ts'
import { routesNotKnown } from './routes-not-known.ts'
import { routesPatternWithoutRoute } from './routes-pattern-without-route.ts'
import { secondCorsLayer } from './second-cors-layer.ts'
import { simpleRequestWithCredentials } from './simple-request-with-credentials.ts'
import { subdomainWildcardWithCredentials } from './subdomain-wildcard-with-credentials.ts'
import { urlWithSeveralPolicies } from './url-with-several-policies.ts'
import { websocketWithoutGuard } from './websocket-without-guard.ts'

export const RULES: readonly Rule[] = [
  // origins
  subdomainWildcardWithCredentials,
  // request headers, exposed headers
  headerListedTwice,
  // applications
  routesPatternWithoutRoute,
  namedPolicyUnused,
  choiceOutsideRegistration,
  secondCorsLayer,
  urlWithSeveralPolicies,
  routesNotKnown,
  hookBeforePolicy,
  preflightNotRescued,
  hijackDecorated,
  websocketWithoutGuard,
  getThatChangesState,
  simpleRequestWithCredentials,
  resourcePolicyOfHelmet
]
