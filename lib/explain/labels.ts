/** Texts for the values of an explanation. */
import type { PreflightReason } from '../../types/browser.ts'
import type { CorsDecisionReason } from '../../types/decision.ts'
import type { ExplainedLocation } from '../../types/explanation.ts'

/** The reasons of decisions. */
export const REASONS: Readonly<Record<CorsDecisionReason, string>> = {
  'any-origin-allowed': 'the policy allows any origin',
  'origin-allowed': 'the policy allows the origin',
  'no-origin': 'not a CORS request',
  'origin-not-allowed': 'the policy does not allow the origin',
  'origin-not-in-source': 'neither the list nor the source of the policy has the origin',
  'source-stale': 'the source of the policy was last read too long ago',
  'source-unavailable': 'the source of the policy cannot be read',
  'source-busy': 'too many look-ups wait for the source of the policy',
  'method-not-allowed': 'the policy allows the origin, but not the method',
  'route-ambiguous': 'the route is uncertain'
}

/** Why a request needs a preflight. */
export const PREFLIGHT_REASONS: Readonly<Record<PreflightReason, string>> = {
  method: 'the method is not CORS-safelisted',
  headers: 'some headers are not CORS-safelisted:',
  'upload-listener': 'the upload has a listener',
  redirect: 'the request before the redirect needed one',
  'stream-body': 'the body is a stream'
}

/** Where policies are chosen. */
export const LOCATIONS: Readonly<Record<ExplainedLocation, string>> = {
  config: 'config.cors of the route',
  routes: 'routes of the document',
  notFound: 'notFound of the document',
  scope: 'the scope',
  policies: 'policies of the document',
  none: 'not covered by the plugin'
}
