/** The main entry: the plugin as default export and as what `require` gives, the other exports by name. */
import { compilePolicy } from './compile.ts'
import { decide } from './decide.ts'
import { CorsPolicyError } from './errors.ts'
import { parseOrigins } from './origins-from-list.ts'
import { corsPlugin as plugin } from './plugin.ts'
import { validatePolicy } from './validate.ts'

/**
 * The plugin; CommonJS code destructures what `require` gives, so the function carries the named exports too.
 *
 * @hidden it is documented as `corsPlugin`
 */
const corsPlugin = Object.assign(plugin, {
  corsPlugin: plugin,
  compilePolicy,
  decide,
  validatePolicy,
  parseOrigins,
  CorsPolicyError
})

export default corsPlugin
export { corsPlugin as 'module.exports', corsPlugin, compilePolicy, decide, validatePolicy, parseOrigins, CorsPolicyError }
export type { CorsPolicyErrorCode } from './errors.ts'
export type { CompiledCorsPolicy, CorsDecision, CorsDecisionReason, CorsRequest, CorsRoutedMethods } from '../types/decision.ts'
export type {
  CorsDecisionEvent, CorsDecorator, CorsDocsOptions, CorsLintMode, CorsLogLevel, CorsOriginGuardOptions, CorsPluginOptions, CorsPolicySource,
  ResolvedCorsPolicy, ResolvedCorsRoute
} from '../types/fastify.ts'
export type {
  CorsDangerFlag, CorsPolicy, CorsPolicyChoice, CorsPolicyDocument, CorsPolicyName, CorsPolicyNames, CorsPolicyOverride
} from '../types/policy.ts'
export type { CorsLintFinding, CorsLintFix, CorsPolicyIssue, CorsSeverity } from '../types/report.ts'
