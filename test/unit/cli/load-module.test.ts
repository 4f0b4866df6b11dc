/** Tests which modules commands accept: applications, plugins, policies, and functions that return them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commandIn } from './command.ts'
import { testCommandRows, type CommandRow } from './command-rows.ts'
import { EXAMPLE_FILES, FASTIFY, PLUGIN, REGISTER } from './example-files.ts'

/** Functions that return a policy. */
const POLICY_FUNCTIONS = {
  policy: "export default () => ({ origins: ['https://x.example'] })",
  later: "export default async () => ({ origins: ['https://x.example'] })",
  parameter: "export default (options) => ({ origins: options.app ?? ['https://x.example'] })",
  environment: "export default function policy (env = { ORIGIN: 'https://x.example' }) { if (arguments.length > 0) throw new Error('called as a plugin'); return { origins: [env.ORIGIN] } }",
  promise: "export default Promise.resolve(() => ({ origins: ['https://x.example'] }))"
} as const

const folder = t.testdir({
  ...EXAMPLE_FILES,
  'bad-document.mjs': 'export default { origins: [] }',
  'named-instance.mjs': `${FASTIFY}${PLUGIN}export const version = 1\nexport const app = fastify()\n${REGISTER}`,
  'callback-plugin.mjs': `${PLUGIN}export default function (app, options, done) { ${REGISTER}; done() }`,
  'wrapped.mjs': `${PLUGIN}const plugin = async app => { ${REGISTER} }\nplugin[Symbol.for('skip-override')] = true\nexport default plugin`,
  'one-parameter.mjs': `${PLUGIN}export default async function (app) { ${REGISTER} }`,
  'default-options.mjs': `${PLUGIN}export default async (app, options = {}) => { ${REGISTER} }`,
  'rest.mjs': `${PLUGIN}export default async (...[app]) => { ${REGISTER} }`,
  'one-refused.mjs': `${PLUGIN}export default async app => { app.register(cors, { origins: ['https://a.test/'] }) }`,
  'function-refused.mjs': `${FASTIFY}${PLUGIN}export default async () => { const app = fastify(); await app.register(cors, { origins: ['https://a.test/'] }); return app }`,
  'await-refused.mjs': `${FASTIFY}${PLUGIN}const app = fastify(); await app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'plugin-throws.mjs': 'export default (app, options) => { throw new Error(\'no database\') }',
  'one-without.mjs': 'export default async app => { app.get(\'/\', () => 1) }',
  'transpiled.cjs': 'Object.defineProperty(exports, \'__esModule\', { value: true }); exports.default = { origins: \'*\' }; exports.policy = { origins: [\'https://a.test\'] }',
  'nothing.mjs': 'export const policy = {}',
  'number.mjs': 'export default 7',
  'named.mjs': `${FASTIFY}${PLUGIN}export const version = 1\nexport function buildApp () { const app = fastify(); ${REGISTER}; app.get('/', () => 1); return app }\nexport const unusable = () => { throw new Error('no database') }`,
  'with-options.mjs': `${PLUGIN}export const options = { bodyLimit: 7 }\nexport default async (app, opts) => { if (app.initialConfig.bodyLimit !== 7) throw new Error('no options'); ${REGISTER} }`,
  'typescript.mjs': 'throw new TypeError(\'Unknown file extension ".ts"\')',
  'missing.ts': 'import \'./none.js\'',
  'throws-text.mjs': 'throw \'no reason\'',
  'function-throws.mjs': 'export default () => { throw new Error(\'no database\') }',
  'function-nothing.mjs': 'export default options => options.none',
  ...Object.fromEntries(Object.entries(POLICY_FUNCTIONS).map(([name, text]) => [`makes-${name}.mjs`, text])),
  'makes-bad.mjs': 'export default () => ({ origins: [\'https://a.test/\'] })',
  'makes-pair.mjs': `${FASTIFY}export default () => ({ app: fastify(), cache: null })`,
  'no-start.mjs': `${FASTIFY}const app = fastify(); app.register(async () => { throw new Error('no database') }); export default app`,
  'closing-throws.mjs': 'export default { ready () {}, inject () {}, close () { throw new Error("open") } }',
  'unclosable.mjs': `${FASTIFY}${PLUGIN}const app = fastify(); ${REGISTER}; app.addHook('onClose', async () => { throw new Error('open') }); export default app`
})

testCommandRows(folder, [
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
  ['validate with-options.mjs', 0, /valid/, ''],
  ['validate typescript.mjs', 2, '', /The module cannot be loaded: Unknown file extension "\.ts"\. Node 22\.18 and newer run TypeScript .* NODE_OPTIONS="--import tsx"/],
  ['validate missing.ts', 2, '', /(?:Cannot find module|Unknown file extension) .* NODE_OPTIONS="--import tsx"/s],
  ...Object.keys(POLICY_FUNCTIONS).flatMap((name): CommandRow[] => [
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
  ['validate sources.mjs', 0, /^sources\.mjs: valid\n$/, ''],
  ['lint sources.mjs', 0, /^no findings\n$/, '']
])

t.test('a plugin is registered in the Fastify of its own project', async t => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
  t.teardown(() => rmSync(elsewhere, { recursive: true, force: true }))
  writeFileSync(join(elsewhere, 'plugin.mjs'), 'export default (app, options) => {}')
  const { status, stderr } = await commandIn(elsewhere, 'validate plugin.mjs')
  t.equal(status, 2)
  t.match(stderr, /plugin\.mjs: The plugin cannot be registered: Cannot find module 'fastify'/)
  writeFileSync(join(elsewhere, 'one.mjs'), 'export default app => { app.get(\'/\', () => 1) }')
  t.match(await commandIn(elsewhere, 'validate one.mjs'), { status: 2, stderr: /one\.mjs: The exported function throws an error: app\.get is not a function\. A plugin needs the parameters \(fastify, opts\)\.\n$/ })
})
