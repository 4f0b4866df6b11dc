/** The public names of each entry. A change here is a change of the public API: it needs a line in docs/renames.md and in CHANGELOG.md. */
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { sourceFiles } from '../sources.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
  'lib/source-checks.ts': [['originSourceChecks'], ['CorsSourceCheck', 'CorsSourceUnderTest']],
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

const files = sourceFiles()
const program = ts.createProgram(files.map(file => `${root}/${file}`), {
  allowImportingTsExtensions: true, noEmit: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, noResolve: false, noLib: true, skipLibCheck: true, types: []
})
const checker = program.getTypeChecker()

function exportsOf (file: string): ts.Symbol[] {
  const source = program.getSourceFile(`${root}/${file}`)!
  const module = checker.getSymbolAtLocation(source)
  return module === undefined ? [] : checker.getExportsOfModule(module)
}

/** What a name stands for, behind all re-exports. */
function meaningOf (symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
}

const isValue = (symbol: ts.Symbol): boolean => (meaningOf(symbol).flags & ts.SymbolFlags.Value) !== 0

t.test('each entry exports the names of this list, and no others', async t => {
  for (const [file, expected] of Object.entries(PUBLIC)) {
    const symbols = exportsOf(file)
    const names = (wanted: boolean): string[] => symbols.filter(symbol => isValue(symbol) === wanted).map(symbol => symbol.name).sort()
    t.strictSame([names(true), names(false)], expected, file)
  }
})

t.test('no two exported things have the same name', async t => {
  const known = new Map<string, ts.Symbol>()
  for (const file of files) {
    for (const symbol of exportsOf(file)) {
      if (symbol.name === 'default') continue
      const meaning = meaningOf(symbol)
      const other = known.get(symbol.name)
      known.set(symbol.name, meaning)
      if (other !== undefined) t.ok(other === meaning, `${symbol.name} of ${file} and of ${other.declarations?.[0]?.getSourceFile().fileName.slice(root.length) ?? '?'}`)
    }
  }
})
