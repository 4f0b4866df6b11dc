/** The configuration file, and files with accepted findings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commandIn, type Surroundings } from './command.ts'
import { FASTIFY, here } from './example-files.ts'

const POLICY = '{ "origins": ["https://*.example.com", "https://example.com", "http://localhost:3000"], "credentials": true, "maxAge": 600, "allowedHeaders": ["Authorisation"] }'
const CONFIGURATION = 'fastify-cors-policy.config.json'

const APPLICATION = `${FASTIFY}import { corsPlugin } from ${here('lib/index.ts')}
export default () => { const app = fastify(); app.register(corsPlugin, { origins: ['https://*.example.com'], maxAge: 600 }); app.register(async app => { app.get('/', () => 1) }); return app }`

/** Runs a command in a folder with files. */
async function runWith (files: Readonly<Record<string, string>>, args: string | readonly string[], more: Surroundings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'))
  try {
    for (const [name, text] of Object.entries({ 'policy.json': POLICY, 'app.mjs': APPLICATION, ...files })) writeFileSync(join(folder, name), text)
    return await commandIn(folder, args, more)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs a command with a configuration. */
const configured = (configuration: unknown, args: string | readonly string[], more?: Surroundings) =>
  runWith({ [CONFIGURATION]: JSON.stringify(configuration) }, args, more)

const REVIEWED = { id: 'subdomain-wildcard-with-credentials', path: '/origins/0', reason: 'We own them.' }

t.test('"file" is the file of commands without a file on the command line', async t => {
  t.match(await configured({ file: 'policy.json' }, 'validate'), { status: 0, stdout: /^policy\.json: valid\n$/ })
  t.match(await configured({ file: ['policy.json', 'app.mjs'] }, 'validate'), { status: 0, stdout: /^policy\.json: valid\napp\.mjs: valid\n$/ })
  t.match(await configured({ file: 'policy.json' }, 'lint'), { status: 0, stdout: /^policy\.json:1:15: warning/ })
  t.match(await configured({ file: 'policy.json' }, 'docs'), { status: 0, stdout: /^# CORS policies/ })
  const several = { file: ['policy.json', 'app.mjs'] }
  t.match(await configured(several, 'docs'), { status: 2, stderr: /The command docs takes one file, but the configuration lists 2\. Name one on the command line, or add "app"/ })
  t.match(await configured(several, 'docs policy.json'), { status: 0, stdout: /^# CORS policies/ })
  t.match(await configured({ ...several, app: 'app.mjs' }, 'docs'), { status: 0, stdout: /## Policies of routes/ })
  t.match(await configured({ ...several, app: 'app.mjs' }, 'explain --origin https://a.example.com --url /'), { status: 0, stdout: /can read the response/ })
  t.match(await configured({ file: 'policy.json' }, 'explain --origin https://a.example.com'), { status: 0, stdout: /can read the response/ })
  t.match(await configured({ file: 'none.json' }, 'validate policy.json'), { status: 0 })
  t.match(await configured({}, 'validate'), { status: 2, stderr: /needs a file/ })
  t.match(await configured({ file: 'none.json' }, 'lint --explain max-age-zero'), { status: 0 })
  t.match(await configured({ file: 'none.json' }, ['explain', '--from-curl', 'curl https://a.test -H "origin: https://b.test"']), { status: 0 })
  t.match(await runWith({ 'package.json': JSON.stringify({ 'fastify-cors-policy': { file: 'policy.json' } }) }, 'validate'), { status: 0, stdout: /^policy\.json: valid/ })
})

t.test('"app" is the application of diff and check', async t => {
  t.match(await configured({ app: 'none.mjs' }, 'diff policy.json policy.json'), { status: 2, stderr: /none\.mjs: The file cannot be read/ })
  t.match(await configured({ app: 'none.mjs' }, 'diff policy.json policy.json --app app.mjs'), { status: 0 })
  t.match(await configured({ app: 'none.mjs' }, 'check http://127.0.0.1:1'), { status: 2, stderr: /none\.mjs: The file cannot be read/ })
  for (const own of ['--allow https://a.test', '--policy policy.json']) {
    t.match(await configured({ app: 'none.mjs' }, `check http://127.0.0.1:1 ${own}`), { status: 3, stderr: /^[^]*127\.0\.0\.1/ }, own)
  }
  t.match(await configured({ app: 'none.mjs' }, 'validate policy.json'), { status: 0 })
})

t.test('"export" is the export of the modules of "file" and "app"', async t => {
  const named = { 'named.mjs': 'import build from "./app.mjs"; export const buildApp = build' }
  const configured = (configuration: object, args: string) => runWith({ ...named, [CONFIGURATION]: JSON.stringify(configuration) }, args)
  t.match(await configured({ file: 'named.mjs', export: 'buildApp' }, 'validate'), { status: 0, stdout: /^named\.mjs: valid\n$/ })
  t.match(await configured({ file: ['policy.json', 'named.mjs'], export: 'buildApp' }, 'validate'), { status: 0 })
  t.match(await configured({ file: ['policy.json', 'named.mjs'], app: 'named.mjs', export: 'buildApp' }, 'docs'), { status: 0, stdout: /## Policies of routes/ })
  t.match(await configured({ app: 'named.mjs', export: 'buildApp' }, 'diff policy.json policy.json'), { status: 0 })
  t.match(await configured({ app: 'named.mjs', export: 'buildApp' }, 'check http://127.0.0.1:1'), { status: 3, stderr: /127\.0\.0\.1/ })
  t.match(await configured({ file: 'named.mjs', export: 'other' }, 'validate --export buildApp'), { status: 0 })
  t.match(await configured({ app: 'named.mjs', export: 'other' }, 'diff policy.json policy.json --export buildApp'), { status: 0 })
  // Files of the command line have their own exports.
  t.match(await configured({ file: 'named.mjs', export: 'buildApp' }, 'validate app.mjs'), { status: 0 })
  t.match(await configured({ file: 'policy.json', export: 'buildApp' }, 'validate'), { status: 0 })
  t.match(await configured({ app: 'named.mjs', export: 'buildApp' }, 'diff policy.json policy.json --app app.mjs'), { status: 0 })
  t.match(await configured({ export: '' }, 'validate policy.json'), { status: 2, stderr: /\/export: The value must be a text that is not empty/ })
})

t.test('"environment" is NODE_ENV, unless the environment sets it', async t => {
  const lint = (configuration: object, env: Record<string, string>) => configured(configuration, 'lint policy.json', { env })
  const production = /\(loopback-origin-in-production\)/
  t.match(await lint({ environment: 'production' }, {}), { stdout: production })
  t.notMatch(await lint({ environment: 'production' }, { NODE_ENV: 'test' }), { stdout: production })
  t.notMatch(await lint({}, {}), { stdout: production })
})

t.test('"ignore" has accepted findings, or the name of a file with them', async t => {
  const text = JSON.stringify([REVIEWED])
  for (const result of [
    await configured({ ignore: [REVIEWED] }, 'lint policy.json --format json'),
    await configured({ ignore: 'reviewed.json' }, 'lint policy.json --format json'),
    await runWith({ 'reviewed.json': text, [CONFIGURATION]: '{ "ignore": "reviewed.json" }' }, 'lint policy.json --format json'),
    await runWith({ 'reviewed.jsonc': `${text} // reviewed` }, 'lint policy.json --ignore-file reviewed.jsonc --format json'),
    await runWith({ 'package.json': `{ "fastify-cors-policy": { "ignore": ${text} } }` }, 'lint policy.json --format json')
  ]) {
    if (result.status === 2) t.match(result.stderr, /reviewed\.json: The file cannot be read/)
    else t.match(JSON.parse(result.stdout), { findings: [{ id: 'header-looks-mistyped' }], ignored: [REVIEWED] })
  }
})

t.test('an entry of a file that accepts nothing is a finding in that file', async t => {
  const reviewed = `[\n  ${JSON.stringify(REVIEWED)},\n  { "id": "max-age-zero", "reason": "A test." }\n]`
  const lint = (args: string, env: Record<string, string> = {}) => runWith({ 'reviewed.json': reviewed }, `lint ${args} --ignore-file reviewed.json`, { env })
  t.match(await lint('policy.json'), { status: 0, stdout: /\nreviewed\.json:3:3: warning: \/1 "max-age-zero": Lint finds nothing .*\(lint-ignore-without-effect\)\n2 warnings, 1 ignored\n$/ })
  t.match(await lint('policy.json --fail-on warning'), { status: 1 })
  const json = JSON.parse((await lint('policy.json --format json')).stdout) as object
  t.match(json, { findings: [{}, { id: 'lint-ignore-without-effect', place: 'reviewed.json', path: '/1', line: 3, column: 3 }] })
  t.match(JSON.parse((await lint('policy.json app.mjs --format json')).stdout), { files: [{}, {}, { file: 'reviewed.json', findings: [{ path: '/1' }] }] })
  t.match(JSON.parse((await lint('policy.json --format sarif')).stdout), { runs: [{ results: [{}, {}, { locations: [{ physicalLocation: { artifactLocation: { uri: 'reviewed.json' } } }] }] }] })
  const inConfiguration = await configured({ ignore: [REVIEWED, { id: 'no-such-rule', reason: 'A slip.' }] }, 'lint policy.json')
  t.match(inConfiguration.stdout, /\nfastify-cors-policy\.config\.json:1:\d+: warning: \/ignore\/1 "no-such-rule": /)
})

t.test('an entry may be about another file, or about production', async t => {
  const idle = async (entry: object, args: string, env: Record<string, string> = {}) => {
    const { stdout } = await runWith({ 'reviewed.json': JSON.stringify([{ reason: 'A test.', ...entry }]) }, `lint ${args} --ignore-file reviewed.json`, { env })
    return stdout.includes('lint-ignore-without-effect')
  }
  const ofRoutes = { id: 'hook-before-plugin' }
  t.equal(await idle(ofRoutes, 'policy.json'), false, 'a policy has no hooks')
  t.equal(await idle(ofRoutes, 'app.mjs'), true)
  t.equal(await idle(ofRoutes, 'policy.json app.mjs'), true)
  const ofProduction = { id: 'loopback-origin-in-production', path: '/origins/7' }
  t.equal(await idle(ofProduction, 'app.mjs'), false)
  t.equal(await idle(ofProduction, 'app.mjs', { NODE_ENV: 'production' }), true)
  t.equal(await idle({ id: 'no-such-rule' }, 'app.mjs'), true)
  t.match(await runWith({ 'reviewed.json': '[{ "id": "max-age-zero", "reason": "A test." }]', 'bad.json': '{}' }, 'lint policy.json bad.json --ignore-file reviewed.json'),
    { status: 1, stdout: /^(?![^]*lint-ignore)/ }, 'an invalid policy has no findings')
})

t.test('--fix leaves alone what a file accepts', async t => {
  const policy = '{ "origins": ["https://a.test", "https://a.test"], "maxAge": 600 }'
  const { stdout } = await runWith({ 'policy.json': policy, 'reviewed.json': '[{ "id": "origin-listed-twice", "reason": "A test." }]' },
    'lint policy.json --fix --ignore-file reviewed.json --format json')
  t.match(JSON.parse(stdout), { findings: { length: 0 }, ignored: [{ id: 'origin-listed-twice' }] })
})

t.test('an invalid configuration is an error that names the place', async t => {
  const rows: readonly (readonly [text: string, message: RegExp])[] = [
    ['[]', /config\.json:1:1: The configuration must be an object\./],
    ['null', /The configuration must be an object\./],
    ['{\n  "fil": "policy.json" }', /config\.json:2:10: \/fil: The field "fil" is unknown\. Use "file"\./],
    ['{ "colors": true }', /\/colors: The field "colors" is unknown\. Remove it\./],
    ['{ "file": "" }', /config\.json:1:11: \/file: The value must be a text that is not empty, but "" is not\./],
    ['{ "file": ["policy.json", 7] }', /\/file\/1: The value must be a text that is not empty, but 7 is not\./],
    ['{ "app": true }', /\/app: /],
    ['{ "environment": 1 }', /\/environment: /],
    ['{ "ignore": {} }', /\/ignore: The value must be a list, or the name of a file, but/],
    ['{ "ignore": [{ "id": "max-age-zero" }] }', /config\.json:1:14: ignore\[0\]\.reason: The field "reason" is missing/],
    ['{ "ignore": "none.json" }', /none\.json: The file cannot be read: ENOENT/],
    ['{ "file": "a", "file": "b" }', /config\.json:1:16: The object has more than one member "file"/],
    ['{', /config\.json:1:2: The text is not valid JSON/]
  ]
  for (const [text, message] of rows) {
    t.match(await runWith({ [CONFIGURATION]: text }, 'lint policy.json'), { status: 2, stdout: '', stderr: message }, text)
  }
  t.match(await runWith({ [CONFIGURATION]: '{', 'reviewed.json': '' }, 'schema'), { status: 0 }, 'a command without defaults does not read it')
  t.match(await runWith({ [CONFIGURATION]: '{}', 'package.json': '{ "fastify-cors-policy": {} }' }, 'validate policy.json'), { status: 2, stderr: /are both there\. Remove one of them/ })
  t.match(await runWith({ 'package.json': '{ "fastify-cors-policy": { "file": 1 } }' }, 'validate'), { status: 2, stderr: /package\.json:1:36: \/file: / })
  for (const text of ['{', 'null', '{}', '{ "name": "a", "name": "b" }']) t.match(await runWith({ 'package.json': text }, 'validate policy.json'), { status: 0 }, text)
  const folder = t.testdir({ [CONFIGURATION]: {}, 'policy.json': POLICY })
  t.match(await commandIn(folder, 'validate policy.json'), { status: 2, stderr: /config\.json: The file cannot be read: EISDIR/ })
})

t.test('an invalid file of accepted findings is an error that names the place', async t => {
  for (const [text, message] of [
    ['{}', /reviewed\.json:1:1: The value .*list/],
    ['[\n{ "id": "max-age-zero", "reason": "" }]', /reviewed\.json:2:35: \[0\]\.reason: /],
    ['[{ "id": "max-age-zero", "reason": " " }]', /\[0\]\.reason: The value is only white space\./],
    ['[{ "id": "max-age-zero", "reason": "A test.", "path": 1 }]', /\[0\]\.path: /],
    ['[', /reviewed\.json:1:2: The text is not valid JSON/]
  ] as const) t.match(await runWith({ 'reviewed.json': text }, 'lint policy.json --ignore-file reviewed.json'), { status: 2, stdout: '', stderr: message }, text)
})
