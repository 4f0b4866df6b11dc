/** Tests the command `explain`: its arguments, and what it prints. */
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { explanationText } from '../../../lib/reporters/explanation.ts'
import { unstyled } from '../../../lib/text/style.ts'
import { commandIn } from './command.ts'
import { testCommandRows } from './command-rows.ts'
import { EXAMPLE_FILES } from './example-files.ts'

const folder = t.testdir({
  ...EXAMPLE_FILES,
  'tenants.json': '{ "origins": ["https://app.example.com", { "source": "tenants" }] }'
})

testCommandRows(folder, [
  ['explain policy.json --origin https://a.example.com', 0, /✓ The page can read the response\./, ''],
  ['explain policy.json --origin https://a.example.com --route /prices/tea', 0, /all except Set-Cookie/, ''],
  ['explain policy.json --origin https://example.com', 1, /a subdomain pattern does not cover the domain itself/, ''],
  ['explain policy.json --origin https://example.com --policy public --credentials include', 1, /Access-Control-Allow-Origin` is `\*`/, ''],
  ['explain policy.json --origin https://a.example.com --method DELETE --engine chromium', 1, /`DELETE` is not in `Access-Control-Allow-Methods`/, ''],
  ['explain policy.json --origin https://a.example.com --header X-A:1 --header x-b:2', 1, /access-control-request-headers: x-a,x-b/, ''],
  ['explain tenants.json --origin https://a.test', 1, /\n {2}The source `tenants` decides about `https:\/\/a\.test`, but it cannot be read here\. /, ''],
  ['explain tenants.json --origin https://a.test', 1, /\nFix: Add "https:\/\/a\.test" to the source "tenants", unless it has it already\.\n$/, ''],
  ['explain tenants.json --origin https://a.test --source-result listed', 0, /✓ The page can read the response\./, ''],
  ['explain tenants.json --origin https://a.test --source-result not-listed', 1, /← .*neither the list nor the source of the policy has the origin/, ''],
  ['explain tenants.json --origin https://a.test --source-result maybe', 2, '', /`sourceResult` must be one of listed, not-listed/],
  ['explain policy.json --origin null', 1, /null-origin/, ''],
  ['explain policy.json --origin https://a.example.com --url http://api.example.com/', 1, /the page uses https and the URL http, .*\n[^]*Serve the API over https/, ''],
  ['explain policy.json --origin https://a.example.com --url http://localhost/ --engine chromium', 1, /the address space `loopback`/, ''],
  ['explain policy.json --origin https://a.example.com --url http://localhost/ --engine chromium --local-network granted', 0, /✓ The page can read the response\./, ''],
  ['explain strict.mjs --origin https://app.example.com --url /in --method PUT', 0, /✓ The page can read/, ''],
  ['explain policy.json', 2, '', /^fastify-cors-policy: The option --origin is missing\. .*\nTry/],
  ['explain policy.json --origin https://a.test --header X-A', 2, '', /--header must be "Name: value", not "X-A"\.\nTry/],
  ['explain policy.json --origin https://a.test --header :x', 2, '', /--header must be "Name: value"/],
  ['explain policy.json --origin https://a.test --credentials maybe', 2, '', /policy\.json: `credentials` must be one of/],
  ['explain policy.json --origin https://a.test --policy publik', 2, '', /The document has no policy named "publik"\. Did you mean "public"\?/],
  ['explain policy.json --origin https://a.test --policy public --route /', 2, '', /must not contain both/],
  ['explain policy.json --origin https://a.test --url orders/7', 2, '', /`url` must be a path that begins with "\/", such as "\/orders\/7", or a URL with http or https, not "orders\/7"\./],
  ['explain policy.json --origin https://a.example.com --url /prices/tea', 0, /^GET https:\/\/server\.invalid\/prices\/tea\n[^]*with the policy "public"/, ''],
  ['explain policy.json --origin https://a.example.com --url https://api.example.com/prices/tea', 0, /with the policy "public"/, ''],
  ['explain', 2, '', /needs a file, --from-console or --from-curl/],
  ['explain policy.json --origin https://a.test --host a.test', 2, '', /A policy has no hosts\./],
  ['explain bad.json --origin https://a.test', 1, /bad\.json:4:5: /, ''],
  ['explain bad.json --origin https://a.test --format json', 1, /"valid": false/, ''],

  ['explain instance.mjs --origin https://app.example.com --url /orders/7 --method PUT', 0, /handled by PUT \/orders\/:id with a policy from the scope/, ''],
  ['explain plugin.mjs --origin https://app.example.com --url /orders/7 --method PUT', 0, /handled by PUT \/orders\/:id/, ''],
  ['explain no-promise.mjs --origin https://app.example.com --url /orders/7 --method PUT', 0, /handled by PUT \/orders\/:id/, ''],
  ['explain function.mjs --origin https://shop.example --url http://api.example.com/orders/7 --method PUT', 1, /The PUT request is not sent/, ''],
  ['explain options.mjs --origin https://shop.example --url /orders/7 --host api.example.com', 1, /^GET https:\/\/api\.example\.com\/orders\/7\n/, ''],
  ['explain instance.mjs --origin https://app.example.com', 2, '', /An application needs --url/],
  ['explain instance.mjs --origin https://app.example.com --url / --route /', 2, '', /An application needs --url/],
  ['explain instance.mjs --origin https://app.example.com --url / --policy x', 2, '', /An application needs --url/],
  ['explain instance.mjs --origin https://app.example.com --url / --source-result listed', 2, '', /does not accept --route, --policy or --source-result/],
  ['explain instance.mjs --origin https://app.example.com --url ftp://a.test/', 2, '', /`url` must be a path or a URL with http or https/],
  ['explain without.mjs --origin https://app.example.com --url /', 2, '', /has not registered fastify-cors-policy/],
  ['explain other.mjs --origin https://app.example.com --url /', 2, '', /has not registered fastify-cors-policy/],
  ['explain refused.mjs --origin https://app.example.com --url /', 1, /has a path/, ''],
  ['explain sources.mjs --origin https://app.example.com --url /orders', 2, '',
    /^fastify-cors-policy: sources\.mjs: The application does not start: The source "tenants" cannot be read: connection refused\. Check that the store runs/]
])

t.test('explain --format json prints the explanation as data', async t => {
  const { stdout } = await commandIn(folder, 'explain policy.json --origin https://example.com --format json')
  t.match(JSON.parse(stdout), { version: 1, outcome: 'block', failure: { code: 'allow-origin-missing' }, change: { verdict: 'safe' } })
})

t.test('explain --header accepts any character in the value', async t => {
  const { stdout } = await commandIn(folder, ['explain', 'policy.json', '--origin', 'https://a.example.com', '--header', 'Content-Type: text/plain; x="a:b"', '--format', 'json'])
  t.strictSame(JSON.parse(stdout).request.headers, [['Content-Type', 'text/plain; x="a:b"']])
})

t.test('explain prints all exchanges in order, then the failure and the fix', async t => {
  const { stdout } = await commandIn(folder, ['explain', 'policy.json', '--origin', 'http://a.example.com', '--method', 'put', '--credentials', 'include',
    '--header', 'Content-Type: application/json'])
  t.equal(stdout, `put https://server.invalid/
  from a page of http://a.example.com, credentials: include
  Content-Type: application/json
  handled with a policy from the scope
  needs a preflight: the method is not CORS-safelisted; some headers are not CORS-safelisted: content-type

1 → OPTIONS  preflight
    origin: http://a.example.com
    access-control-request-method: PUT
    access-control-request-headers: content-type
  ← 403  the policy does not allow the origin
    vary: Origin
    ✓ response-received
    ✗ cors-check

✗ The CORS check of the preflight fails: \`Access-Control-Allow-Origin\` is missing.
  https://fetch.spec.whatwg.org/#concept-cors-check
  The PUT request is not sent.
  Chromium: Access to fetch at 'https://server.invalid/' from origin 'http://a.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.
  Firefox: Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://server.invalid/. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403.
  Safari: Preflight response is not successful. Status code: 403
  Safari: Fetch API cannot load https://server.invalid/ due to access control checks.
  Near miss: \`http://a.example.com\` is not covered by \`https://*.example.com\`: the scheme differs.

Fix, unsafe: In the policy of the scope: Add "http://a.example.com" to \`origins\`. Set \`credentials\` to true, which gives every allowed origin access to the user's session, or send the request without credentials. Add "Content-Type" to \`allowedHeaders\`. Add "insecure-origins" to \`dangerouslyAllow\`, which is unsafe: an attacker on the network can inject scripts into http pages and use the user's credentials. Lint then reports \`subdomain-wildcard-with-credentials\`, \`dangerous-flag-used\`.
  add /origins/- "http://a.example.com"
  add /credentials true
  add /allowedHeaders ["Content-Type"]
  add /dangerouslyAllow ["insecure-origins"]
`)
})

t.test('explain prints what handles the request, for every kind of subject', async t => {
  const text = async (line: string) => (await commandIn(folder, `explain ${line}`)).stdout
  t.match(await text('policy.json --origin https://a.test --route /health'), /handled by \/health without a policy: CORS is off \(routes of the document\)/)
  t.match(await text('policy.json --origin https://a.test --route /health'), /← status of the handler {2}CORS is off/)
  t.match(await text('policy.json --origin https://a.test --policy public'), /handled with the policy "public" from policies of the document/)
  t.match(await text('instance.mjs --origin https://a.test --url /none'), /by the not-found handler with a policy from the scope/)
  t.match(await text('instance.mjs --origin https://a.test --method PUT --url /%zz'), /by Fastify itself, without hooks/)
  t.match(await text('policy.json --origin https://a.example.com --method TRACE'), /✗ The request fails: `TRACE` is a forbidden method\./)
  t.match(await text('policy.json --origin https://a.example.com --credentials include'), /actual request, with credentials/)
})

t.test('explain reports that the route is uncertain', async t => {
  const app = Fastify()
  app.register(cors, { origins: ['https://app.example.com'] })
  app.put('/', () => 1)
  await app.ready()
  // Simulates a router that finds a different route than the plugin.
  Object.defineProperty(app, 'findRoute', { value: () => null })
  const explanation = await app.cors.explain({ origin: 'https://app.example.com', url: '/', method: 'PUT' })
  t.match(explanation, { subject: { kind: 'uncertain' }, change: { verdict: 'none', message: /The router of the application finds another route/ } })
  t.match(explanationText(explanation, unstyled), /handled without a policy, because the route is uncertain/)
  t.match(explanationText(explanation, unstyled), /← 403 {2}the route is uncertain/)
  await app.close()
})

t.test('explain reports engines with a different outcome', async t => {
  const args = ['explain', 'document.mjs', '--origin', 'https://app.example.com', '--header', 'DPR: 1']
  t.match((await commandIn(folder, args)).stdout, /\nDifferent outcome in: chromium\.\n/)
})

t.test('explain escapes control characters', async t => {
  const { stdout } = await commandIn(folder, ['explain', 'policy.json', '--origin', 'https://\u001b[31m\u202e.test'])
  t.match(stdout, 'https://\\u001b[31m\\u202e.test')
  t.notOk(stdout.includes('\u001b') || stdout.includes('\u202e'))
})
