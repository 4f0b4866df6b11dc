/** Tests `fastify-cors-policy diff`: its text, Markdown and JSON, its exit status, and the routes of an application. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import t from 'tap'
import type { CorsPolicyDiff } from '../../../types/diff.ts'
import { diffIn } from './command.ts'

const here = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)
const IMPORTS = `import fastify from ${here('node_modules/fastify/fastify.js')}
import cors from ${here('lib/index.ts')}
import { memoryOrigins } from ${here('lib/sources.ts')}
`

const BEFORE = {
  origins: ['https://app.example.com', 'https://old.example.com'],
  credentials: true,
  maxAge: 7200,
  methods: ['GET', 'PUT'],
  policies: { public: { origins: '*' }, gone: { origins: '*' } },
  routes: { '/prices/*': 'public', '/health': false }
}
const AFTER = {
  origins: ['https://*.example.com', { source: 'tenants', key: 'host' }],
  credentials: true,
  maxAge: 600,
  methods: ['PUT', 'DELETE'],
  allowedHeaders: ['X-A'],
  policies: { public: { origins: '*', exposedHeaders: '*' } },
  routes: { '/prices/*': 'public', '/health': false, '/admin/*': { origins: ['https://admin.example.org'] } }
}
const many = (name: string, length: number) => Array.from({ length }, (_, i) => `https://${name}${i}.example`)

const folder = t.testdir({
  'before.json': JSON.stringify(BEFORE),
  'after.json': JSON.stringify(AFTER),
  'after.mjs': `export default ${JSON.stringify(AFTER)}`,
  'same.jsonc': `// the same\n${JSON.stringify({ ...BEFORE, origins: [...BEFORE.origins].reverse(), methods: ['PUT'] })}`,
  'narrow.json': JSON.stringify({ ...BEFORE, origins: ['https://app.example.com'] }),
  'age.json': JSON.stringify({ ...BEFORE, maxAge: 1 }),
  'status.json': JSON.stringify({ ...BEFORE, preflightStatus: 200 }),
  'more.json': JSON.stringify({ ...BEFORE, policies: { ...BEFORE.policies, more: { origins: '*' } } }),
  'bad.json': '{\n  "origins": ["https://a.test/"],\n  "maxAge": -1\n}',
  'bad.mjs': 'export default { origins: [() => {}] }',
  'repeated.json': '{ "origins": "*", "origins": "*" }',
  'broken.json': '{ "origins": ',
  'deep.json': '['.repeat(100_000),
  'long-before.json': JSON.stringify({ origins: many('a', 30), allowedHeaders: Array.from({ length: 30 }, (_, i) => `x-${i}`) }),
  'long-after.json': JSON.stringify({ origins: many('b', 30), routes: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`/r${i}`, { origins: [`https://r${i}.example`] }])) }),
  'kinds-before.json': JSON.stringify({ origins: [{ source: 's' }], exposedHeaders: ['ETag'], policies: { a: { origins: ['https://a.test'] }, b: { origins: ['https://a.test'] } } }),
  'kinds-after.json': JSON.stringify({
    origins: [{ source: 's' }], credentials: true, preflightStatus: 200, exposedHeaders: ['X-E', 'Link'], preflightCacheControl: 'no-store',
    policies: { a: { origins: '*', allowedHeaders: '*' }, b: { origins: '*', allowedHeaders: '*' } }, notFound: { origins: [{ source: 's', key: { param: 'p' } }, { source: 't' }], credentials: false }
  }),
  'markup.json': JSON.stringify({ origins: '*', routes: { '/<b>|`x`_[a](b)@all\u202e': false } }),
  'parts-before.json': JSON.stringify({ origins: '*', policies: { named: { origins: '*' } }, routes: { '/a': { origins: '*', methods: ['PUT'] }, '/off': false } }),
  'parts-after.json': JSON.stringify({ origins: '*', maxAge: 60, policies: { named: { origins: '*', maxAge: 60 } }, routes: { '/a': { origins: '*', maxAge: 60 }, '/off': { origins: '*' } } }),
  'source.json': JSON.stringify({ origins: [{ source: 's' }] }),
  'source-with-credentials.json': JSON.stringify({ origins: [{ source: 's' }], credentials: true }),
  'open.json': JSON.stringify({ origins: '*' }),
  'open-cached.json': JSON.stringify({ origins: '*', allowedHeaders: '*', preflightCacheControl: 'public, max-age=60' }),
  'app.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  app.register(cors, { origins: ['https://x.example'], policies: { public: { origins: '*' } }, sources: { tenants: memoryOrigins([]) }, lint: 'error' })
  app.register(async app => {
    for (const method of ['get', 'put', 'delete']) app[method]('/orders', () => 1)
    app.route({ method: 'TRACE', url: '/orders', handler: () => 1 })
    app.get('/orders/:id', { constraints: { version: '1.0.0' } }, () => 1)
    app.delete('/admin/users', () => 1)
    app.get('/health', () => 1)
    app.get('/prices/:id', () => 1)
    app.get('/off', { config: { cors: false } }, () => 1)
    app.get('/own', { config: { cors: { maxAge: 60, origins: ['https://own.example'], methods: ['PUT', 'DELETE'], allowedHeaders: ['X-A'] } } }, () => 1)
    app.get('/named', { config: { cors: 'public' } }, () => 1)
  })
  app.register(async inner => { inner.setNotFoundHandler(() => 1) }, { prefix: '/inner' })
  return app
}`,
  'named.mjs': `import build from './app.mjs'
export const buildApp = build
export const before = ${JSON.stringify(BEFORE)}
export const policy = { origins: '*' }`,
  'without.mjs': `${IMPORTS}export default fastify()`,
  'document.mjs': 'export default { origins: "*" }',
  'older.mjs': 'export default { ready () {}, inject () {}, close () {}, cors: { explain () {}, documentation () {} } }',
  'failing.mjs': 'export default { ready () {}, inject () {}, close () {}, cors: { explain () {}, documentation () {}, status: () => ({ registrations: [] }), replace () { throw new Error("no") } } }',
  'several.mjs': `${IMPORTS}export default () => {
  const app = fastify()
  for (const prefix of ['/a', '/b']) app.register(async app => { await app.register(cors, { origins: ['https://x.example'], lint: 'off' }); app.get('/x', () => 1) }, { prefix })
  return app
}`
})

const TEXT = `/admin/*
  + Pages of these origins gain access: they can read responses, use credentials, use the methods DELETE and PUT and set the request header x-a.
      https://admin.example.org
  - Pages of these origins lose access: they cannot read responses, use credentials or use the method PUT.
      https://app.example.com
      https://old.example.com
  ! Browsers keep approved preflights for at most 7200 s (Chromium), 7200 s (Firefox) and 600 s (Safari). Until then, pages can still send these requests.
  ! Stored responses keep the old headers, and a 304 renews them: pages that lose access can read them. Purge these URLs in all caches, and change their entity tags.
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

/prices/* and routes that choose public
  + Pages that have access before and after, such as https://untrusted.example, gain rights: they can read every response header.
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

all other routes and unknown URLs
  + Pages of these origins gain access if they did not have it: they can read responses, use credentials, use the methods DELETE and PUT and set the request header x-a.
      https://*.example.com, such as https://www.example.com
      origins in the source tenants with the key host, which are unknown here
  + Pages that have access before and after, such as https://app.example.com, gain rights: they can use the method DELETE and set the request header x-a.
  ~ Browsers remember approved preflights for 600 s, before for 7200 s (Chromium), 7200 s (Firefox) and 600 s (Safari).
  ! Stored responses without the new headers block pages that gain access, until they expire or are purged.

Pages gain and lose access.
Removed names in policies: gone. An application with a route that uses one of them does not start.
Routes can have other policies by config.cors, which is unknown here. Use --app to compare the routes of an application.
`

t.test('prints what pages gain and lose', async t => {
  t.strictSame(await diffIn(folder, 'before.json after.json'), { status: 1, stdout: TEXT, stderr: '' })
  t.strictSame(await diffIn(folder, 'before.json after.mjs'), { status: 1, stdout: TEXT, stderr: '' }, 'a module')
  const colored = await diffIn(folder, 'before.json after.json', { colors: true })
  t.ok(colored.stdout.includes('\n  \u001b[32m+\u001b[39m Pages'))
  t.notMatch((await diffIn(folder, 'before.json after.json --out diff.txt', { colors: true })).stdout, /./)
  t.equal(readFileSync(join(folder, 'diff.txt'), 'utf8'), TEXT, 'a file has no colors')
})

t.test('the exit status depends on --fail-on', async t => {
  const rows: readonly (readonly [args: string, status: number, stdout: RegExp])[] = [
    ['before.json before.json', 0, /^Both policies allow the same\.\n$/],
    ['before.json same.jsonc --fail-on any', 0, /^Both policies allow the same\.\n$/],
    ['before.json after.json --fail-on widened', 1, /Pages gain and lose access\.\n/],
    ['before.json after.json --fail-on any', 1, /gain and lose/],
    ['before.json after.json --fail-on never', 0, /gain and lose/],
    ['before.json narrow.json', 0, /\nPages lose access\.\n/],
    ['before.json narrow.json --fail-on any', 1, /https:\/\/old\.example\.com\n/],
    ['narrow.json before.json', 1, /\nPages gain access\.\n/],
    ['before.json age.json', 0, /\nPages have the same access\. The policies differ in maxAge\.\n/],
    ['before.json status.json', 0, /\nPages have the same access\. The policies differ in preflightStatus\.\n/],
    ['before.json age.json --fail-on any', 1, /same access/],
    ['before.json more.json', 0, /^Both policies allow the same, under other names\.\nNew names in policies: more\.\n$/],
    ['before.json more.json --fail-on any', 1, /other names/],
    ['more.json before.json --fail-on any', 1, /Removed names in policies: more\. /]
  ]
  for (const [args, status, stdout] of rows) {
    const result = await diffIn(folder, args)
    t.match(result, { status, stdout, stderr: /^$/ }, args)
  }
})

t.test('wrong arguments and files that cannot be read end with status 2', async t => {
  const rows: readonly (readonly [args: string, stderr: RegExp])[] = [
    ['', /The command diff needs two files, but got 0\.\nTry/],
    ['before.json', /needs two files, but got 1\./],
    ['before.json after.json age.json', /needs two files, but got 3\./],
    ['before.json after.json --fail-on error', /--fail-on must be widened, any or never, not "error"\./],
    ['before.json after.json --format html', /--format must be text or json or markdown\./],
    ['before.json after.json --out before.json', /The output would overwrite the input file\./],
    ['before.json after.json --app app.mjs --out app.mjs', /The output would overwrite the input file\./],
    ['before.json missing.json', /missing\.json: The file cannot be read: ENOENT/],
    ['missing.json bad.json', /missing\.json: The file cannot be read: ENOENT/],
    ['before.json app.mjs', /app\.mjs: The default export is an application\. Use a policy here, and --app for the application\.\n/],
    ['before.json after.json --app without.mjs', /without\.mjs: The module has no application with fastify-cors-policy/],
    ['before.json after.json --app document.mjs', /document\.mjs: The module has no application/],
    ['before.json after.json --app older.mjs', /older\.mjs: The module has no application/],
    ['before.json after.json --app missing.mjs', /missing\.mjs: The file cannot be read/]
  ]
  for (const [args, stderr] of rows) t.match(await diffIn(folder, args), { status: 2, stdout: /^$/, stderr }, args)
  t.match(await diffIn(folder, 'before.json after.json --app failing.mjs'), { status: 4, stderr: /Internal error: no/ })
})

t.test('all issues of both policies are printed', async t => {
  const texts = await diffIn(folder, 'bad.json repeated.json')
  t.strictSame([texts.status, texts.stderr], [1, ''])
  t.match(texts.stdout, /^bad\.json:2:15: origins\[0\]: [^\n]*\(origin-has-path\)\nbad\.json:3:13: maxAge: [^\n]*\nrepeated\.json:1:19: origins: [^\n]*\(json-key-is-repeated\)\n$/)
  for (const file of ['broken.json', 'deep.json', 'bad.mjs']) {
    t.match(await diffIn(folder, `${file} before.json`), { status: 1, stdout: new RegExp(`^${file}`), stderr: /^$/ })
    t.match(await diffIn(folder, `before.json ${file}`), { status: 1, stdout: new RegExp(`^${file}`), stderr: /^$/ })
  }
  const json = await diffIn(folder, 'bad.json bad.mjs --format json')
  const { valid, issues } = JSON.parse(json.stdout) as { readonly valid: boolean, readonly issues: ReadonlyArray<{ readonly file: string, readonly id: string }> }
  t.strictSame([json.status, valid, issues.map(({ file, id }) => `${file} ${id}`)], [1, false, ['bad.json origin-has-path', 'bad.json max-age-out-of-range', 'bad.mjs value-is-not-data']])
  const markdown = await diffIn(folder, 'bad.json broken.json --format markdown')
  t.match(markdown.stdout, /^\*\*CORS:\*\* The policy is invalid\.\n\n- `bad\.json:2:15` `\/origins\/0`: `"https:\/\/a\.test\/"` has a path\.[^]*\n- `broken\.json:1:\d+`: /)
  t.match((await diffIn(folder, 'bad.mjs bad.mjs --format markdown')).stdout, /\n- `bad\.mjs` `\/origins\/0`: The value is a function/)
})

t.test('--format json prints the difference', async t => {
  const { status, stdout } = await diffIn(folder, 'before.json after.json --format json --fail-on never')
  const { version, kind, changes } = JSON.parse(stdout) as CorsPolicyDiff
  t.strictSame([status, version, kind, changes.length], [0, 1, 'document', 3])
})

t.test('--format markdown prints the same for a comment, and nothing from the policy is markup', async t => {
  const { stdout } = await diffIn(folder, 'before.json after.json --format markdown')
  t.match(stdout, /^\*\*CORS:\*\* Pages gain and lose access\.\n\n#### `\/admin\/\*`\n\n- \*\*\+\*\* Pages of these origins gain access: [^\n]*\n {2}- `https:\/\/admin\.example\.org`\n- \*\*−\*\* /)
  t.match(stdout, /\n- ⚠️ Browsers keep approved preflights [^]*\n- \*\*~\*\* Browsers remember/)
  t.match(stdout, /\n\nRemoved names in `policies`: `gone`\. /)
  const hostile = (await diffIn(folder, 'open.json markup.json --format markdown')).stdout
  const html = new MarkdownIt({ html: true, linkify: true }).render(hostile)
  t.notMatch(html, /<b>|<a |<em>|\u202e/)
  t.match(html, /<h4><code>/)
})

t.test('long lists are cut in reports for people, and complete in JSON', async t => {
  const { stdout } = await diffIn(folder, 'long-before.json long-after.json')
  t.match(stdout, /https:\/\/a19\.example\n {6}10 more, which are in the format json\n/)
  t.match(stdout, /, x-18, x-19, x-2, x-20, x-21, x-22, x-23, x-24, x-25, x-26 and 10 more\.\n/)
  t.match(stdout, /\n11 more changes are only in the format json\.\n/)
  const { changes } = JSON.parse((await diffIn(folder, 'long-before.json long-after.json --format json')).stdout) as CorsPolicyDiff
  t.equal(changes.length, 61)
  t.equal(changes.at(-1)!.gains[0]!.origins.length, 30)
})

t.test('Markdown fits into a comment on GitHub, however long the names are, and says what is missing', async t => {
  const write = (file: string, document: object) => { writeFileSync(join(folder, file), JSON.stringify(document)) }
  const long = (text: string) => `${text}${'|'.repeat(2000)}`
  const routed = (name: string, count: number) => ({
    origins: ['https://a.test'],
    policies: Object.fromEntries(Array.from({ length: 5 }, (_, i) => [long(`${name}-${i}`), { origins: ['https://a.test'] }])),
    routes: Object.fromEntries(Array.from({ length: count }, (_, i) => [long(`/${i}`), { origins: [`https://${name}${i}.test`] }]))
  })
  write('names-before.json', routed('b', 4))
  write('names-after.json', routed('c', 4))
  const { stdout } = await diffIn(folder, 'names-before.json names-after.json --format markdown')
  t.ok(stdout.length < 65_536, String(stdout.length))
  t.match(stdout, /^\*\*CORS:\*\* Pages gain and lose access\.\n\n#### /)
  t.match(stdout, /\n\n1 more change is only in the format json\.\n/)
  t.match(stdout, /\nA list of names in `policies` is too long for a comment\. The format json has it\.\n/)
  for (const count of [1, 400]) {
    write('refused.json', { origins: Array.from({ length: count }, (_, i) => `https://${i}.${'x'.repeat(200)}|/`) })
    const refused = (await diffIn(folder, 'refused.json before.json --format markdown')).stdout
    t.ok(refused.length < 65_536, String(refused.length))
    t.equal(refused.endsWith('\n- A comment has no room for all 400 issues. The format json has them.\n'), count === 400)
  }
})

t.test('each kind of change has words', async t => {
  const { stdout } = await diffIn(folder, 'kinds-before.json kinds-after.json')
  t.match(stdout, /\nunknown URLs\n {2}\+ Pages of these origins gain access, unless they are in the source s: they can [^\n]*\n {6}origins in the source s with the key :p, which are unknown here\n {6}origins in the source t, /)
  t.match(stdout, /Pages that have access before and after, if there are any, gain rights: they can use credentials and read the response headers link and x-e\./)
  t.match(stdout, / {2}- Pages of these origins lose access if they are not in [^\n]*|origins with http or ftp in the source s, which are unknown here/)
  t.match(stdout, / {2}~ preflightStatus is 200 instead of 204\.\n {2}~ preflightCacheControl is no-store instead of absent\.\n/)
  t.match(stdout, /routes that choose a and b\n {2}\+ Pages of these origins gain access if they did not have it: [^\n]*\n {6}any origin, such as https:\/\/untrusted\.example\n/)
  t.match(stdout, /set every request header except authorization\./)
  const back = (await diffIn(folder, 'kinds-after.json kinds-before.json')).stdout
  t.match(back, /Pages of these origins lose access if the new policy does not allow them: they cannot [^\n]*, use any method or set any request header except authorization\.\n/)
  const parts = (await diffIn(folder, 'parts-before.json parts-after.json')).stdout
  t.match(parts, /^all other routes, unknown URLs and routes that choose named$/m)
  t.match(parts, /^\/off\n {2}~ Before, CORS was off\.$/m)
  const insecure = (await diffIn(folder, 'source.json source-with-credentials.json')).stdout
  t.match(insecure, /\n {6}origins with http or ftp in the source s, which are unknown here\n/)
  t.match((await diffIn(folder, 'open-cached.json open.json')).stdout, / {2}! Caches keep approved preflights too, because of public, max-age=60\. Purge them\.\n/)
})

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
