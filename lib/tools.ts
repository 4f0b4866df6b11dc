/**
 * The entry point of the tools: explain, lint, difference, documentation, OpenAPI, and the reports of `shadow` and of refused requests.
 * The plugin does not load it for requests.
 *
 * @module fastify-cors-policy/tools
 */
export { explainCookie } from './cookies.ts'
export { diffPolicies } from './diff.ts'
export { documentPolicies } from './docs.ts'
export { renderHtml } from './docs/html.ts'
export { renderMarkdown } from './docs/markdown.ts'
export { renderRefusalsHtml, renderRefusalsMarkdown } from './docs/render-refusals.ts'
export { renderShadow } from './docs/render-shadow.ts'
export { explain } from './explain.ts'
export { lintApp, lintPolicy, type LintOptions as CorsLintOptions } from './lint.ts'
export { corsTransformObject } from './openapi.ts'
export { renderProxyConfiguration, type CorsProxy } from './proxy.ts'
export type { CookieJudgment, CookieQuestion, CookieSetter, ExplainedCookie, ThirdPartyCookies } from '../types/cookie.ts'
export type {
  CorsDiffAny, CorsDiffChange, CorsDiffField, CorsDiffGrant, CorsDiffKept, CorsDiffMaxAge, CorsDiffMemory, CorsDiffNamed, CorsDiffNotFound,
  CorsDiffOrigins, CorsDiffOtherRoutes, CorsDiffPattern, CorsDiffPolicyNames, CorsDiffRoute, CorsDiffRoutes, CorsDiffSource, CorsDiffState,
  CorsDiffSubject, CorsNames, CorsOtherNames, CorsPolicyDiff, CorsRemembered, CorsRights
} from '../types/diff.ts'
export type { CorsDocumentation } from '../types/documentation.ts'
export type { CorsExplanation, CorsNearMiss, CorsPolicyChange, CorsTrace } from '../types/explanation.ts'
export type { OpenApiCorsPolicies } from '../types/openapi.ts'
export type { CorsApplicationQuestion, CorsDocumentQuestion, CorsPageQuestion } from '../types/question.ts'
export type { CorsRefusal, CorsRefusalReport } from '../types/refusals.ts'
export type { CorsFix, CorsLintFinding, CorsSeverity } from '../types/report.ts'
export type { CorsShadowReport } from '../types/shadow.ts'
