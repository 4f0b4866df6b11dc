/** `check --app` and `check --all-routes`: the table, the exit status, and the arguments that cannot be combined. */
import Fastify from 'fastify'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import policyPlugin from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import { isLong } from '../../unit/properties/seed.ts'

const source = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
const POLICY = "{ origins: ['https://app.example.com'], credentials: true, allowedHeaders: ['content-type'], lint: 'off', policies: { public: { origins: '*' } }, routes: { '/prices': 'public' } }"
const ROUTES = "app.get('/orders/:id', () => 1); app.get('/prices', () => 1)"

const folder = t.testdir({
  'app.mjs': `import fastify from ${source('../../../node_modules/fastify/fastify.js')}
import cors from ${source('../../../lib/index.ts')}
export function buildApp () { const app = fastify(); app.register(cors, ${POLICY}); app.register(async app => { ${ROUTES}; app.get('/files/*', { constraints: { version: '1.0.0' } }, () => 1) }); return app }`,
  'without.mjs': `import fastify from ${source('../../../node_modules/fastify/fastify.js')}\nexport default fastify()`,
  'bad-app.mjs': `import fastify from ${source('../../../node_modules/fastify/fastify.js')}
import cors from ${source('../../../lib/index.ts')}
const app = fastify(); app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'two-sources.json': '{ "origins": [{ "source": "previews" }], "policies": { "tenants": { "origins": [{ "source": "tenants" }] } }, "routes": { "/prices": {}, "/orders/7": "tenants" } }',
  'policy.json': '{ "origins": ["https://app.example.com"], "credentials": true, "allowedHeaders": ["content-type"], "policies": { "public": { "origins": "*" } }, "routes": { "/prices": "public", "/orders/:id": {}, "/files/*": false } }'
})

async function serve (): Promise<string> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(policyPlugin, { origins: ['https://app.example.com'], credentials: true, allowedHeaders: ['content-type'], lint: 'off', policies: { public: { origins: '*' } }, routes: { '/prices': 'public' } })
  app.get('/orders/:id', (request, reply) => (request.params as { id: string }).id === '7' ? {} : reply.code(404).send({}))
  app.get('/prices', () => 1)
  return (await listening(app, { t })).origin
}

const right = await serve()
const wrong = await withoutCors()

/** The same routes, without the plugin. */
async function withoutCors (): Promise<string> {
  const app = Fastify({ forceCloseConnections: true })
  app.get('/orders/:id', () => 1)
  app.get('/prices', () => 1)
  return (await listening(app, { t })).origin
}

async function check (line: string) {
  const out: string[] = []
  const err: string[] = []
  const status = await run(['check', ...line.split(' '), '--rate', '100000'], {
    stdout: { write: text => out.push(text), columns: 110 }, stderr: { write: text => err.push(text) }, env: {}, cwd: () => folder
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}

const rows: ReadonlyArray<readonly [line: string, status: number, stdout: RegExp | '', stderr: RegExp | '']> = [
  [`${right} --app app.mjs --export buildApp --param id=7`, 0,
    /^ +access preflight syntax caching errors security first cause\nGET \/orders\/:id +\w .* no problem\nGET \/prices +\w .* no problem\nnot checked: \/files\/\*, because the route has the constraint version: 1\.0\.0\n$/, ''],
  [`${right} --app app.mjs --export buildApp`, 0, /\nGET \/orders\/:id +\w .* no problem\n/, ''],
  [`${right} --policy policy.json --all-routes --param id=7`, 0, /\n\* \/orders\/:id .*\n\* \/prices .*\nnot checked: \/files\/\*, because the pattern has a parameter or a wildcard without a known value\n$/, ''],
  [`${wrong} --app app.mjs --export buildApp`, 1, /^http[^ ]*\/orders\/1: The responses have no CORS headers[^]*\nGET \/prices .* cors-missing\n/, ''],
  [`${right} --app app.mjs --export buildApp --format json`, 0, /"routes": \[\n {4}"GET \/orders\/:id",\n {4}"GET \/prices"\n {2}\],\n {2}"notChecked": \[/, ''],
  ['http://127.0.0.1:1 --app app.mjs --export buildApp', 3, /^$|^not checked/, /the server refused the connection/],
  [`${right} --app without.mjs`, 2, '', /The application has not registered fastify-cors-policy, or its version does not support docs\./],
  [`${right} --app bad-app.mjs`, 1, '', /^bad-app\.mjs: origins\[0\]: "https:\/\/a\.test\/" has a path/],
  [`${right} --app policy.json`, 2, '', /policy\.json: The file is a policy\. Use --policy and --all-routes\.\n/],
  [`${right} --app app.mjs --export buildApp --allow https://app.example.com`, 0, /\nGET \/prices +\w .* no problem\n/, ''],
  [`${right} --policy policy.json --all-routes --allow https://tea.example`, 0, /\* \/prices /, ''],
  [`${right} --policy two-sources.json --all-routes --allow tenants=https://tea.example`, 1, /\n\* \/orders\/7 .* origin-not-listed\n\* \/prices .* no problem\n$/, ''],
  [`${right} --policy two-sources.json --all-routes --allow https://tea.example`, 2, '', /--allow: The policies of the routes read several sources \("previews", "tenants"\), so name the one that has "https:\/\/tea\.example", as in --allow previews=https:\/\/tea\.example\.\n/],
  [`${right} --policy two-sources.json --all-routes --allow tenant=https://tea.example`, 2, '', /--allow: No policy of a route reads the source "tenant"\. The sources are "previews", "tenants"\.\n/],
  [`${right} --policy two-sources.json --all-routes --allow tenants=tea.example`, 2, '', /--allow: "tenants=tea\.example" is not a serialized origin\./],
  [`${right} --allow tenants=https://tea.example`, 2, '', /--allow <source>=<origin> needs --app or --all-routes\.\n/],
  [`${right} --all-routes`, 2, '', /--all-routes needs --policy\./],
  [`${right} --param id=7`, 2, '', /--param needs --app or --all-routes\./],
  [`${right} --export buildApp`, 2, '', /--export needs --app or --policy\./],
  [`${right} --app app.mjs --policy policy.json`, 2, '', /--app cannot be used with --policy\. The policies of the routes replace it\./],
  [`${right} --app app.mjs --error-path /gone`, 2, '', /--app cannot be used with --error-path, which is for one URL\./],
  [`${right} --all-routes --policy policy.json --route /prices`, 2, '', /--all-routes cannot be used with --route\./],
  [`${right} --app app.mjs --dry-run`, 2, '', /--app cannot be used with --dry-run\./],
  [`${right} ${wrong} --app app.mjs`, 2, '', /--app needs one URL, but got 2\./],
  [`${right} --app app.mjs --export buildApp --param id`, 2, '', /--param must be name=value, not "id"\./],
  ['ftp://a.test --app app.mjs --export buildApp', 2, '', /"ftp:\/\/a\.test" is not an http or https URL\./]
]

/** Rows that check the same routes as others, and differ from them in one option of the report. They run only in the long run. */
const REPEATED = [`${right} --app app.mjs --export buildApp`, `${right} --policy policy.json --all-routes --allow https://tea.example`]

for (const [line, status, stdout, stderr] of rows.filter(([line]) => isLong || !REPEATED.includes(line))) {
  t.test(`check ${line.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'URL')}`, async t => {
    const result = await check(line)
    t.equal(result.status, status, JSON.stringify(result))
    t.match(result.stdout, stdout)
    t.match(result.stderr, stderr)
  })
}

t.test('several URLs end with a table', async t => {
  const { stdout } = await check(`${right}/prices ${wrong}/prices --policy policy.json`)
  t.match(stdout, /\n\n +access preflight syntax caching errors security first cause\n[^ ]*\/prices [^\n]* no problem\n[^ ]*\/prices [^\n]* cors-missing\n$/)
})
