/** `explain` with what developers have in their clipboard, and with a cookie. */
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { explainIn } from './command.ts'

const folder = t.testdir({
  'policy.json': JSON.stringify({ origins: ['https://app.example.com'], credentials: true, policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public' } })
})

const CHROMIUM = "Access to fetch at 'https://api.example.com/orders' from origin 'https://www.example.com' has been blocked by CORS policy: "
const MISSING = `${CHROMIUM}No 'Access-Control-Allow-Origin' header is present on the requested resource.`
const PREFLIGHT = `${CHROMIUM}Response to preflight request doesn't pass access control check: It does not have HTTP ok status.`
const FIREFOX = 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/orders. '
const SAFARI = '[Error] Origin https://www.example.com is not allowed by Access-Control-Allow-Origin. Status code: 404\n[Error] Fetch API cannot load https://api.example.com/orders due to access control checks.'
const CURL = "curl 'https://api.example.com/orders' -X PUT -H 'origin: https://www.example.com' -H 'content-type: application/json' -b 'sid=1' -H 'sec-fetch-storage-access: none'"
const STATUS_500 = `${FIREFOX}(Reason: CORS preflight response did not succeed). Status code: 500.`

/** The same line about a server on the computer of the browser. */
const LOCAL = (line: string) => line.replace('https://api.example.com/', 'http://localhost:3000/')

type Row = readonly [args: readonly string[], status: number, stdout: RegExp | '', stderr: RegExp | '', stdin?: string]

const ROWS: readonly Row[] = [
  [['--from-console', MISSING], 0, /^Chromium blocks a request to https:\/\/api\.example\.com\/orders\n {2}from a page of https:\/\/www\.example\.com\n✗ The CORS check of the response fails: .*missing\.\n {2}https:.*\nRecommendation: Let the server send Access-Control-Allow-Origin/, ''],
  [['--from-console', '-'], 0, /^Safari blocks .*\n.*\n✗ .*\n {2}Or: .*is a different origin\.\n {2}Or: .*is not a valid origin\.\n[^]*The status is 404/, '', SAFARI],
  [['--from-console', '-'], 2, '', /not a line about a blocked request/],
  [['--from-console', STATUS_500], 0, /^Firefox blocks a request to https:\/\/api\.example\.com\/orders\n✗ The preflight fails: [^]*The status is 500/, ''],
  [['--from-console', `${FIREFOX}(Reason: CORS request did not succeed). Status code: (null).`], 0, /Look at the request in the network panel/, ''],
  [['--from-console', `${FIREFOX}(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 302.`], 0, /the server redirects/, ''],
  [['--from-console', `${FIREFOX}(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 401.`], 0, /refuses the request/, ''],
  [['--from-console', `${FIREFOX}(Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’).`], 0, /The preflight fails: the method is not in `Access-Control-Allow-Methods`\./, ''],
  [['--from-console', `${FIREFOX}(Reason: expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).`], 0, /is missing, but.*\n {2}Or: .*is not `true`, but the credentials mode/, ''],
  [['--from-console', "Mixed Content: The page at 'https://a.example/' was loaded over HTTPS, but requested an insecure resource 'http://b.example/'. This request has been blocked"], 0, /Use https for the API/, ''],
  [['--from-console', '[Error] Cross-origin redirection to https://b.example/ denied by Cross-Origin Resource Sharing policy: redirection URL https://u:p@b.example/ has credentials\ndue to access control checks'], 0, /^Safari blocks a request\n✗ The redirect fails/, ''],
  [['--from-console', `${CHROMIUM}Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.`, '--format', 'json'], 0, /"method": "PATCH"[^]*"recommendations": \[/, ''],
  [['--from-console', '[Error] Method PATCH is not allowed by Access-Control-Allow-Methods.'], 0, /^Safari blocks PATCH\n/, ''],
  [['--from-console', `${MISSING}\n GET https://api.example.com/orders net::ERR_FAILED 200 (OK)`], 0, /^Chromium blocks GET https:\/\/api\.example\.com\/orders\n/, ''],
  [['--from-console', `${CHROMIUM}Cross origin requests are only supported for protocol schemes: http, https.`], 0, /the scheme of `Location` is not http or https\.\n {2}Or: /, ''],
  [['policy.json', '--from-console', `${CHROMIUM}Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.`], 1, /\n\nPATCH https:/, ''],
  [['--from-console', MISSING, '--from-curl', CURL], 2, '', /not both/],
  [['policy.json', '--from-console', MISSING], 1, /^Chromium blocks[^]*\n\nGET https:\/\/api\.example\.com\/orders\n[^]*\n\nThe policy has the failure of the console\.\n$/, ''],
  [['policy.json', '--from-console', MISSING, '--origin', 'https://app.example.com'], 0, /\nThis policy allows the request, so the browser has received another response/, ''],
  [['policy.json', '--from-console', PREFLIGHT, '--method', 'PUT'], 1, /\nThe policy has another failure than the console\.\n$/, ''],
  [['policy.json', '--from-console', PREFLIGHT], 2, '', /does not name the method of the request\. Add --method\./],
  [['policy.json', '--from-console', `${FIREFOX}(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.`], 2, '', /does not name the origin of the page\. Add --origin\./],
  [['policy.json', '--from-console', `${CHROMIUM}Request header field x-a is not allowed by Access-Control-Allow-Headers in preflight response.`, '--origin', 'https://app.example.com'], 1, /x-a: 1\n[^]*The policy has the failure of the console/, ''],
  [['policy.json', '--from-console', '[Error] Credentials flag is true, but Access-Control-Allow-Credentials is not "true".', '--origin', 'https://a.test', '--url', 'https://api.example.com/prices/tea'], 1, /credentials: include/, ''],
  // The line of a browser decides what it has found, and whether its user has allowed the local network.
  [['policy.json', '--from-console', LOCAL(MISSING)], 1, /\n {2}Chromium: Access to fetch at 'http:\/\/localhost:3000\/orders' [^\n]*: No 'Access-Control-Allow-Origin' header is present on the requested resource\.\n\n[^]*The policy has the failure of the console\.\n$/, ''],
  [['policy.json', '--from-console', LOCAL(`${CHROMIUM}Permission was denied for this request to access the \`loopback\` address space.`)], 1, /\n {2}Chromium: [^\n]*: Permission was denied for this request to access the `loopback` address space\.\n[^]*The policy has the failure of the console\.\n$/, ''],
  [['policy.json', '--from-console', LOCAL(`${FIREFOX}(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.`), '--origin', 'https://www.example.com'], 1, /\n {2}Firefox: [^\n]*‘Access-Control-Allow-Origin’ missing\)\. Status code: 200\.\n[^]*has the failure of the console\.\n$/, ''],
  [['policy.json', '--from-console', LOCAL(`${FIREFOX}(Reason: CORS request did not succeed). Status code: (null).`), '--origin', 'https://app.example.com'], 1, /\n {2}Firefox: [^\n]*did not succeed\)\. Status code: \(null\)\.\n/, ''],
  [['policy.json', '--from-console', ("Mixed Content: The page at 'https://www.example.com/' was loaded over HTTPS, but requested an insecure resource 'http://api.example.com/orders'. This request has been blocked")], 1, /The policy has the failure of the console/, ''],
  [['policy.json', '--from-console', MISSING, '--engine', 'firefox'], 1, /\n {2}Firefox: /, ''],
  [['policy.json', '--from-console', MISSING, '--format', 'json'], 1, /^\{\n {2}"version": 1,\n {2}"outcome": "block"/, ''],
  [['--from-curl', CURL], 0, /^PUT https:\/\/api\.example\.com\/orders\n {2}from a page of https:\/\/www\.example\.com, credentials: include\n {2}The request had cookies\.\n {2}Sec-Fetch-Storage-Access is none: [^]*access-control-allow-headers: content-type\n {4}vary: Origin\n {2}with the response\n/, ''],
  [['--from-curl', '-'], 0, /with the response/, '', CURL],
  [['--from-curl', 'fetch("https://a.example/", {"referrer": "https://b.example/"})'], 0, /needs no preflight\nThe page can read the response if the server sends:\n {2}with the response\n {4}access-control-allow-origin: https:\/\/b\.example\n {4}vary: Origin\n$/, ''],
  [['--from-curl', "curl 'https://a.example' -H 'origin: https://b.example' -X OPTIONS -H 'access-control-request-method: PUT'"], 0, /This is a preflight\./, ''],
  [['--from-curl', "curl 'https://a.example' -X TRACE -H 'origin: https://b.example' -H 'sec-fetch-storage-access: other'"], 0, /The request had no cookies\.\n✗ A page cannot send this request\.\n$/, ''],
  [['--from-curl', CURL, '--format', 'json'], 0, /"required": \{\n/, ''],
  [['--from-curl', "curl 'https://a.example' -X TRACE -H 'origin: https://b.example'", '--format', 'json'], 0, /"required": null/, ''],
  [['--from-curl', 'fetch("https://a.example/")'], 2, '', /does not name the origin/],
  [['--from-curl', 'hello'], 2, '', /begins neither with "curl" nor with "fetch\("/],
  [['policy.json', '--from-curl', CURL], 1, /^PUT https:\/\/api\.example\.com\/orders\n[^]*\n\nThe request had cookies\.\nSec-Fetch-Storage-Access is none: /, ''],
  [['policy.json', '--from-curl', 'fetch("https://api.example.com/prices/tea", {"referrer": "https://b.example/", "credentials": "omit"})'], 0, /with the policy "public"[^]*cache-control, [^]*pragma\n$/, ''],
  [['policy.json', '--from-curl', CURL, '--origin', 'https://app.example.com', '--header', 'X-A: 1', '--method', 'DELETE'], 1, /^DELETE .*\n.*\n {2}X-A: 1\n/, ''],
  [['policy.json', '--origin', 'https://app.example.com', '--url', 'https://api.example.com/orders', '--credentials', 'include', '--cookie', 'sid=1; SameSite=Lax'], 0, /\n\nCookie sid, set by a response to a request of the page: the page and the URL are one site\n {2}✓ chromium, third-party cookies allowed \(default\): The cookie is stored and sent\.\n/, ''],
  [['policy.json', '--origin', 'https://app.example.com', '--url', 'https://api.example.net/orders', '--credentials', 'include', '--cookie', 'x', '--cookie-set-by', 'visit', '--cookie-set-at', 'https://api.example.net/'], 0, /Cookie without a name, set by a visit: the page and the URL are two sites\n {2}✗ chromium.*\n[^]*Recommendation: /, ''],
  [['policy.json', '--origin', 'https://app.example.com', '--cookie', 'sid=1'], 2, '', /`cookie` needs an absolute `url`/],
  [['policy.json', '--origin', 'https://app.example.com', '--url', 'https://api.example.com/', '--cookie', ''], 2, '', /must be the value of Set-Cookie/]
]

for (const [args, status, stdout, stderr, stdin] of ROWS) {
  t.test(`explain ${args.join(' ').replaceAll('\n', ' ').slice(0, 150)}`, async t => {
    const result = await explainIn(folder, args, stdin)
    t.equal(result.status, status)
    for (const [found, expected] of [[result.stdout, stdout], [result.stderr, stderr]] as const) {
      if (expected === '') t.equal(found, '')
      else t.match(found, expected)
    }
  })
}

t.test('a standard input that fails is an internal error', async t => {
  let shown = ''
  const write = (text: string) => { shown += text }
  const status = await run(['explain', '--from-curl', '-'], { stdout: { write }, stderr: { write }, env: {}, cwd: () => folder, stdin: async () => { throw new Error('boom') } })
  t.strictSame([status, shown], [4, 'fastify-cors-policy: Internal error: boom\n'])
})

t.test('a pasted line is explained with the messages of its own browser only', async t => {
  for (const [line, own] of [[MISSING, 'Chromium'], [`${FIREFOX}(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.`, 'Firefox'], [SAFARI, 'Safari']] as const) {
    const { stdout } = await explainIn(folder, ['policy.json', '--from-console', line, '--origin', 'https://www.example.com'])
    t.strictSame([...new Set([...stdout.matchAll(/^ {2}(Chromium|Firefox|Safari): /gm)].map(([, name]) => name))], [own])
  }
  const { stdout } = await explainIn(folder, ['policy.json', '--origin', 'https://www.example.com'])
  t.match(stdout, /\n {2}Chromium: [^]*\n {2}Firefox: [^]*\n {2}Safari: /)
})
