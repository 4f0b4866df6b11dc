/** Tests the command line: exit status and output for arguments. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../lib/index.ts'
import { run } from '../../lib/cli.ts'
import { issuesData } from '../../lib/reporters/issues.ts'
import { explanationText } from '../../lib/reporters/explanation.ts'
import { unstyled } from '../../lib/text/style.ts'
import { redirectStdout } from '../../lib/cli/redirect-stdout.ts'
import { COMMAND_USAGE, USAGE } from '../../lib/cli/usage.ts'

const here = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }

const FASTIFY = `import fastify from ${here('node_modules/fastify/fastify.js')}\n`
const PLUGIN = `import cors from ${here('lib/index.ts')}\n`
const REGISTER = 'app.register(cors, { origins: [\'https://app.example.com\'] }); app.put(\'/orders/:id\', () => 1)'

/** Values that fail when they are converted to text, as expressions. */
const ODD_VALUES = [
  ['null-prototype', 'Object.create(null)'],
  ['bad-text', '{ toString () { throw new Error("no text") } }'],
  ['bad-message', 'Object.defineProperty(new Error(), "message", { get () { throw new Error("no message") } })'],
  ['proxy', 'new Proxy({}, { get () { throw null }, has () { throw null }, getPrototypeOf () { throw null } })'],
  ['revoked', '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()']
] as const

/** Functions that return a policy. */
const POLICY_FUNCTIONS = {
  policy: "export default () => ({ origins: ['https://x.example'] })",
  later: "export default async () => ({ origins: ['https://x.example'] })",
  parameter: "export default (options) => ({ origins: options.app ?? ['https://x.example'] })",
  environment: "export default function policy (env = { ORIGIN: 'https://x.example' }) { if (arguments.length > 0) throw new Error('called as a plugin'); return { origins: [env.ORIGIN] } }",
  promise: "export default Promise.resolve(() => ({ origins: ['https://x.example'] }))"
} as const

const folder = t.testdir({
  'policy.json': `{
  "origins": ["https://*.example.com"],
  "methods": ["PUT"],
  "policies": { "public": { "origins": "*", "exposedHeaders": "*" } },
  "routes": { "/prices/*": "public", "/health": false }
}`,
  'mark.json': '\ufeff{ "origins": "*" }',
  'bad.json': '{\r\n  "origins": [\r\n    "https://a.test",\r\n    "https://b.test/"\r\n  ],\r\n  "routes": { "/a/b": "publik" },\r\n  "credentails": true\r\n}',
  'bad-scope.json': '{ "methods": ["PUT"] }',
  'list.json': '[1]',
  'repeated.json': '{\n  "origins": ["https://a.test"],\n  "credentials": true, "origins": "*"\n}',
  'repeated-inside.jsonc': '{ "policies": { "a": { "origins": "*", "maxAge": 1,\n // again\n"max\\u0041ge": 2 } } }',
  'deep.json': '['.repeat(200_000) + ']'.repeat(200_000),
  'deep-unclosed.json': '['.repeat(200_000),
  'syntax.json': '{\n  "origins": "*",\n  "maxAge": 1,\n}',
  'comment.json': '// a policy\n{}',
  'comments.jsonc': '\ufeff// who "calls", and\r\n{ "origins": [\r\n  "https://a.test", // a, ]\r\n  /* b } */ "https://b.test/*\\"//", // c\r\n], }',
  'good.jsonc': '{\n  "origins": ["https://a.test", /* , */ ], // ]\n  "description": "a // b /* c */ ,} \\\\", /**/\n}',
  'commas.jsonc': '{ "origins": ["https://a.test",,] }',
  'only-comma.jsonc': '{ "origins": [,] }',
  'open-comment.jsonc': '{ "origins": ["https://a.test"] } /*/',
  'open-text.jsonc': '{ "origins": ["https://a.test',
  'empty.json': '',
  'control.json': '"\u0001"',
  'UPPER.JSON': '{ "origins": ["https://a.test/"] }',
  'Upper.JsonC': '{ "origins": ["https://a.test"], } // c',
  'directory.json': {},
  'tenants.json': '{ "origins": ["https://app.example.com", { "source": "tenants" }] }',
  'document.mjs': 'export default { origins: [\'https://app.example.com\'] }',
  'bad-document.mjs': 'export default { origins: [] }',
  'instance.mjs': `${FASTIFY}${PLUGIN}const app = fastify()\n${REGISTER}\nexport default app`,
  'named-instance.mjs': `${FASTIFY}${PLUGIN}export const version = 1\nexport const app = fastify()\n${REGISTER}`,
  'function.mjs': `${FASTIFY}${PLUGIN}export default async function () { const app = fastify(); ${REGISTER}; return app }`,
  'options.mjs': `${FASTIFY}${PLUGIN}export default options => { const app = fastify(options); ${REGISTER}; return app }`,
  'plugin.mjs': `${PLUGIN}export default async function (app, options) { ${REGISTER} }`,
  'callback-plugin.mjs': `${PLUGIN}export default function (app, options, done) { ${REGISTER}; done() }`,
  'wrapped.mjs': `${PLUGIN}const plugin = async app => { ${REGISTER} }\nplugin[Symbol.for('skip-override')] = true\nexport default plugin`,
  'one-parameter.mjs': `${PLUGIN}export default async function (app) { ${REGISTER} }`,
  'no-promise.mjs': `${PLUGIN}export default app => { ${REGISTER} }`,
  'sources.mjs': `${PLUGIN}const down = { connect () { throw new Error('connection refused') }, startDeadline: 20 }
export default async (app) => { app.register(cors, { origins: ['https://app.example.com', { source: 'tenants' }], maxAge: 600, sources: { tenants: down } }); app.get('/orders', () => 1) }`,
  'default-options.mjs': `${PLUGIN}export default async (app, options = {}) => { ${REGISTER} }`,
  'rest.mjs': `${PLUGIN}export default async (...[app]) => { ${REGISTER} }`,
  'one-refused.mjs': `${PLUGIN}export default async app => { app.register(cors, { origins: ['https://a.test/'] }) }`,
  'function-refused.mjs': `${FASTIFY}${PLUGIN}export default async () => { const app = fastify(); await app.register(cors, { origins: ['https://a.test/'] }); return app }`,
  'await-refused.mjs': `${FASTIFY}${PLUGIN}const app = fastify(); await app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'strict.mjs': `${FASTIFY}${PLUGIN}export default () => { const app = fastify(); app.register(async scope => { await scope.register(cors, { origins: ['https://app.example.com'], lint: 'error' }); scope.put('/in', () => 1) }); app.put('/prices', { config: { cors: { origins: '*' } } }, () => 1); return app }`,
  'plugin-throws.mjs': 'export default (app, options) => { throw new Error(\'no database\') }',
  'one-without.mjs': 'export default async app => { app.get(\'/\', () => 1) }',
  'transpiled.cjs': 'Object.defineProperty(exports, \'__esModule\', { value: true }); exports.default = { origins: \'*\' }; exports.policy = { origins: [\'https://a.test\'] }',
  'nothing.mjs': 'export const policy = {}',
  'number.mjs': 'export default 7',
  'named.mjs': `${FASTIFY}${PLUGIN}export const version = 1\nexport function buildApp () { const app = fastify(); ${REGISTER}; app.get('/', () => 1); return app }\nexport const unusable = () => { throw new Error('no database') }`,
  'with-options.mjs': `${PLUGIN}export const options = { bodyLimit: 7 }\nexport default async (app, opts) => { if (app.initialConfig.bodyLimit !== 7) throw new Error('no options'); ${REGISTER} }`,
  'typescript.mjs': 'throw new TypeError(\'Unknown file extension ".ts"\')',
  'missing.ts': 'import \'./none.js\'',
  'throws.mjs': 'throw new Error(\'no database \\u001b[31m\')',
  'throws-text.mjs': 'throw \'no reason\'',
  'function-throws.mjs': 'export default () => { throw new Error(\'no database\') }',
  'function-nothing.mjs': 'export default options => options.none',
  ...Object.fromEntries(Object.entries(POLICY_FUNCTIONS).map(([name, text]) => [`makes-${name}.mjs`, text])),
  'makes-bad.mjs': 'export default () => ({ origins: [\'https://a.test/\'] })',
  'makes-pair.mjs': `${FASTIFY}export default () => ({ app: fastify(), cache: null })`,
  'no-start.mjs': `${FASTIFY}const app = fastify(); app.register(async () => { throw new Error('no database') }); export default app`,
  'refused.mjs': `${FASTIFY}${PLUGIN}const app = fastify(); app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'without.mjs': `${FASTIFY}const app = fastify(); app.register(async () => {}); export default app`,
  'other.mjs': 'export default { ready () {}, inject () {}, close () {} }',
  'closing-throws.mjs': 'export default { ready () {}, inject () {}, close () { throw new Error("open") } }',
  ...Object.fromEntries(ODD_VALUES.flatMap(([name, value]) => [
    [`throws-${name}.mjs`, `throw ${value}`],
    [`rejects-${name}.mjs`, `await Promise.reject(${value})`],
    [`function-throws-${name}.mjs`, `export default () => { throw ${value} }`],
    [`plugin-throws-${name}.mjs`, `export default (app, options) => { throw ${value} }`],
    [`no-start-${name}.mjs`, `export default { async ready () { throw ${value} }, inject () {}, close () {} }`]
  ])),
  'odd-export.mjs': 'export default new Proxy({}, { get () { throw new Error("no access") } })',
  'odd-function.mjs': 'export default new Proxy(() => {}, { has () { throw new Error("no access") } })',
  'odd-result.mjs': 'export default () => ({ get ready () { throw new Error("no access") } })',
  'odd-namespace.cjs': 'Object.defineProperty(exports, "__esModule", { value: true }); Object.defineProperty(exports, "default", { get () { throw new Error("no access") } })',
  'unclosable.mjs': `${FASTIFY}${PLUGIN}const app = fastify(); ${REGISTER}; app.addHook('onClose', async () => { throw new Error('open') }); export default app`,
  'other-version.mjs': `${FASTIFY}const app = fastify(); app.decorate('cors', { explain () {}, documentation: async () => ({ version: 2 }) }); export default app`,
  'copy.json': t.fixture('link', 'policy.json'),
  'twin.json': t.fixture('symlink', 'policy.json'),
  'unknown.xyz': ''
})

interface Result { readonly status: number, readonly stdout: string, readonly stderr: string }

interface Surroundings { readonly colors?: boolean, readonly env?: Record<string, string>, readonly cwd?: string, readonly stdin?: () => Promise<string> }

async function cli (line: string | readonly string[], more: Surroundings = {}): Promise<Result> {
  const out: string[] = []
  const err: string[] = []
  const args = typeof line === 'string' ? line.split(' ').filter(word => word !== '') : line
  const status = await run(args, {
    stdout: { write: text => out.push(text), ...(more.colors !== undefined && { hasColors: () => more.colors! }) },
    stderr: { write: text => err.push(text) },
    env: more.env ?? {},
    cwd: () => more.cwd ?? folder,
    ...more.stdin && { stdin: more.stdin }
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}

/** The expected output on each stream. '' for no output. */
const rows: [line: string, status: number, stdout: RegExp | '', stderr: RegExp | ''][] = [
  ['', 2, '', /^fastify-cors-policy: The command is missing\.\nTry fastify-cors-policy --help\.\n$/],
  ['--help', 0, /^Usage: fastify-cors-policy <command>/, ''],
  ['-h', 0, /^Usage/, ''],
  ['explain --help', 0, /^Usage: fastify-cors-policy explain <file> --origin /, ''],
  ['--version', 0, new RegExp(`^${version.replaceAll('.', '\\.')}\n$`), ''],
  ['expalin', 2, '', /The command "expalin" is unknown\. Did you mean explain\?/],
  ['serve', 2, '', /The command "serve" is unknown\.\n/],
  ['validate', 2, '', /The command validate needs a file\.\nTry fastify-cors-policy validate --help\.\n/],
  ['docs a.json b.json', 2, '', /The command docs accepts only one file, but got 2\./],
  ['validate policy.json --colour', 2, '', /^fastify-cors-policy: Unknown option '--colour'\.\nTry/],
  ['validate policy.json --fromat json', 2, '', /^fastify-cors-policy: Unknown option '--fromat'\. Did you mean --format\?\nTry/],
  ['lint policy.json --verbos', 2, '', /Unknown option '--verbos'\. Did you mean --verbose\?/],
  ['validate policy.json --origin https://a.test', 2, '', /Unknown option '--origin'/],
  ['validate policy.json --format yaml', 2, '', /--format must be text or json\./],
  ['explain policy.json --origin', 2, '', /argument missing/],

  ['schema', 0, /^\{\n {2}"\$schema": "https:\/\/json-schema\.org\/draft\/2020-12\/schema",\n[^]*\n\}\n$/, ''],
  ['schema --help', 0, /^Usage: fastify-cors-policy schema\n\nPrints the JSON Schema/, ''],
  ['schema policy.json', 2, '', /^fastify-cors-policy: The command schema does not accept a file\.\nTry/],
  ['schema --format json', 2, '', /Unknown option '--format'/],

  ['validate policy.json', 0, /^policy\.json: valid\n$/, ''],
  ['validate mark.json', 0, /valid/, ''],
  ['validate policy.json --format json', 0, /^\{\n {2}"version": 1,\n {2}"valid": true,\n {2}"issues": \[\]\n\}\n$/, ''],
  ['validate bad.json', 1, new RegExp('^bad\\.json:4:5: origins\\[1\\]: "https://b\\.test/" has a path.* \\(origin-has-path\\)\n' +
    'bad\\.json:6:23: routes\\["/a/b"\\]: "publik" .* \\(unknown-policy-name\\)\n' +
    'bad\\.json:7:18: credentails: The field "credentails" .* \\(unknown-field\\)\n$'), ''],
  ['validate bad-scope.json', 1, /^bad-scope\.json:1:1: origins: The field "origins" is missing.* \(missing-field\)\n$/, ''],
  ['validate list.json', 1, /^list\.json:1:1: The value .* but \[1\] is a list\. \(wrong-type\)\n$/, ''],
  ['validate repeated.json', 1, /^repeated\.json:3:24: origins: The object has more than one member "origins".* Remove one\. \(json-key-is-repeated\)\n$/, ''],
  ['validate repeated-inside.jsonc', 1, /^repeated-inside\.jsonc:3:1: policies\.a\.maxAge: .*\(json-key-is-repeated\)\n$/, ''],
  ['validate deep.json', 1, /^deep\.json:1:1: .*nested too deeply\. \(json-is-malformed\)\n$/, ''],
  ['validate deep-unclosed.json', 1, /^deep-unclosed\.json:1:1: .*nested too deeply\. \(json-is-malformed\)\n$/, ''],
  ['validate syntax.json', 1, /^syntax\.json:4:1: The text is not valid JSON: .*\(json-is-malformed\)\n$/, ''],
  ['validate comment.json', 1, /^comment\.json:1:1: The text is not valid JSON: invalid comment token\. \(/, ''],
  ['validate good.jsonc', 0, /^good\.jsonc: valid\n$/, ''],
  ['validate comments.jsonc', 1, /^comments\.jsonc:4:13: origins\[1\]: .*\(origin-has-path\)\n$/, ''],
  ['validate commas.jsonc', 1, /^commas\.jsonc:1:32: The text is not valid JSON: value expected\. \(/, ''],
  ['validate only-comma.jsonc', 1, /^only-comma\.jsonc:1:15: The text is not valid JSON: value expected\. \(/, ''],
  ['validate open-comment.jsonc', 1, /^open-comment\.jsonc:1:35: The text is not valid JSON: /, ''],
  ['validate open-text.jsonc', 1, /^open-text\.jsonc:1:15: The text is not valid JSON: unexpected end of string\. \(/, ''],
  ['explain good.jsonc --origin https://a.test', 0, /can read the response/, ''],
  ['docs good.jsonc', 0, /^# CORS policies\n/, ''],
  ['validate empty.json', 1, /^empty\.json:1:1: The text is not valid JSON: value expected\. \(/, ''],
  ['validate control.json', 1, /^control\.json:1:1: The text is not valid JSON: .*\(/, ''],
  ['validate syntax.json --format json', 1, /^\{\n {2}"version": 1,\n {2}"valid": false,[^]*"line": 4,\n {6}"column": 1/, ''],
  ['validate none.json', 2, '', /^fastify-cors-policy: none\.json: The file cannot be read: ENOENT: no such file or directory\n$/],
  ['validate directory.json', 2, '', /^fastify-cors-policy: directory\.json: The file cannot be read: EISDIR: [^/]*\n$/],
  ['validate none.mjs', 2, '', /^fastify-cors-policy: none\.mjs: The file cannot be read: ENOENT: no such file or directory\n$/],

  ['validate document.mjs', 0, /valid/, ''],
  ['validate bad-document.mjs', 1, /^bad-document\.mjs: origins: The list of origins is empty/, ''],
  ['validate transpiled.cjs', 0, /valid/, ''],
  ['validate instance.mjs', 0, /valid/, ''],
  ['validate function.mjs', 0, /valid/, ''],
  ['validate options.mjs', 0, /valid/, ''],
  ['validate plugin.mjs', 0, /valid/, ''],
  ['validate callback-plugin.mjs', 0, /valid/, ''],
  ['validate wrapped.mjs', 0, /valid/, ''],
  ['validate unclosable.mjs', 0, /valid/, ''],
  ['validate refused.mjs', 1, /^refused\.mjs: origins\[0\]: "https:\/\/a\.test\/" has a path/, ''],
  ['validate nothing.mjs', 2, '', /^fastify-cors-policy: nothing\.mjs: The module has no default export that is a Fastify instance, a policy document,/],
  ['validate number.mjs', 2, '', /has no default export that is .* Export the application with "export default app", or with "module\.exports = app" in CommonJS\.\n$/],
  ['validate throws.mjs', 2, '', /^fastify-cors-policy: throws\.mjs: The module cannot be loaded: no database \\u001b\[31m\n$/],
  ['validate throws-text.mjs', 2, '', /throws-text\.mjs: The module cannot be loaded: no reason\n$/],
  ['validate one-parameter.mjs', 0, /valid/, ''],
  ['validate no-promise.mjs', 0, /valid/, ''],
  ['validate default-options.mjs', 0, /valid/, ''],
  ['validate rest.mjs', 0, /valid/, ''],
  ['validate one-refused.mjs', 1, /^one-refused\.mjs: origins\[0\]: "https:\/\/a\.test\/" has a path/, ''],
  ['validate function-refused.mjs', 1, /^function-refused\.mjs: origins\[0\]: /, ''],
  ['validate await-refused.mjs', 1, /^await-refused\.mjs: origins\[0\]: /, ''],
  ['validate one-without.mjs', 2, '', /one-without\.mjs: The exported function throws an error: app\.get is not a function\. A plugin needs the parameters \(fastify, opts\)\.\n$/],
  ['validate plugin-throws.mjs', 2, '', /plugin-throws\.mjs: The plugin cannot be registered: no database\n$/],
  ['lint strict.mjs --fail-on never', 0, /\(cors-config-without-plugin\)\n/, ''],
  ['validate strict.mjs', 1, /^strict\.mjs: config\.cors: .* \(cors-config-without-plugin\)\n$/, ''],
  ['validate function-throws.mjs', 2, '', /function-throws\.mjs: The exported function throws an error: no database\n$/],
  ['validate named.mjs', 2, '', /The module has no default export that is .* Use --export buildApp\.\n$/],
  ['validate named-instance.mjs', 2, '', /Use --export app\.\n$/],
  ['validate named.mjs --export buildApp', 0, /valid/, ''],
  ['lint named.mjs --export buildApp', 0, /\n$/, ''],
  ['docs named.mjs --export buildApp', 0, /^# CORS policies/, ''],
  ['explain named.mjs --export buildApp --origin https://app.example.com --url /', 0, /can read/, ''],
  ['validate named.mjs --export other', 2, '', /The module has no export other that is a Fastify instance, .* \(fastify, opts\)\.\n$/],
  ['validate named.mjs --export unusable', 2, '', /The exported function throws an error: no database\n$/],
  ['validate transpiled.cjs --export policy', 0, /valid/, ''],
  ['validate policy.json --export policy', 2, '', /policy\.json: A JSON file has no exports\. Remove --export\.\n$/],
  ['validate with-options.mjs', 0, /valid/, ''],
  ['validate typescript.mjs', 2, '', /The module cannot be loaded: Unknown file extension "\.ts"\. Node 22\.18 and newer run TypeScript .* NODE_OPTIONS="--import tsx"/],
  ['validate missing.ts', 2, '', /(?:Cannot find module|Unknown file extension) .* NODE_OPTIONS="--import tsx"/s],
  ...Object.keys(POLICY_FUNCTIONS).flatMap((name): typeof rows => [
    [`validate makes-${name}.mjs`, 0, /^makes-[^ ]+: valid\n$/, ''],
    [`lint makes-${name}.mjs`, 0, /\n$/, ''],
    [`docs makes-${name}.mjs`, 0, /^# CORS policies\n[^]*https:\/\/x\.example/, ''],
    [`explain makes-${name}.mjs --origin https://x.example`, 0, /can read the response/, ''],
    [`diff document.mjs makes-${name}.mjs`, 1, /https:\/\/x\.example/, ''],
    [`proxy nginx makes-${name}.mjs`, 0, /x\\?\.example/, '']
  ]),
  ['validate makes-bad.mjs', 1, /^makes-bad\.mjs: origins\[0\]: "https:\/\/a\.test\/" has a path/, ''],
  ['validate makes-pair.mjs', 2, '', /makes-pair\.mjs: The exported function returns an object whose "app" is the Fastify instance\. Return the instance itself\.\n$/],
  ['validate function-nothing.mjs', 2, '', /: The exported function does not return a Fastify instance or a policy\. A plugin needs the parameters \(fastify, opts\)\.\n$/],
  ['validate no-start.mjs', 2, '', /no-start\.mjs: The application does not start: no database\n$/],
  ['validate without.mjs', 2, '', /^fastify-cors-policy: without\.mjs: The application has not registered fastify-cors-policy\.\n$/],
  ['validate without.mjs --format json', 2, '', /has not registered/],
  ['validate other.mjs', 2, '', /other\.mjs: The application has not registered fastify-cors-policy\.\n$/],
  ['lint without.mjs', 2, '', /has not registered/],
  ['validate closing-throws.mjs', 2, '', /has not registered/],
  ['validate UPPER.JSON', 1, /^UPPER\.JSON:1:15: origins\[0\]: "https:\/\/a\.test\/" has a path/, ''],
  ['validate Upper.JsonC', 0, /^Upper\.JsonC: valid\n$/, ''],
  ...ODD_VALUES.flatMap(([name]): typeof rows => [
    [`validate throws-${name}.mjs`, 2, '', new RegExp(`^fastify-cors-policy: throws-${name}\\.mjs: The module cannot be loaded: [^\n]+\n$`)],
    [`validate rejects-${name}.mjs`, 2, '', new RegExp(`^fastify-cors-policy: rejects-${name}\\.mjs: The module cannot be loaded: [^\n]+\n$`)],
    [`validate function-throws-${name}.mjs`, 2, '', /The exported function throws an error: The thrown value has no message\./],
    [`lint plugin-throws-${name}.mjs`, 2, '', /The plugin cannot be registered: [^\n]+\n$/],
    [`docs no-start-${name}.mjs`, 2, '', /The application does not start: The thrown value has no message\.\n$/]
  ]),
  ['validate odd-export.mjs', 2, '', /odd-export\.mjs: The default export cannot be used: no access\n$/],
  ['validate odd-function.mjs', 2, '', /odd-function\.mjs: The default export cannot be used: no access\n$/],
  ['validate odd-result.mjs', 2, '', /odd-result\.mjs: The default export cannot be used: no access\n$/],
  ['validate odd-namespace.cjs', 2, '', /odd-namespace\.cjs: [^\n]*no access\n$/],
  ['validate unknown.xyz', 2, '', /unknown\.xyz: The module cannot be loaded: /],

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

  ['docs policy.json', 0, /^# CORS policies\n[^]*\n\| `\/prices\/\*` \| all methods \| \[Policy `public`\]\(#policy-public\)/, ''],
  ['docs policy.json --format markdown', 0, /^# CORS policies\n/, ''],
  ['docs instance.mjs', 0, /\n\| `\/orders\/:id` \| `PUT` \| \[Policy of the scope\]\(#policy-of-the-scope\)/, ''],
  ['docs policy.json --format json', 2, '', /--format must be markdown or html\.\nTry/],
  ['docs policy.json --out none/docs.md', 2, '', /^fastify-cors-policy: none\/docs\.md: The file cannot be written: ENOENT: no such file or directory\n$/],
  ['docs bad.json', 1, '', /^bad\.json:4:5: /],
  ['docs bad.json --format html --out none/docs.html', 1, '', /^bad\.json:4:5: /],
  ['docs syntax.json', 1, '', /^syntax\.json:4:1: The text is not valid JSON/],
  ['docs refused.mjs', 1, '', /^refused\.mjs: origins\[0\]: /],
  ['docs none.json --out none.json', 2, '', /none\.json: The file cannot be read/],
  ['docs other-version.mjs', 2, '', /other-version\.mjs: The application has not registered fastify-cors-policy, or its version does not support docs\.\n$/],
  ['docs without.mjs', 2, '', /without\.mjs: The application has not registered fastify-cors-policy/],
  ['validate policy.json --out x', 2, '', /Unknown option '--out'/],

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
    /^fastify-cors-policy: sources\.mjs: The application does not start: The source "tenants" cannot be read: connection refused\. Check that the store runs/],
  ['validate sources.mjs', 0, /^sources\.mjs: valid\n$/, ''],
  ['lint sources.mjs', 0, /^no findings\n$/, ''],
  ['docs sources.mjs', 0, /\n\| `tenants` \| {2}\| \[Policy of the scope\]\(#policy-of-the-scope\) \|\n/, '']
]

for (const [line, status, stdout, stderr] of rows) {
  t.test(`fastify-cors-policy ${line}`, async t => {
    const result = await cli(line)
    t.equal(result.status, status)
    for (const [found, expected] of [[result.stdout, stdout], [result.stderr, stderr]] as const) {
      if (expected === '') t.equal(found, '')
      else t.match(found, expected)
    }
    t.notMatch(result.stdout + result.stderr, /^ {4}at /m, 'prints no stack')
  })
}

for (const [command, usage] of COMMAND_USAGE) {
  t.test(`${command} --help prints the help of the command, and the command accepts every option in it`, async t => {
    t.strictSame(await cli(`${command} --help`), { status: 0, stdout: usage, stderr: '' })
    t.match(USAGE, new RegExp(`^ {2}${command} `, 'm'))
    for (const line of usage.split('\n')) t.ok(line.length <= 130, line)
    for (const [, option] of usage.matchAll(/^ {2}(--[\w-]+)/gm)) {
      if (option !== '--format') t.equal((await cli([command, option!, 'x', '--help'])).stdout, usage, option!)
    }
  })
}

t.test('a plugin is registered in the Fastify of its own project', async t => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
  t.teardown(() => rmSync(elsewhere, { recursive: true, force: true }))
  writeFileSync(join(elsewhere, 'plugin.mjs'), 'export default (app, options) => {}')
  const { status, stderr } = await cli('validate plugin.mjs', { cwd: elsewhere })
  t.equal(status, 2)
  t.match(stderr, /plugin\.mjs: The plugin cannot be registered: Cannot find module 'fastify'/)
  writeFileSync(join(elsewhere, 'one.mjs'), 'export default app => { app.get(\'/\', () => 1) }')
  t.match(await cli('validate one.mjs', { cwd: elsewhere }), { status: 2, stderr: /one\.mjs: The exported function throws an error: app\.get is not a function\. A plugin needs the parameters \(fastify, opts\)\.\n$/ })
})

t.test('schema prints the published schema', async t => {
  const { stdout } = await cli('schema')
  t.equal(stdout, readFileSync(new URL('../../types/policy.schema.json', import.meta.url), 'utf8'))
})

t.test('explain --format json prints the explanation as data', async t => {
  const { stdout } = await cli('explain policy.json --origin https://example.com --format json')
  t.match(JSON.parse(stdout), { version: 1, outcome: 'block', failure: { code: 'allow-origin-missing' }, change: { verdict: 'safe' } })
})

for (const [file, out] of [
  ['policy.json', 'policy.json'], ['policy.json', './a/../policy.json'], ['policy.json', join(folder, 'policy.json')], ['policy.json', 'twin.json'], ['twin.json', 'policy.json'],
  ['policy.json', 'copy.json'], ['document.mjs', 'document.mjs']
] as const) {
  t.test(`docs ${file} does not overwrite its input as ${out.replace(folder, '…')}`, async t => {
    const before = readFileSync(join(folder, file), 'utf8')
    const { status, stdout, stderr } = await cli(['docs', file, '--out', out])
    t.strictSame([status, stdout], [2, ''])
    t.match(stderr, /^fastify-cors-policy: --out .*: The output would overwrite the input file\.\nTry/)
    t.equal(readFileSync(join(folder, file), 'utf8'), before)
  })
}

t.test('explain --header accepts any character in the value', async t => {
  const { stdout } = await cli(['explain', 'policy.json', '--origin', 'https://a.example.com', '--header', 'Content-Type: text/plain; x="a:b"', '--format', 'json'])
  t.strictSame(JSON.parse(stdout).request.headers, [['Content-Type', 'text/plain; x="a:b"']])
})

t.test('explain prints all exchanges in order, then the failure and the fix', async t => {
  const { stdout } = await cli(['explain', 'policy.json', '--origin', 'http://a.example.com', '--method', 'put', '--credentials', 'include',
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
  const text = async (line: string) => (await cli(`explain ${line}`)).stdout
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
  t.match((await cli(args)).stdout, /\nDifferent outcome in: chromium\.\n/)
})

t.test('explain escapes control characters', async t => {
  const { stdout } = await cli(['explain', 'policy.json', '--origin', 'https://\u001b[31m\u202e.test'])
  t.match(stdout, 'https://\\u001b[31m\\u202e.test')
  t.notOk(stdout.includes('\u001b') || stdout.includes('\u202e'))
})

t.test('colors are used only on terminals, and not with NO_COLOR', async t => {
  const line = 'explain policy.json --origin https://example.com'
  const plain = await cli(line)
  const colored = await cli(line, { colors: true })
  t.match(colored.stdout, '\u001b[31m')
  t.equal(stripVTControlCharacters(colored.stdout), plain.stdout)
  t.equal((await cli(line, { colors: true, env: { NO_COLOR: '1' } })).stdout, plain.stdout)
  t.equal((await cli(line, { colors: true, env: { NO_COLOR: '' } })).stdout, colored.stdout)
  for (const env of [{ FORCE_COLOR: '1' }, { FORCE_COLOR: 'true' }, { FORCE_COLOR: '3', NO_COLOR: '1' }]) t.equal((await cli(line, { env })).stdout, colored.stdout)
  for (const FORCE_COLOR of ['0', 'false']) t.equal((await cli(line, { colors: true, env: { FORCE_COLOR } })).stdout, plain.stdout)
  t.equal((await cli(line, { env: { FORCE_COLOR: '' } })).stdout, plain.stdout)
  t.equal((await cli(line, { colors: false })).stdout, plain.stdout)
})

t.test('issuesData describes values that JSON cannot represent', async t => {
  const unreadable = { toJSON () { throw new Error('no') } }
  const values = [unreadable, [1n], undefined, () => 1].map(value => issuesData([{ id: 'a', path: '', value, message: 'is.' }])[0]!.value)
  t.match(values[0], /\S/)
  t.strictSame(values.slice(1), [['a bigint'], undefined, 'a function'])
})

t.test('redirectStdout redirects writes until it is undone', t => {
  const written: string[] = []
  const stream = (name: string, fd: number) => ({ fd, write (text: string) { written.push(`${name}${this.fd}: ${text}`) } })
  const other = stream('other', 2)
  for (const one of [stream('one', 1), Object.create(stream('one', 1)) as ReturnType<typeof stream>]) {
    const before = Object.getOwnPropertyDescriptors(one)
    written.length = 0
    const undo = redirectStdout(one, other)
    one.write('a')
    t.equal(one.fd, 2)
    undo()
    one.write('b')
    t.strictSame(written, ['other2: a', 'one1: b'])
    t.strictSame(Object.getOwnPropertyDescriptors(one), before)
  }
  t.end()
})

t.test('stdout is redirected while a module runs, but not while the command prints', async t => {
  for (const line of ['validate instance.mjs', 'lint instance.mjs', 'docs instance.mjs', 'validate document.mjs', 'validate refused.mjs', 'validate throws.mjs',
    'explain instance.mjs --origin https://app.example.com --url /']) {
    const events: string[] = []
    await run(line.split(' '), {
      stdout: { write: () => events.push('out') },
      stderr: { write: () => events.push('err') },
      env: {},
      cwd: () => folder,
      divert () {
        events.push('divert')
        return () => events.push('undo')
      }
    })
    t.strictSame(events.slice(0, 2), ['divert', 'undo'], line)
    t.match(events.slice(2).join(' '), /^(?:out|err)$/, line)
  }
})

t.test('an internal error has its own exit status', async t => {
  const err: string[] = []
  const status = await run(['validate', 'policy.json'], {
    stdout: { write () { throw new RangeError('no room') } },
    stderr: { write: text => err.push(text) },
    env: {},
    cwd: () => folder
  })
  t.strictSame([status, err.join('')], [4, 'fastify-cors-policy: Internal error: no room\n'])
})

t.test('the file name - stands for the standard input, as JSON with or without comments', async t => {
  const stdin = async () => '{ "origins": ["https://é.test/"] /* a path */ }'
  t.match(await cli('validate -', { stdin }), { status: 1, stdout: /^-:1:15: origins\[0\]: .* has a path/ })
  t.match(await cli('lint - --format json', { stdin: async () => '{ "origins": ["http://a.test"] }' }), { status: 0, stdout: /insecure-origin/ })
  t.match(await cli('lint - --fix', { stdin }), { status: 2, stderr: /--fix needs a file, not the standard input\./ })
  t.match(await cli('validate -'), { status: 2, stderr: /^fastify-cors-policy: -: The file cannot be read/ })
})
