/**
 * The exact message of every rejected policy, so that each change of a message is reviewed.
 * `npx tap --disable-coverage --snapshot test/unit/validate/messages.test.ts` updates the file.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { parseOrigins } from '../../../lib/parse-origins.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { adviceFor } from '../../../lib/validate/foreign-options.ts'
import { schemaOfDocuments } from '../../../lib/validate/schema-issues.ts'
import { rejectedLists, rejectedPolicies } from '../../rejected-policies.ts'
import { issuesOf } from './issues.ts'

const FILE = new URL('../../issue-messages.txt', import.meta.url)

/** A paragraph for each rejected policy: a line with its name, and one for each issue. */
function paragraph (name: string, refused: () => unknown): string {
  return [name, ...(issuesOf(refused) ?? []).map(({ id, message }) => `  ${id}: ${message}`), ''].join('\n')
}

const paragraphs = [
  ...rejectedPolicies.map(({ name, document, outer }) => paragraph(name, () => validatePolicy(document, outer))),
  ...rejectedLists.map(({ name, text }) => paragraph(name, () => parseOrigins(text as string)))
]

t.test('the messages of all rejected policies match the snapshot file', async t => {
  const text = paragraphs.join('\n')
  if (t.writeSnapshot) writeFileSync(FILE, text)
  else t.equal(text, readFileSync(FILE, 'utf8'), 'If the change is right, write the file anew: see the first lines of this test.')
})

/** Option names of other libraries, grouped by their message. */
const OPTIONS: ReadonlyArray<readonly [expected: RegExp, names: string]> = [
  [/Use `origins` with "\*" or a list such as \["https:/, `
    origin originList originWhitelist allowOrigin allowOrigins allowedOrigin allowedOrigins AllowedOrigins acceptOrigins acceptedOrigins
    corsOrigin corsOrigins CORS_ALLOWED_ORIGINS Access-Control-Allow-Origin whitelist allowlist allowAllOrigins allowAnyOrigin
    CORS_ALLOW_ALL_ORIGINS domains allowedDomains`],
  [/Use `credentials` with true or false\.$/, `
    allowCredentials allow_credentials AllowCredentials allowedCredentials credentialed supportsCredentials supports_credentials
    supportCredentials withCredentials CORS_ALLOW_CREDENTIALS Access-Control-Allow-Credentials`],
  [/Use `methods` with a list such as \["GET", "PUT"\], or omit it to allow every method that has a route at the URL\./, `
    method allowMethod allowMethods allow_methods AllowedMethods allowedMethods CORS_ALLOW_METHODS Access-Control-Allow-Methods
    allowAnyMethod allowAllMethods`],
  [/Use `allowedHeaders` with a list such as \["Content-Type", "Authorization"\]\./, `
    headers allowHeader allowHeaders allow_headers allowedHeader requestHeaders acceptHeaders CORS_ALLOW_HEADERS
    Access-Control-Allow-Headers allowAnyHeader allowAllHeaders additionalHeaders`],
  [/Use `exposedHeaders` with a list such as \["ETag", "Link"\]\./, `
    expose exposeHeader exposeHeaders expose_headers exposedHeader responseHeaders CORS_EXPOSE_HEADERS Access-Control-Expose-Headers
    additionalExposedHeaders`],
  [/Use `maxAge` with a whole number of seconds, such as 600\./, `
    age maxAgeSeconds MaxAgeInSeconds maxAgeSec maxAgeMs preflightMaxAge preflightMaxAgeSeconds CORS_PREFLIGHT_MAX_AGE
    Access-Control-Max-Age cacheSeconds`],
  [/Use `preflightCacheControl` with directives such as "public, max-age=600", or `maxAge` for browsers\./, 'cacheControl preflightCache'],
  [/Remove it\. The response to a preflight follows from the policy of the actual request, and any other OPTIONS request reaches/, `
    preflight preflightContinue strictPreflight handlePreflight passThrough optionsPassthrough OptionsPassthrough optionsRoute
    hideOptionsRoute automatic_options`],
  [/Use `preflightStatus` with a number from 200 to 299, or omit it for 204\./, `
    optionsSuccessStatus OptionsResponseStatusCode successStatus preflightSuccessStatus`],
  [/Remove it\. Browsers replaced Private Network Access with a permission that no header grants\./, `
    allowPrivateNetwork privateNetwork privateNetworkAccess CORS_ALLOW_PRIVATE_NETWORK`],
  [/Policies are data, not functions\. Use `routes`, or `config\.cors` on a route, if requests need different policies\./, `
    delegator hook AllowOriginFunc allowOriginFunction AllowOriginRequestFunc originFunction validator`],
  [/Use an origin pattern in `origins`, such as "https:\/\/\*\.example\.com" or "http:\/\/localhost:\*"\./, `
    regex originRegex allow_origin_regex originPatterns allowOriginPatterns allowedOriginPatterns CORS_ALLOWED_ORIGIN_REGEXES
    AllowWildcard allowSubdomains`],
  [/Use `dangerouslyAllow` with the name of the restriction to opt out of\./, `
    DangerouslyTolerateInsecureOrigins DangerouslyTolerateSubdomainsOfPublicSuffixes allowNullOrigin AllowFiles`],
  [/Remove it\. Vary follows from the policy\./, 'vary vary_header disableVary alwaysVary'],
  [/Use `routes`, an object that maps route patterns to a policy name, an override or false\./, 'paths path resources CORS_URLS_REGEX rules'],
  [/Use `policies`, an object that maps names to complete policies\./, 'policy presets profiles'],
  [/Remove it\. Every response has the headers that follow from its policy\./, 'always_send send_wildcard runOnlyOnErrors']
]

t.test('an option of another CORS library gets a message with the field to use instead', async t => {
  for (const [expected, names] of OPTIONS) {
    for (const name of names.trim().split(/\s+/)) {
      const [issue] = issuesOf(() => validatePolicy({ origins: '*', [name]: true })) ?? []
      t.match(issue, { id: 'foreign-option', path: `/${name}`, message: `The field "${name}" is an option of another CORS library. ${issue?.message.replace(/^.*? library\. /, '')}` })
      t.match(issue?.message.replace(/^.*? library\. /, ''), new RegExp(`^${expected.source}`), name)
    }
  }
})

t.test('no field of a policy is reported as an option of another library', async t => {
  t.strictSame([...schemaOfDocuments().properties!.keys()].filter(field => adviceFor(field) !== undefined), [])
})
