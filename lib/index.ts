/**
 * The main entry point. The plugin is the default export and the result of `require`; all exports have names too.
 *
 * @module fastify-cors-policy
 */
import { compilePolicy } from './compile.ts'
import { decide } from './decide.ts'
import { developmentOrigins } from './development-origins.ts'
import { CorsPolicyError } from './errors.ts'
import { parseOrigins } from './parse-origins.ts'
import { corsFrameworkErrors } from './plugin/framework-errors.ts'
import { plugin } from './plugin.ts'
import { validatePolicy } from './validate.ts'

/**
 * The plugin with the named exports as properties, because CommonJS code destructures the result of `require`.
 *
 * @hidden documented as `corsPlugin`
 */
const corsPlugin = Object.assign(plugin, {
  corsPlugin: plugin,
  compilePolicy,
  decide,
  validatePolicy,
  parseOrigins,
  developmentOrigins,
  corsFrameworkErrors,
  CorsPolicyError
})

export default corsPlugin
export { corsPlugin as 'module.exports', corsPlugin, compilePolicy, decide, validatePolicy, parseOrigins, developmentOrigins, corsFrameworkErrors, CorsPolicyError }
export type { CorsPolicyErrorCode } from './errors.ts'
export type {
  CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions, CorsDocumentStoreStatus, CorsRejectedDocument, CorsStoredDocument
} from '../types/document-store.ts'
export type { DevelopmentOriginsOptions } from './development-origins.ts'
export type { CompiledCorsPolicy, CorsDecision, CorsDecisionReason, CorsRequest, CorsRoutedMethods, CorsSourceResult } from '../types/decision.ts'
export type { CorsDecisionEvent, CorsPolicyStats, CorsReportedReason, CorsUndecidedEvent, CorsUnresolvedReason } from '../types/decision-event.ts'
export type {
  CorsDecorator, CorsFrameworkErrorHandler, CorsOriginGuardOptions, CorsPolicyLocation, ResolvedCorsPolicy, ResolvedCorsRoute
} from '../types/fastify.ts'
export type {
  CorsDocsOptions, CorsFollowedPolicy, CorsLintMode, CorsLogLevel, CorsNoStore, CorsOriginSources, CorsPluginOptions, CorsRegistrationOptions
} from '../types/plugin-options.ts'
export type {
  CorsDangerFlag, CorsLintIgnore, CorsLintSettings, CorsOriginEntry, CorsPolicy, CorsPolicyChoice, CorsPolicyDocument, CorsPolicyDocumentBase, CorsPolicyName, CorsPolicyNames, CorsPolicyOverride
} from '../types/policy.ts'
export type { CorsRefusal, CorsRefusalReport } from '../types/refusals.ts'
export type { CorsRememberedPolicy } from '../types/remembered-policy.ts'
export type { CorsOriginClass, CorsShadow, CorsShadowDifference, CorsShadowEffect, CorsShadowEvent, CorsShadowReport } from '../types/shadow.ts'
export type { CorsRegistrationStatus, CorsStatus } from '../types/status.ts'
export type { CorsFix, CorsLintFinding, CorsPolicyIssue, CorsSeverity } from '../types/report.ts'
export type {
  CorsOriginSource, CorsSourceChange, CorsSourceConnection, CorsSourceEntry, CorsSourceKey, CorsSourceName, CorsSourceNames, CorsSourceOptions, CorsSourceStatus
} from '../types/source.ts'
