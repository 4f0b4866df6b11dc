/** The rules. Findings about the same value have this order. */
import type { Rule } from '../rule.ts'
import { CREDENTIAL_RULES } from './credentials.ts'
import { CROSS_SITE_RULES } from './cross-site-requests.ts'
import { DOCUMENT_RULES } from './documents.ts'
import { EXPOSED_HEADER_RULES } from './exposed-headers.ts'
import { MAX_AGE_RULES } from './max-age.ts'
import { METHOD_RULES } from './methods.ts'
import { ORIGIN_LIST_RULES } from './origin-lists.ts'
import { ORIGIN_PATTERN_RULES } from './origin-patterns.ts'
import { cookiesForSeveralSites, resourcePolicyOfHelmet, secondCorsLayer } from './other-plugins.ts'
import { PREFLIGHT_RULES } from './preflights.ts'
import { REGISTRATION_RULES } from './registrations.ts'
import { REQUEST_HEADER_RULES } from './request-headers.ts'
import { UNREACHED_RULES } from './responses-without-policy.ts'

export const RULES: readonly Rule[] = [
  ...ORIGIN_PATTERN_RULES,
  ...ORIGIN_LIST_RULES,
  ...CREDENTIAL_RULES,
  ...METHOD_RULES,
  ...REQUEST_HEADER_RULES,
  ...EXPOSED_HEADER_RULES,
  ...MAX_AGE_RULES,
  ...DOCUMENT_RULES,
  ...REGISTRATION_RULES,
  secondCorsLayer,
  ...PREFLIGHT_RULES,
  ...UNREACHED_RULES,
  ...CROSS_SITE_RULES,
  resourcePolicyOfHelmet,
  cookiesForSeveralSites
]
