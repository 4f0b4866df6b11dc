/** The option names of well-known CORS libraries, and what to use instead. */
import { fold } from './nearest.ts'

const ORIGINS = 'Use `origins` with "*" or a list such as ["https://app.example.com"].'
const CREDENTIALS = 'Use `credentials` with true or false.'
const METHODS = 'Use `methods` with a list such as ["GET", "PUT"], or omit it to allow every method that has a route at the URL.'
const ALLOWED_HEADERS = 'Use `allowedHeaders` with a list such as ["Content-Type", "Authorization"].'
const EXPOSED_HEADERS = 'Use `exposedHeaders` with a list such as ["ETag", "Link"].'
const MAX_AGE = 'Use `maxAge` with a whole number of seconds, such as 600.'
const PREFLIGHTS = 'Remove it. The response to a preflight follows from the policy of the actual request, and any other OPTIONS ' +
  'request reaches the application.'
const STATUS = 'Use `preflightStatus` with a number from 200 to 299, or omit it for 204.'
const PRIVATE_NETWORK = 'Remove it. Browsers replaced Private Network Access with a permission that no header grants.'
const FUNCTIONS = 'Policies are data, not functions. Use `routes`, or `config.cors` on a route, if requests need different policies.'
const PATTERNS = 'Use an origin pattern in `origins`, such as "https://*.example.com" or "http://localhost:*".'
const FLAGS = 'Use `dangerouslyAllow` with the name of the restriction to opt out of.'
const VARY = 'Remove it. Vary follows from the policy.'
const ROUTES = 'Use `routes`, an object that maps route patterns to a policy name, an override or false.'
const POLICIES = 'Use `policies`, an object that maps names to complete policies.'

const ADVICE: ReadonlyArray<readonly [advice: string, names: readonly string[]]> = [
  [ORIGINS, [
    'origin', 'originList', 'originWhitelist', 'allowOrigin', 'allowOrigins', 'allowedOrigin', 'allowedOrigins',
    'acceptOrigins', 'acceptedOrigins', 'corsOrigin', 'corsOrigins', 'corsAllowedOrigins', 'accessControlAllowOrigin',
    'whitelist', 'allowlist', 'allowAllOrigins', 'allowAnyOrigin', 'corsAllowAllOrigins', 'domains', 'allowedDomains'
  ]],
  [CREDENTIALS, [
    'allowCredentials', 'allowedCredentials', 'credentialed', 'supportsCredentials', 'supportCredentials',
    'withCredentials', 'corsAllowCredentials', 'accessControlAllowCredentials'
  ]],
  [METHODS, [
    'method', 'allowMethod', 'allowMethods', 'allowedMethods', 'corsAllowMethods', 'accessControlAllowMethods',
    'allowAnyMethod', 'allowAllMethods'
  ]],
  [ALLOWED_HEADERS, [
    'headers', 'allowHeader', 'allowHeaders', 'allowedHeader', 'requestHeaders', 'acceptHeaders', 'corsAllowHeaders',
    'accessControlAllowHeaders', 'allowAnyHeader', 'allowAllHeaders', 'additionalHeaders'
  ]],
  [EXPOSED_HEADERS, [
    'expose', 'exposeHeader', 'exposeHeaders', 'exposedHeader', 'responseHeaders', 'corsExposeHeaders',
    'accessControlExposeHeaders', 'additionalExposedHeaders'
  ]],
  [MAX_AGE, [
    'age', 'maxAgeSeconds', 'maxAgeInSeconds', 'maxAgeSec', 'maxAgeMs', 'preflightMaxAge', 'preflightMaxAgeSeconds',
    'corsPreflightMaxAge', 'accessControlMaxAge', 'cacheSeconds'
  ]],
  ['Use `preflightCacheControl` with directives such as "public, max-age=600", or `maxAge` for browsers.', ['cacheControl', 'preflightCache']],
  [PREFLIGHTS, [
    'preflight', 'preflightContinue', 'strictPreflight', 'handlePreflight', 'passThrough', 'optionsPassthrough',
    'optionsRoute', 'hideOptionsRoute', 'automaticOptions'
  ]],
  [STATUS, ['optionsSuccessStatus', 'optionsResponseStatusCode', 'successStatus', 'preflightSuccessStatus']],
  [PRIVATE_NETWORK, ['allowPrivateNetwork', 'privateNetwork', 'privateNetworkAccess', 'corsAllowPrivateNetwork']],
  [FUNCTIONS, ['delegator', 'hook', 'allowOriginFunc', 'allowOriginFunction', 'allowOriginRequestFunc', 'originFunction', 'validator']],
  [PATTERNS, [
    'regex', 'originRegex', 'allowOriginRegex', 'originPatterns', 'allowOriginPatterns', 'allowedOriginPatterns',
    'corsAllowedOriginRegexes', 'allowWildcard', 'allowSubdomains'
  ]],
  [FLAGS, ['dangerouslyTolerateInsecureOrigins', 'dangerouslyTolerateSubdomainsOfPublicSuffixes', 'allowNullOrigin', 'allowFiles']],
  [VARY, ['vary', 'varyHeader', 'disableVary', 'alwaysVary']],
  [ROUTES, ['paths', 'path', 'resources', 'corsUrlsRegex', 'rules']],
  [POLICIES, ['policy', 'presets', 'profiles']],
  ['Remove it. Every response has the headers that follow from its policy.', ['alwaysSend', 'sendWildcard', 'runOnlyOnErrors']]
]

const BY_NAME: ReadonlyMap<string, string> = new Map(ADVICE.flatMap(([advice, names]) => names.map(name => [fold(name), advice] as const)))

/** Returns what to use instead of another library's option; undefined for a name that no known library uses. */
export function adviceFor (option: string): string | undefined {
  return BY_NAME.get(fold(option))
}
