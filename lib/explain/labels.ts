/** Words for the values of an explanation. */
import type { PreflightReason } from '../../types/browser.ts'
import type { CorsDecisionReason } from '../../types/decision.ts'
import type { ExplainedSource } from '../../types/explanation.ts'

/** Why a policy answers as it does. */
export const REASONS: Readonly<Record<CorsDecisionReason, string>> = {
  'any-origin-allowed': 'the policy allows every origin',
  'origin-allowed': 'the policy allows the origin',
  'no-origin': 'no CORS request',
  'origin-not-allowed': 'the policy does not allow the origin',
  'method-not-allowed': 'the policy allows the origin, and not the method',
  'route-ambiguous': 'the route cannot be told with certainty'
}

/** Why there is a preflight. */
export const NEEDS: Readonly<Record<PreflightReason, string>> = {
  method: 'the method is not CORS-safelisted',
  headers: 'not CORS-safelisted:',
  'upload-listener': 'somebody listens to the upload',
  'stream-body': 'the body is a stream'
}

/** Where a policy was chosen. */
export const SOURCES: Readonly<Record<ExplainedSource, string>> = {
  config: 'the route\'s config.cors',
  routes: 'the document\'s routes',
  notFound: 'the document\'s notFound',
  scope: 'the scope',
  policies: 'the document',
  none: 'no registration of the plugin covers it'
}
