/** The option names of well-known CORS libraries, and what to write here instead. */
import { fold } from './nearest.ts'

const ORIGINS = 'Write `origins`: "*", or a list such as ["https://app.example.com"].'
const CREDENTIALS = 'Write `credentials`: true or false.'
const METHODS = 'Write `methods`: a list such as ["GET", "PUT"], or leave it out for every method routed at the URL.'
const ALLOWED_HEADERS = 'Write `allowedHeaders`: a list such as ["Content-Type", "Authorization"].'
const EXPOSED_HEADERS = 'Write `exposedHeaders`: a list such as ["ETag", "Link"].'
const MAX_AGE = 'Write `maxAge`: a whole number of seconds, such as 600.'
const PREFLIGHTS = 'Leave it out: every preflight is answered from the policy of the request that it announces, and any other OPTIONS ' +
  'request is the application\'s.'
const STATUS = 'Leave it out: an approved preflight is answered 204, a refused one 403.'
const PRIVATE_NETWORK = 'Leave it out: browsers replaced Private Network Access by a permission that no header grants.'
const FUNCTIONS = 'Policies are data. Write `routes`, or `config.cors` on a route, where requests need different policies.'
const PATTERNS = 'Write an origin pattern in `origins`, such as "https://*.example.com" or "http://localhost:*".'
const FLAGS = 'Write `dangerouslyAllow` with the name of the one prohibition to lift.'
const VARY = 'Leave it out: Vary follows from the policy.'
const ROUTES = 'Write `routes`: route pattern to policy name, override or false.'
const POLICIES = 'Write `policies`: name to complete policy.'

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
  ['Leave it out: `maxAge` says how long browsers may remember a preflight.', ['cacheControl']],
  [PREFLIGHTS, [
    'preflight', 'preflightContinue', 'strictPreflight', 'handlePreflight', 'passThrough', 'optionsPassthrough',
    'optionsRoute', 'hideOptionsRoute', 'automaticOptions'
  ]],
  [STATUS, ['optionsSuccessStatus', 'optionsResponseStatusCode', 'successStatus', 'preflightSuccessStatus', 'preflightStatus']],
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
  ['Leave it out: every answer carries the headers that its policy gives.', ['alwaysSend', 'sendWildcard', 'runOnlyOnErrors']]
]

const BY_NAME: ReadonlyMap<string, string> = new Map(ADVICE.flatMap(([advice, names]) => names.map(name => [fold(name), advice] as const)))

/** What to write instead of another library's option; undefined for a name that none uses. */
export function adviceFor (option: string): string | undefined {
  return BY_NAME.get(fold(option))
}
