/**
 * What every refusal says, word for word, so that a change of words is seen and read:
 * `npx tap --disable-coverage --snapshot test/unit/validate/messages.test.ts` writes the file that holds it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { CorsPolicyError } from '../../../lib/errors.ts'
import { parseOrigins } from '../../../lib/origins-from-list.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { adviceFor } from '../../../lib/validate/foreign-options.ts'
import { schemaOfDocuments } from '../../../lib/validate/schema-issues.ts'
import type { CorsPolicyIssue } from '../../../types/report.ts'
import { listRefusals, refusals } from '../../refusals.ts'

const FILE = new URL('../../refusal-messages.txt', import.meta.url)

function issuesOf (refused: () => unknown): readonly CorsPolicyIssue[] {
  try {
    refused()
  } catch (error) {
    if (error instanceof CorsPolicyError) return error.issues
    throw error
  }
  return []
}

/** A paragraph for a refusal: a line of what is refused, and one for each issue. */
function paragraph (name: string, refused: () => unknown): string {
  return [name, ...issuesOf(refused).map(({ id, message }) => `  ${id}: ${message}`), ''].join('\n')
}

const paragraphs = [
  ...refusals.map(({ name, document, outer }) => paragraph(name, () => validatePolicy(document, outer))),
  ...listRefusals.map(({ name, text }) => paragraph(name, () => parseOrigins(text as string)))
]

t.test('every refusal says what the file of messages holds', async t => {
  const text = paragraphs.join('\n')
  if (t.writeSnapshot) writeFileSync(FILE, text)
  else t.equal(readFileSync(FILE, 'utf8'), text)
})

/** Names that options have elsewhere, by what is said of them. */
const OPTIONS: ReadonlyArray<readonly [says: RegExp, names: string]> = [
  [/Write `origins`: "\*", or a list such as \["https:/, `
    origin originList originWhitelist allowOrigin allowOrigins allowedOrigin allowedOrigins AllowedOrigins acceptOrigins acceptedOrigins
    corsOrigin corsOrigins CORS_ALLOWED_ORIGINS Access-Control-Allow-Origin whitelist allowlist allowAllOrigins allowAnyOrigin
    CORS_ALLOW_ALL_ORIGINS domains allowedDomains`],
  [/Write `credentials`: true or false\./, `
    allowCredentials allow_credentials AllowCredentials allowedCredentials credentialed supportsCredentials supports_credentials
    supportCredentials withCredentials CORS_ALLOW_CREDENTIALS Access-Control-Allow-Credentials`],
  [/Write `methods`: a list such as \["GET", "PUT"\], or leave it out for every method routed at the URL\./, `
    method allowMethod allowMethods allow_methods AllowedMethods allowedMethods CORS_ALLOW_METHODS Access-Control-Allow-Methods
    allowAnyMethod allowAllMethods`],
  [/Write `allowedHeaders`: a list such as \["Content-Type", "Authorization"\]\./, `
    headers allowHeader allowHeaders allow_headers allowedHeader requestHeaders acceptHeaders CORS_ALLOW_HEADERS
    Access-Control-Allow-Headers allowAnyHeader allowAllHeaders additionalHeaders`],
  [/Write `exposedHeaders`: a list such as \["ETag", "Link"\]\./, `
    expose exposeHeader exposeHeaders expose_headers exposedHeader responseHeaders CORS_EXPOSE_HEADERS Access-Control-Expose-Headers
    additionalExposedHeaders`],
  [/Write `maxAge`: a whole number of seconds, such as 600\./, `
    age maxAgeSeconds MaxAgeInSeconds maxAgeSec maxAgeMs preflightMaxAge preflightMaxAgeSeconds CORS_PREFLIGHT_MAX_AGE
    Access-Control-Max-Age cacheSeconds`],
  [/Leave it out: `maxAge` says how long browsers may remember a preflight\./, 'cacheControl'],
  [/Leave it out: every preflight is answered from the policy of the request that it announces, and any other OPTIONS request is/, `
    preflight preflightContinue strictPreflight handlePreflight passThrough optionsPassthrough OptionsPassthrough optionsRoute
    hideOptionsRoute automatic_options`],
  [/Leave it out: an approved preflight is answered 204, a refused one 403\./, `
    optionsSuccessStatus OptionsResponseStatusCode successStatus preflightSuccessStatus preflightStatus`],
  [/Leave it out: browsers replaced Private Network Access by a permission that no header grants\./, `
    allowPrivateNetwork privateNetwork privateNetworkAccess CORS_ALLOW_PRIVATE_NETWORK`],
  [/Policies are data\. Write `routes`, or `config\.cors` on a route, where requests need different policies\./, `
    delegator hook AllowOriginFunc allowOriginFunction AllowOriginRequestFunc originFunction validator`],
  [/Write an origin pattern in `origins`, such as "https:\/\/\*\.example\.com" or "http:\/\/localhost:\*"\./, `
    regex originRegex allow_origin_regex originPatterns allowOriginPatterns allowedOriginPatterns CORS_ALLOWED_ORIGIN_REGEXES
    AllowWildcard allowSubdomains`],
  [/Write `dangerouslyAllow` with the name of the one prohibition to lift\./, `
    DangerouslyTolerateInsecureOrigins DangerouslyTolerateSubdomainsOfPublicSuffixes allowNullOrigin AllowFiles`],
  [/Leave it out: Vary follows from the policy\./, 'vary vary_header disableVary alwaysVary'],
  [/Write `routes`: route pattern to policy name, override or false\./, 'paths path resources CORS_URLS_REGEX rules'],
  [/Write `policies`: name to complete policy\./, 'policy presets profiles'],
  [/Leave it out: every answer carries the headers that its policy gives\./, 'always_send send_wildcard runOnlyOnErrors']
]

t.test('who writes an option of another library is told what to write here', async t => {
  for (const [says, names] of OPTIONS) {
    for (const name of names.trim().split(/\s+/)) {
      const [issue] = issuesOf(() => validatePolicy({ origins: '*', [name]: true }))
      t.match(issue, { id: 'foreign-option', path: `/${name}`, message: /^is an option of another CORS library\. / })
      t.match(issue?.message.replace('is an option of another CORS library. ', ''), new RegExp(`^${says.source}`), name)
    }
  }
})

t.test('no field here is taken for an option of another library', async t => {
  t.strictSame([...schemaOfDocuments().properties!.keys()].filter(field => adviceFor(field) !== undefined), [])
})
