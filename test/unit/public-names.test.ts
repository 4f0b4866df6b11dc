/** The public names of each entry. A change here is a change of the public API: it needs a line in docs/renames.md and in CHANGELOG.md. */
import t from 'tap'
import { sourceFiles } from '../sources.mjs'
import { exportsOf, type Meaning } from './repository/declarations.ts'

/** Values first, then types; each sorted. */
const PUBLIC: Readonly<Record<string, readonly [values: readonly string[], types: readonly string[]]>> = {
  'lib/index.ts': [['CorsPolicyError', 'compilePolicy', 'corsFrameworkErrors', 'corsPlugin', 'decide', 'default', 'developmentOrigins', 'module.exports', 'parseOrigins', 'validatePolicy'], [
    'CompiledCorsPolicy', 'CorsDangerFlag', 'CorsDecision', 'CorsDecisionEvent', 'CorsDecisionReason', 'CorsDecorator', 'CorsDocsOptions',
    'CorsDocumentConnection', 'CorsDocumentStore', 'CorsDocumentStoreOptions', 'CorsDocumentStoreStatus', 'CorsFix', 'CorsFollowedPolicy',
    'CorsFrameworkErrorHandler', 'CorsLintFinding', 'CorsLintIgnore', 'CorsLintMode', 'CorsLintSettings', 'CorsLogLevel', 'CorsNoStore',
    'CorsOriginClass', 'CorsOriginEntry', 'CorsOriginGuardOptions', 'CorsOriginSource', 'CorsOriginSources', 'CorsPluginOptions', 'CorsPolicy',
    'CorsPolicyChoice', 'CorsPolicyDocument', 'CorsPolicyDocumentBase', 'CorsPolicyErrorCode', 'CorsPolicyIssue', 'CorsPolicyLocation',
    'CorsPolicyName', 'CorsPolicyNames', 'CorsPolicyOverride', 'CorsPolicyStats', 'CorsRefusal', 'CorsRefusalReport', 'CorsRegistrationOptions',
    'CorsRegistrationStatus', 'CorsRejectedDocument', 'CorsRememberedPolicy', 'CorsReportedReason', 'CorsRequest', 'CorsRoutedMethods',
    'CorsSeverity', 'CorsShadow', 'CorsShadowDifference', 'CorsShadowEffect', 'CorsShadowEvent', 'CorsShadowReport', 'CorsSourceChange',
    'CorsSourceConnection', 'CorsSourceEntry', 'CorsSourceKey', 'CorsSourceName', 'CorsSourceNames', 'CorsSourceOptions', 'CorsSourceResult',
    'CorsSourceStatus', 'CorsStatus', 'CorsStoredDocument', 'CorsUndecidedEvent', 'CorsUnresolvedReason', 'DevelopmentOriginsOptions',
    'ResolvedCorsPolicy', 'ResolvedCorsRoute'
  ]],
  'lib/schema.ts': [['CorsPolicyDocumentSchema', 'CorsPolicyOverrideSchema', 'CorsPolicySchema'], []],
  'lib/browser.ts': [['scriptedServer', 'simulateFetch'], [
    'CacheMode', 'CredentialsMode', 'Engine', 'Failure', 'FailureCode', 'HeaderLine', 'PageRequest', 'PageResponse', 'PreflightCacheEntry', 'ReferrerPolicy',
    'ScriptedResponses', 'SentRequest', 'ServerResponse', 'SimulateFetchOptions', 'SimulatedFetch', 'SimulatedServer'
  ]],
  'lib/sources.ts': [[
    'fileDocument', 'fileDocumentWriter', 'fileOrigins', 'fileWriter', 'memoryOrigins', 'memoryWriter', 'postgresDocument', 'postgresDocumentSchema', 'postgresDocumentWriter',
    'postgresOrigins', 'postgresSchema', 'postgresWriter', 'redisDocument', 'redisDocumentWriter', 'redisOrigins', 'redisWriter', 'sqliteOrigins',
    'sqliteSchema', 'sqliteWriter'
  ], [
    'CorsDocumentConnection', 'CorsDocumentStore', 'CorsDocumentStoreOptions', 'CorsDocumentVersion', 'CorsDocumentWriter',
    'CorsMemoryOrigins', 'CorsOriginSource', 'CorsOriginWriter', 'CorsPgClient', 'CorsPgQueryable', 'CorsPostgresJsClient', 'CorsPostgresJsQuery',
    'CorsPostgresJsQueryable', 'CorsPostgresTable', 'CorsPublication', 'CorsRedisClient', 'CorsRedisDocumentOptions', 'CorsRedisOptions', 'CorsSourceChange', 'CorsSourceConnection',
    'CorsSourceOptions', 'CorsSqliteDatabase', 'CorsSqliteStatement', 'CorsSqliteTable', 'CorsStoredDocument', 'CorsVersionedDocumentWriter'
  ]],
  'lib/testing.ts': [['originSourceChecks'], ['CorsSourceCheck', 'CorsSourceUnderTest']],
  'lib/tools.ts': [['corsTransformObject', 'diffPolicies', 'documentPolicies', 'explain', 'explainCookie', 'lintApp', 'lintPolicy', 'renderHtml', 'renderMarkdown', 'renderProxyConfiguration', 'renderRefusalsHtml', 'renderRefusalsMarkdown', 'renderShadow'], [
    'CookieJudgment', 'CookieQuestion', 'CookieSetter', 'CorsApplicationQuestion', 'CorsDiffAny', 'CorsDiffChange', 'CorsDiffField', 'CorsDiffGrant',
    'CorsDiffKept', 'CorsDiffMaxAge', 'CorsDiffMemory', 'CorsDiffNamed', 'CorsDiffNotFound', 'CorsDiffOrigins', 'CorsDiffOtherRoutes',
    'CorsDiffPattern', 'CorsDiffPolicyNames', 'CorsDiffRoute', 'CorsDiffRoutes', 'CorsDiffSource', 'CorsDiffState', 'CorsDiffSubject',
    'CorsDocumentQuestion', 'CorsDocumentation', 'CorsExplanation', 'CorsFix', 'CorsLintFinding', 'CorsLintOptions', 'CorsNames', 'CorsNearMiss',
    'CorsOtherNames', 'CorsPageQuestion', 'CorsPolicyChange', 'CorsPolicyDiff', 'CorsProxy', 'CorsRefusal', 'CorsRefusalReport', 'CorsRemembered', 'CorsRights', 'CorsSeverity', 'CorsShadowReport',
    'CorsTrace', 'ExplainedCookie', 'OpenApiCorsPolicies', 'ThirdPartyCookies'
  ]],
  'lib/check.ts': [['CheckOptionError', 'UnreachableError', 'checkApplication', 'checkEndpoint', 'planRequests'], [
    'CheckApplicationOptions', 'CheckApplicationReport', 'CheckArea', 'CheckBody', 'CheckExchange', 'CheckFinding', 'CheckGrade', 'CheckOptions', 'CheckReport', 'CheckRequest', 'CheckedApplication', 'CheckedProbe',
    'CheckedRoute', 'DocumentedApplication', 'RequestsWithoutResponse', 'UncheckedRoute'
  ]],
  'lib/opentelemetry.ts': [['corsTelemetry'], ['CorsTelemetryOptions']],
  'lib/migrate.ts': [[
    'combineMigrations', 'fromExpressCors', 'fromFastifyCors', 'fromFlaskCors', 'fromGoCors', 'fromHonoCors', 'fromJub0bsCors', 'fromNginxCors', 'fromSpringCors',
    'fromStarletteCors'
  ], [
    'CorsMigration', 'CorsMigrationChange', 'CorsMigrationNote', 'CorsMigrationOptions', 'CorsMigrationOptionsWithVersion', 'CorsMigrationRequest', 'CorsMigrationVerdict'
  ]]
}

t.test('each entry exports the names of this list, and no others', async t => {
  for (const [file, expected] of Object.entries(PUBLIC)) {
    const names = (wanted: boolean): string[] => [...exportsOf(file)].filter(([, { isValue }]) => isValue === wanted).map(([name]) => name).sort()
    t.strictSame([names(true), names(false)], expected, file)
  }
})

t.test('no two exported things have the same name', async t => {
  const known = new Map<string, Meaning>()
  for (const file of sourceFiles()) {
    for (const [name, meaning] of exportsOf(file)) {
      if (name === 'default') continue
      const other = known.get(name)
      known.set(name, meaning)
      if (other !== undefined) t.ok(other.file === meaning.file && other.name === meaning.name, `${name} of ${file} and of ${other.file}`)
    }
  }
})
