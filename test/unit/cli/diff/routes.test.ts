/** Tests that the command `diff` compares the routes of an application. */
import t from 'tap'
import type { CorsPolicyDiff } from '../../../../types/diff.ts'
import { diffIn } from '../command.ts'
import { COMPARED_FILES } from '../compared-files.ts'

const folder = t.testdir(COMPARED_FILES)

const ROUTES = `DELETE /admin/users
  ~ Before, the policy did not allow the method.
  + Pages of these origins gain access: they can read responses, use credentials and set the request header x-a.
      https://admin.example.org
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

GET /named, HEAD /named, GET /prices/:id and HEAD /prices/:id
  + Pages that have access before and after, such as https://untrusted.example, gain rights: they can read every response header.
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

DELETE /orders
  ~ Before, the policy did not allow the method.
  + Pages of these origins gain access: they can read responses, use credentials and set the request header x-a.
      https://*.example.com, such as https://www.example.com
      origins in the source tenants with the key host, which are unknown here
`

t.test('--app compares the routes of an application, with their config.cors', async t => {
  const { status, stdout, stderr } = await diffIn(folder, 'before.json after.json --app app.mjs')
  t.strictSame([status, stderr], [1, ''])
  t.equal(stdout.slice(0, stdout.indexOf('      origins in') + 75), ROUTES.slice(0, ROUTES.indexOf('      origins in') + 75))
  t.match(stdout, /\nGET \/orders, HEAD \/orders, PUT \/orders, GET \/orders\/:id \(version: 1\.0\.0\) and HEAD \/orders\/:id \(version: 1\.0\.0\)\n/)
  t.match(stdout, /\nunknown URLs and unknown URLs below \/inner\n/)
  t.notMatch(stdout, /TRACE|\/health|\/own|\/off|--app/)
  const back = await diffIn(folder, 'after.json before.json --app app.mjs --format json')
  const { kind, changes, policyNames } = JSON.parse(back.stdout) as CorsPolicyDiff
  t.strictSame([kind, policyNames, changes[0]!.after, changes[0]!.gains], ['application', { added: [], removed: [] }, 'method-not-allowed', []])
  t.match((await diffIn(folder, 'after.json before.json --app app.mjs')).stdout, / {2}~ After the change, the policy does not allow the method\.\n/)
})

t.test('--export names the export of the application, and without one that of the policies', async t => {
  const plain = await diffIn(folder, 'before.json after.json --app app.mjs')
  t.strictSame(await diffIn(folder, 'before.json after.json --app named.mjs --export buildApp'), plain)
  t.match(await diffIn(folder, 'before.json after.json --app named.mjs'), { status: 2, stderr: /named\.mjs: The module has no default export .* Use --export buildApp\.\n/ })
  t.match(await diffIn(folder, 'before.json document.mjs --app named.mjs --export buildApp'), { status: 1, stderr: '' })
  t.strictSame(await diffIn(folder, 'before.json named.mjs --export policy'), await diffIn(folder, 'before.json open.json'))
  t.strictSame(await diffIn(folder, 'named.mjs named.mjs --export before'), await diffIn(folder, 'before.json before.json'))
  t.match(await diffIn(folder, 'before.json named.mjs --export buildApp'), { status: 2, stderr: /named\.mjs: The export buildApp is an application\. Use a policy here, and --app for the application\.\n/ })
  t.match(await diffIn(folder, 'before.json after.json --export buildApp'), { status: 2, stderr: /before\.json: A JSON file has no exports\. Remove --export\.\n/ })
})

t.test('the documents replace that of the first registration', async t => {
  const { status, stdout, stderr } = await diffIn(folder, 'open.json narrow.json --app several.mjs')
  t.equal(status, 1)
  t.match(stdout, /^GET \/a\/x and HEAD \/a\/x\n/)
  t.notMatch(stdout, /\/b\/x/)
  t.equal(stderr, 'fastify-cors-policy: The application has 2 registrations. The documents replace that of the first one, with the prefix "/a".\n')
})

t.test('a policy that the routes of the application cannot have is invalid', async t => {
  const { status, stdout } = await diffIn(folder, 'open.json open-cached.json --app app.mjs')
  t.equal(status, 1)
  t.match(stdout, /^open\.json:1:1: config\.cors: GET \/named: "public" is not a policy name[^\n]*\nopen-cached\.json:1:1: [^\n]*\n$/)
  t.match((await diffIn(folder, 'document.mjs before.json --app app.mjs')).stdout, /^document\.mjs: config\.cors: GET \/named: "public"[^\n]*\n$/)
})
