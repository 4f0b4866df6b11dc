/** Tests `lint`: exit status, output and changed files. */
import { chmodSync, lstatSync, mkdirSync, promises, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import MarkdownIt from 'markdown-it'
import t from 'tap'
import { replaceFile } from '../../../lib/cli/replace-file.ts'
import { findingsMarkdown } from '../../../lib/reporters/findings-markdown.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { pageFor } from '../lint/pages.ts'
import { lintIn } from './command.ts'

const here = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)

const APPLICATION = `import fastify from ${here('node_modules/fastify/fastify.js')}
import cors from ${here('lib/index.ts')}
const app = fastify()\n`
const POLICY = '"origins": ["https://app.example.com"], "maxAge": 600'

const files = {
  'policy.json': `{
  "origins": ["https://*.example.com"],
  "credentials": true,
  "methods": ["PUT"],
  "exposedHeaders": [
    "X-A",
    "x-a"
  ]
}`,
  'error.json': '{ "origins": ["https://*.github.io"], "maxAge": 600 }',
  'fine.json': `{ ${POLICY} }`,
  'info.json': '{ "origins": ["https://app.example.com"], "methods": ["PUT"] }',
  'hostile.jsonc': `{ ${POLICY}, "routes": { "/\\u001b[31m|a,b:%0A::error::x\`": { "exposedHeaders": ["X-A", "x-a"] } } }`,
  'hidden.jsonc': `{ ${POLICY}, "routes": { "/\u202e\u009b": { "exposedHeaders": ["X-A", "x-a"] } } }`,
  'odd`|\u202e,:%.json': `{ ${POLICY}, "methods": ["PUT", "PUT"] }`,
  'bad.json': '{\n  "origins": ["https://a.test/"]\n}',
  'document.mjs': 'export default { origins: [\'https://*.example.com\'], credentials: true }',
  'app.mjs': `${APPLICATION}app.register(cors, { origins: ['https://app.example.com'], maxAge: 600, exposedHeaders: ['X-A', 'x-a'], policies: { p: { origins: '*' } }, lint: 'off' })
    app.get('/a', { config: { cors: { methods: ['PUT', 'PUT'] } } }, () => 1)
    export default app`,
  'fails.mjs': `${APPLICATION}app.register(cors, { origins: ['https://a.test/'] }); export default app`,
  'syntax.json': '{\n  "origins": [,]\n}',
  'odd-document.mjs': 'const list = [5n, /x|`y`/]; list.push(list); export default { origins: list }',
  'strict.mjs': `${APPLICATION}export default () => {
    const app = fastify({ logger: { stream: { write: line => { globalThis.logged = (globalThis.logged ?? '') + line } } } })
    app.register(async scope => { await scope.register(cors, { origins: ['https://app.example.com'], lint: 'error' }); scope.get('/in', () => 1) })
    app.put('/prices', { config: { cors: { origins: '*' } } }, () => 1)
    return app
  }`,
  'without.mjs': `${APPLICATION}export default app`,
  'older.mjs': `${APPLICATION}app.decorate('cors', { explain () {} }); export default app`,
  'one.mjs': `${APPLICATION}app.decorate('cors', { explain () {}, lint: async () => [{ id: 'new-rule', severity: 'error', place: null, path: '', value: null, message: 'It is new.', fix: null }] }); export default app`,
  'foreign.mjs': `${APPLICATION}const finding = (path, place) => ({ id: 'new-rule', severity: 'error', place, path, value: null, message: 'It is new.', fix: null })
    app.decorate('cors', { explain () {}, lint: async () => [finding('', null), finding('', 'GET /a'), finding('/maxAge', 'registration')] }); export default app`
}
const folder = t.testdir(files)

/** The expected output on each stream. '' for no output. */
const rows: ReadonlyArray<readonly [line: string, status: number, stdout: RegExp | '', stderr: RegExp | '']> = [
  ['', 2, '', /^fastify-cors-policy: The command lint needs a file\.\nTry fastify-cors-policy lint --help\.\n/],
  ['policy.json', 0, new RegExp('^policy\\.json:2:15: warning: /origins/0 "https://\\*\\.example\\.com": The pattern trusts .* \\(subdomain-wildcard-with-credentials\\)\n' +
    'policy\\.json:7:5: warning: /exposedHeaders/1 "x-a": .* \\(header-listed-twice\\)\n2 warnings; \\d info not shown: --verbose\n$'), ''],
  ['policy.json --verbose', 0, /^policy\.json:1:1: info: the policy: The policy has no `maxAge`[^]*\n2 warnings, \d info\n$/, ''],
  ['fine.json', 0, /^no findings\n$/, ''],
  ['info.json', 0, /^1 info not shown: --verbose\n$/, ''],
  ['document.mjs', 0, /^document\.mjs: warning: \/origins\/0 "/, ''],
  ['none.json', 2, '', /none\.json: The file cannot be read: ENOENT/],
  ['bad.json', 1, /^bad\.json:2:15: origins\[0\]: "https:\/\/a\.test\/" has a path/, ''],
  ['bad.json --format json', 1, /"valid": false/, ''],
  ['bad.json --fix', 1, /^bad\.json:2:15: /, ''],
  ['fails.mjs', 1, /^fails\.mjs: origins\[0\]: /, ''],
  ['app.mjs', 0, /^app\.mjs: registration: warning: \/exposedHeaders\/1 "x-a": [^]*\napp\.mjs: GET \/a: warning: \/config\/cors\/methods\/1 "PUT": /, ''],
  ['foreign.mjs', 1, /^foreign\.mjs: error: the application: It is new\. \(new-rule\)\nforeign\.mjs: GET \/a: error: It is new\. \(new-rule\)\nforeign\.mjs: registration: error: \/maxAge: It is new\. \(new-rule\)\n3 errors\n$/, ''],
  ['one.mjs', 1, /\n1 error\n$/, ''],
  ['foreign.mjs --format sarif', 1, /"text": "It is new\."/, ''],
  ['strict.mjs', 1, /^strict\.mjs: PUT \/prices: error: \/config\/cors: [^]* \(cors-config-without-plugin\)\n1 error\n$/, ''],
  ['strict.mjs --fail-on never', 0, /\n1 error\n$/, ''],
  ['strict.mjs --ignore cors-config-without-plugin=ours', 0, /^1 ignored\n$/, ''],
  ['without.mjs', 2, '', /without\.mjs: The application has not registered fastify-cors-policy/],
  ['older.mjs', 2, '', /older\.mjs: The application has not registered fastify-cors-policy, or its version does not support lint\.\n$/],

  ['error.json --fail-on never', 0, /1 error|1 warning/, ''],
  ['policy.json --fail-on warning', 1, /2 warnings/, ''],
  ['info.json --fail-on warning', 0, /1 info/, ''],
  ['info.json --fail-on info', 1, /1 info/, ''],
  ['fine.json --fail-on info', 0, /no findings/, ''],
  ['foreign.mjs --fail-on never', 0, /3 errors/, ''],
  ['policy.json --fail-on all', 2, '', /--fail-on must be error, warning, info or never, not "all"\.\nTry/],
  ['policy.json --format yaml', 2, '', /--format must be text or json or sarif or markdown or github\./],
  ['policy.json --verbose=1', 2, '', /verbose/],

  ['policy.json --ignore header-listed-twice=agreed', 0, /^policy\.json:2:15: [^\n]*\n1 warning, 1 ignored; \d info not shown: --verbose\n$/, ''],
  ['policy.json --ignore header-listed-twice:/exposedHeaders/1=agreed', 0, /\n1 warning, 1 ignored/, ''],
  ['policy.json --ignore header-listed-twice:/exposedHeaders=agreed', 0, /\n1 warning, 1 ignored/, ''],
  ['policy.json --ignore header-listed-twice:/exposed=agreed', 0, /\n2 warnings; \d info/, /^fastify-cors-policy: --ignore header-listed-twice:\/exposed=agreed: No finding matches this option\.\n$/],
  ['policy.json --ignore header-listed-twice:/exposedHeaders/10=agreed', 0, /\n2 warnings; \d info/, /No finding matches this option/],
  ['policy.json --fail-on warning --ignore header-listed-twice=a=b --ignore subdomain-wildcard-with-credentials=b', 0, /^2 ignored; \d info not shown/, ''],
  ['policy.json --ignore header-listed-twise=agreed', 2, '', /--ignore: The rule "header-listed-twise" is unknown\. Did you mean header-listed-twice\?\nTry/],
  ['policy.json --ignore null-origin=agreed', 2, '', /The rule "null-origin" is unknown\.\n/],
  ['app.mjs --ignore header-listed-twice:registration=agreed', 0, /^app\.mjs: GET \/a: [^]*\n3 warnings, 1 ignored/, ''],
  ['app.mjs --ignore header-listed-twice:regis=agreed', 0, /4 warnings/, /No finding matches this option/],
  ['policy.json --ignore header-listed-twice', 2, '', /--ignore must be id=reason or id:location=reason, not "header-listed-twice"\.\n/],
  ['policy.json --ignore header-listed-twice=', 2, '', /--ignore header-listed-twice has no reason\. Add it after the "="\.\n/],
  ['policy.json --ignore header-listed-twice:exposedHeaders=agreed', 2, '', /The location in --ignore must start with "\/", such as header-listed-twice:\/origins\/0, not "/],

  ['--explain null-origin', 2, '', /^fastify-cors-policy: null-origin is not a lint rule\. It is a reason to reject a policy: run fastify-cors-policy explain-error null-origin\.\n$/],
  ['--explain header-listed-twise', 2, '', /--explain: The rule "header-listed-twise" is unknown\. Did you mean header-listed-twice\?/],
  ['--explain no-such-thing-at-all', 2, '', /The rule "no-such-thing-at-all" is unknown\.\n/],
  ['policy.json --explain header-listed-twice', 2, '', /lint --explain does not accept a file\./],
  ['--explain header-listed-twice --format json', 2, '', /lint --explain supports only the format text\./],

  ['app.mjs --fix', 2, '', /--fix supports only JSON files, not modules\.\nTry/],
  ['document.mjs --fix', 2, '', /--fix supports only JSON files/],
  ['none.json --fix', 2, '', /none\.json: The file cannot be read: ENOENT/]
]

for (const [line, status, stdout, stderr] of rows) {
  t.test(`fastify-cors-policy lint ${line}`, async t => {
    const result = await lintIn(folder, line)
    t.equal(result.status, status)
    for (const [found, expected] of [[result.stdout, stdout], [result.stderr, stderr]] as const) {
      if (expected === '') t.equal(found, '')
      else t.match(found, expected)
    }
  })
}

t.test('lint --ignore accepts a route as location', async t => {
  const found = (place: string) => lintIn(folder, ['app.mjs', '--ignore', `method-listed-twice:${place}=agreed`])
  t.match((await found('GET /a')).stdout, /^app\.mjs: registration: [^]*\n3 warnings, 1 ignored/)
  t.match(await found('GET /'), { stdout: /4 warnings/, stderr: /No finding matches this option/ })
})

t.test('lint disables the lint option of the plugin only while the command runs', async t => {
  const path = join(folder, 'strict.mjs')
  const { default: build } = await import(path) as { readonly default: () => { ready (): Promise<unknown>, close (): Promise<unknown> } }
  const global = globalThis as { logged?: string }
  t.notMatch(global.logged ?? '', 'choice-outside', 'logs nothing in addition to the report')
  const app = build()
  await t.rejects(async () => app.ready(), { code: 'FST_CORS_LINT_FAILED' })
  await app.close()
  t.equal((await lintIn(folder, 'strict.mjs --fail-on never')).status, 0, 'the command still works')
})

t.test('lint reports an invalid policy in the requested format', async t => {
  const json = async (file: string) => JSON.parse((await lintIn(folder, `${file} --format json`)).stdout)
  t.match(await json('bad.json'), {
    version: 1, valid: false, issues: [{ id: 'origin-has-path', path: '/origins/0', value: 'https://a.test/', line: 2, column: 15 }], findings: { length: 0 }, ignored: { length: 0 }
  })
  t.match(await json('syntax.json'), { valid: false, issues: [{ id: 'json-is-malformed', path: '', line: 2 }] })
  t.match(await json('fails.mjs'), { valid: false, issues: [{ id: 'origin-has-path' }] })
  t.match((await json('odd-document.mjs')).issues.map(({ path, value }: { path: string, value: unknown }) => [path, value]),
    [['/origins/0', 'a bigint'], ['/origins/1', '/x|`y`/']])

  t.strictSame(await lintIn(folder, 'syntax.json --format github'), {
    status: 1, stdout: '::error file=syntax.json,line=2,col=15,title=json-is-malformed::The text is not valid JSON: value expected.\n1 error\n', stderr: ''
  })
  t.match(await lintIn(folder, 'bad.json --format github'), {
    status: 1, stdout: /^::error file=bad\.json,line=2,col=15,title=origin-has-path::origins\[0\]: "https:\/\/a\.test\/" has a path[^\n]*\n1 error\n$/
  })
  t.match(await lintIn(folder, 'fails.mjs --format github --fail-on never'), { status: 1, stdout: /^::error file=fails\.mjs,title=origin-has-path::/ })
  t.match(await lintIn(folder, 'bad.json --format markdown'), {
    status: 1, stdout: /^\| Severity [^]*\n\| error \| `bad\.json:2:15` `origins\[0\]` \| [^\n]* \| \[origin-has-path\]\(https:\/\/unpkg\.com\/fastify-cors-policy@[^/]*\/docs\/errors\.md#origin-has-path\) \|\n\n`bad\.json`: 1 error\n$/
  })
  t.match((await lintIn(folder, 'odd-document.mjs --format markdown')).stdout, ' /x\\|`y`/ is a regular expression, ')
})

t.test('lint --ignore rejects a blank reason', async t => {
  t.match((await lintIn(folder, ['policy.json', '--ignore', 'header-listed-twice= \t'])).stderr, /has no reason/)
})

t.test('lint --explain prints every rule with its examples', async t => {
  for (const { id, severity } of RULES) {
    const { title, why, fix, whenToIgnore, source, incorrect, correct, ofOthers } = pageFor(id)
    const { status, stdout } = await lintIn(folder, `--explain ${id}`)
    t.equal(status, 0)
    for (const text of [`${id}: ${severity}\n  ${title}\n`, `Why\n  ${why}\n`, `Fix\n  ${fix}\n`, `When to ignore\n  ${whenToIgnore}\n`, `Source\n  ${source}\n`]) t.ok(stdout.includes(text), id)
    t.equal(stdout.split('\nIncorrect\n  ').length - 1, incorrect.length)
    t.equal(stdout.split('\nCorrect\n  ').length - 1, correct.length)
    for (const { rules } of ofOthers) t.ok(stdout.includes(`\nNot reported by this rule, but by ${rules.join(' and ')}\n  `), id)
  }
  const { stdout } = await lintIn(folder, '--explain header-listed-twice', { colors: true })
  t.match(stdout, '\u001b[')
  t.match(stripVTControlCharacters(stdout), '\nIncorrect\n  { "origins": [ "https://app.example.com" ], "allowedHeaders": [ "Content-Type", "content-type" ] }\n')
})

t.test('lint uses colors only on terminals, and not with NO_COLOR', async t => {
  const plain = await lintIn(folder, 'policy.json')
  const colored = await lintIn(folder, 'policy.json', { colors: true })
  t.match(colored.stdout, '\u001b[33m')
  t.equal(stripVTControlCharacters(colored.stdout), plain.stdout)
  t.equal((await lintIn(folder, 'policy.json', { colors: true, env: { NO_COLOR: '1' } })).stdout, plain.stdout)
})

t.test('lint reports loopback origins only with NODE_ENV=production', async t => {
  const folder = t.testdir({ 'local.json': '{ "origins": ["http://localhost:3000"], "maxAge": 600 }' })
  const found = async (env: Record<string, string>) => (await lintIn(folder, 'local.json --verbose', { env })).stdout
  t.notMatch(await found({}), 'loopback-origin-in-production')
  t.match(await found({ NODE_ENV: 'production' }), 'loopback-origin-in-production')
})

t.test('lint --format json prints all findings, with locations in JSON files', async t => {
  const { stdout } = await lintIn(folder, 'policy.json --format json --ignore header-listed-twice=agreed')
  const { version, findings, ignored } = JSON.parse(stdout)
  t.equal(version, 1)
  t.ok(findings.some(({ severity }: { severity: string }) => severity === 'info'))
  t.match(findings.find(({ id }: { id: string }) => id === 'subdomain-wildcard-with-credentials'), { path: '/origins/0', line: 2, column: 15, fix: null })
  t.match(ignored, [{ id: 'header-listed-twice', reason: 'agreed', line: 7, column: 5, fix: { op: 'remove', path: '/exposedHeaders/1' } }])
  const application = JSON.parse((await lintIn(folder, 'app.mjs --format json')).stdout)
  t.notOk('line' in application.findings[0])
})

t.test('lint --format github prints workflow commands, and escapes values', async t => {
  const { stdout } = await lintIn(folder, 'policy.json --format github')
  t.match(stdout, /^::warning file=policy\.json,line=2,col=15,title=subdomain-wildcard-with-credentials::\/origins\/0 "https:\/\/\*\.example\.com": The pattern trusts /)
  t.match(stdout, /\n2 warnings; \d info not shown: --verbose\n$/)
  t.match((await lintIn(folder, 'policy.json --format github --verbose')).stdout, /^::notice file=policy\.json,line=1,col=1,title=max-age-absent::the policy: The policy has no/m)
  t.match((await lintIn(folder, 'foreign.mjs --format github')).stdout, '::error file=foreign.mjs,title=new-rule::GET /a: It is new.\n')

  const hostile = (await lintIn(folder, 'hostile.jsonc --format github')).stdout
  t.match(hostile, /^::warning [^\n]*::\/routes\/~1\\u001b\[31m\|a,b:%250A::error::x`\/exposedHeaders\/1 "x-a": [^\n]*\n1 warning\n$/)
  const odd = (await lintIn(folder, ['odd`|\u202e,:%.json', '--format', 'github'])).stdout
  t.match(odd, /^::warning file=odd`\|\\u202e%2C%3A%25\.json,line=1,/)
})

t.test('lint --format markdown prints a table, and escapes values', async t => {
  const render = (text: string) => MarkdownIt({ html: true }).render(text)
  const { stdout } = await lintIn(folder, 'policy.json --format markdown')
  t.match(stdout, /^\| Severity \| Location \| Finding \| Rule \|\n\| --- \| --- \| --- \| --- \|\n\| warning \| `policy\.json:2:15` `\/origins\/0` \| `"https:\/\/\*\.example\.com"`: The pattern trusts /)
  t.match(stdout, /\n\n`policy\.json`: 2 warnings; \d info not shown: --verbose\n$/)
  const hostile = render((await lintIn(folder, 'hostile.jsonc --format markdown')).stdout)
  t.equal(hostile.match(/<td/g)!.length, 4)
  t.match(hostile, '<code>/routes/~1\\u001b[31m|a,b:%0A::error::x`/exposedHeaders/1</code>')
  const odd = render((await lintIn(folder, ['odd`|\u202e,:%.json', '--format', 'markdown'])).stdout)
  t.match(odd, '<code>odd`|\\u202e,:%.json</code>: 1 warning')
  t.match((await lintIn(folder, 'foreign.mjs --format markdown')).stdout, '| error | `foreign.mjs` `GET /a` | It is new. |')
  const finding = { id: 'a-rule', severity: 'info', place: null, path: '', value: null, message: 'is <b>|*bold*| "a|*b*" `c|<i>`.', fix: null } as const
  const report = { file: 'a.json', path: 'a.json', isApplication: false, source: undefined, findings: [finding], ignored: [], isVerbose: true }
  t.match(render(findingsMarkdown(report, '1.0.0')), '<td>is &lt;b&gt;|*bold*| <code>&quot;a|*b*&quot;</code> <code>c|&lt;i&gt;</code>.</td>')
  t.equal((await lintIn(folder, 'fine.json --format markdown')).stdout, '`fine.json`: no findings\n')
  t.match((await lintIn(folder, 'policy.json --format markdown --verbose')).stdout, 'The policy has no `maxAge`, so')
})

t.test('lint escapes control characters in every format', async t => {
  for (const format of ['text', 'json', 'sarif', 'markdown', 'github']) {
    for (const file of ['hostile.jsonc', 'hidden.jsonc', 'odd`|\u202e,:%.json']) {
      const { stdout, stderr } = await lintIn(folder, [file, '--format', format, '--ignore', 'insecure-origin=\u001b[31m\u202e'])
      // oxlint-disable-next-line no-control-regex
      t.notMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/, `${format} of ${JSON.stringify(file)}`)
    }
  }
})

/** A folder with a file that can be fixed. */
const FIXABLE = '\ufeff// ours\r\n{\r\n\t"origins": ["https://a.test"], // one\r\n\t"maxAge": 600,\r\n\t"exposedHeaders": [\r\n\t\t"X-A",\r\n\t\t"x-a", // again\r\n\t\t"X-B",\r\n\t\t"x-b"\r\n\t],\r\n}\r\n'
const FIXED = FIXABLE.replace('\t\t"x-a", // again', '\t\t// again').replace('"X-B",\r\n\t\t"x-b"', '"X-B"')

t.test('lint --fix writes the file, reports fixed findings, and prints the rest', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  const path = join(folder, 'policy.jsonc')
  chmodSync(path, 0o640)
  t.strictSame(await lintIn(folder, 'policy.jsonc --fix --fail-on warning'), {
    status: 0,
    stdout: 'no findings\n',
    stderr: 'policy.jsonc:7:3: fixed: /exposedHeaders/1 "x-a" (header-listed-twice)\n' +
      'policy.jsonc:9:3: fixed: /exposedHeaders/3 "x-b" (header-listed-twice)\nfastify-cors-policy: 2 fixed\n'
  })
  t.equal(readFileSync(path, 'utf8'), FIXED)
  t.equal(statSync(path).mode & 0o777, 0o640)
  t.same(readdirSync(folder), ['policy.jsonc'], 'leaves no temporary file')

  const { ino, mtimeMs } = statSync(path)
  t.strictSame(await lintIn(folder, 'policy.jsonc --fix'), { status: 0, stdout: 'no findings\n', stderr: 'fastify-cors-policy: 0 fixed\n' })
  t.match(statSync(path), { ino, mtimeMs }, 'a file without fixes is not written')
})

t.test('lint --fix keeps ignored entries, even if they move', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  const { stdout, stderr } = await lintIn(folder, 'policy.jsonc --fix --ignore header-listed-twice:/exposedHeaders/3=agreed')
  t.equal(stdout, '1 ignored\n')
  t.equal(stderr, 'policy.jsonc:7:3: fixed: /exposedHeaders/1 "x-a" (header-listed-twice)\nfastify-cors-policy: 1 fixed\n')
  t.equal(readFileSync(join(folder, 'policy.jsonc'), 'utf8'), FIXABLE.replace('\t\t"x-a", // again', '\t\t// again'))
})

t.test('lint --fix drops an ignored location if another fix removes it', async t => {
  // The third entry has two findings: header-listed-twice, which is ignored, and safelisted-header-exposed, which is not.
  const folder = t.testdir({ 'policy.json': `{ ${POLICY}, "exposedHeaders": ["X-A", "Expires", "expires", "x-a"], "routes": { "/3/*": { "methods": ["PUT"] } } }` })
  const { stdout, stderr } = await lintIn(folder, 'policy.json --fix --verbose --ignore header-listed-twice:/exposedHeaders/2=agreed --ignore header-listed-twice:/routes=no')
  t.match(stderr, new RegExp('^policy\\.json:1:84: fixed: /exposedHeaders/1 "Expires" \\(safelisted-header-exposed\\)\n' +
    'policy\\.json:1:95: fixed: /exposedHeaders/2 "expires" \\(safelisted-header-exposed\\)\n' +
    'policy\\.json:1:106: fixed: /exposedHeaders/3 "x-a" \\(header-listed-twice\\)\n' +
    '.*: 3 fixed\n.*--ignore header-listed-twice:/routes=no: No finding matches'))
  t.equal(stdout, 'no findings\n')
  t.match(readFileSync(join(folder, 'policy.json'), 'utf8'), '"exposedHeaders": ["X-A"], "routes"')
})

t.test('lint --fix keeps entries of findings that are not shown', async t => {
  const text = `{ ${POLICY}, "exposedHeaders": ["X-A", "Expires"] }`
  const folder = t.testdir({ 'policy.json': text })
  for (const format of ['text', 'json']) {
    const { stdout, stderr } = await lintIn(folder, `policy.json --fix --format ${format}`)
    t.match(stdout, format === 'text' ? /^1 info not shown: --verbose\n$/ : 'safelisted-header-exposed')
    t.equal(stderr, 'fastify-cors-policy: 0 fixed\n')
    t.equal(readFileSync(join(folder, 'policy.json'), 'utf8'), text)
  }
  t.match((await lintIn(folder, 'policy.json --fix --verbose')).stderr, /: 1 fixed\n$/)
})

t.test('lint --fix reports original locations, and escapes values', async t => {
  const text = `{ ${POLICY}, "routes": {
  "/\\u001b[31m~/*": { "exposedHeaders": ["X-A", "x-a", "Expires"] },
  "/b/*": { "origins": ["https://a.test", "https://a.test", "https://b.test", "https://*.a.test", "https://x.a.test", "https://b.test"] }
} }`
  const folder = t.testdir({ 'policy.json': text })
  const { stderr } = await lintIn(folder, 'policy.json --fix --verbose', { colors: true })
  t.strictSame(stderr.split('\n').slice(0, -2).map(line => /^policy\.json:(\d+:\d+): fixed: (\S+ \S+) \(.*\)$/.exec(line)?.slice(1)), [
    ['2:49', '/routes/~1\\u001b[31m~0~1*/exposedHeaders/1 "x-a"'],
    ['2:56', '/routes/~1\\u001b[31m~0~1*/exposedHeaders/2 "Expires"'],
    ['3:43', '/routes/~1b~1*/origins/1 "https://a.test"'],
    ['3:99', '/routes/~1b~1*/origins/4 "https://x.a.test"'],
    ['3:119', '/routes/~1b~1*/origins/5 "https://b.test"']
  ])
  t.match(stderr, /: 5 fixed\n$/)
})

t.test('lint --fix follows symbolic links', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  mkdirSync(join(folder, 'links'))
  symlinkSync('../policy.jsonc', join(folder, 'links', 'link.jsonc'))
  t.match((await lintIn(folder, 'links/link.jsonc --fix')).stderr, '2 fixed')
  t.ok(lstatSync(join(folder, 'links', 'link.jsonc')).isSymbolicLink())
  t.equal(readFileSync(join(folder, 'policy.jsonc'), 'utf8'), FIXED)
})

t.test('lint --fix does not change a read-only file', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  chmodSync(join(folder, 'policy.jsonc'), 0o444)
  const { status, stdout, stderr } = await lintIn(folder, 'policy.jsonc --fix')
  t.equal(status, 2)
  t.equal(stdout, '')
  t.match(stderr, /^fastify-cors-policy: policy\.jsonc: The file cannot be written: (?:It is read-only\.|EACCES: permission denied)\n$/)
  t.equal(readFileSync(join(folder, 'policy.jsonc'), 'utf8'), FIXABLE)
  t.same(readdirSync(folder), ['policy.jsonc'])
})

t.test('lint --fix does not change a file that is not UTF-8', async t => {
  const folder = t.testdir({})
  const bytes = Buffer.from(`{ ${POLICY}, "methods": ["PUT", "PUT"], "description": "\u00e9" }`, 'latin1')
  writeFileSync(join(folder, 'policy.json'), bytes)
  t.match((await lintIn(folder, 'policy.json --fix')).stderr, 'policy.json: The file cannot be written: It is not UTF-8, or it has changed in the meantime.\n')
  t.ok(readFileSync(join(folder, 'policy.json')).equals(bytes))
})

t.test('replaceFile does not write a file that has changed, is missing or is a folder', async t => {
  const folder = t.testdir({ 'policy.json': '{}', 'folder.json': {} })
  const path = join(folder, 'policy.json')
  await t.rejects(replaceFile(path, '[]', '{ }'), { message: 'The file cannot be written: It is not UTF-8, or it has changed in the meantime.' })
  t.equal(readFileSync(path, 'utf8'), '{}')
  await replaceFile(path, '{}', '[]')
  t.equal(readFileSync(path, 'utf8'), '[]')
  rmSync(path)
  await t.rejects(replaceFile(path, '[]', '{}'), { message: 'The file cannot be written: ENOENT: no such file or directory' })
  await t.rejects(replaceFile(join(folder, 'folder.json'), '', '{}'), { message: /^The file cannot be written: EISDIR: [^/]*$/ })
  t.same(readdirSync(folder), ['folder.json'])
})

t.test('replaceFile removes its temporary file if it cannot rename it', async t => {
  const folder = t.testdir({ 'policy.json': '{}' })
  const rename = t.capture(promises, 'rename', () => Promise.reject(new Error('EPERM: operation not permitted, rename \'/a\' -> \'/b\'')))
  await t.rejects(replaceFile(join(folder, 'policy.json'), '{}', '[]'), { message: 'The file cannot be written: EPERM: operation not permitted' })
  t.equal(rename().length, 1)
  t.same(readdirSync(folder), ['policy.json'])
  t.equal(readFileSync(join(folder, 'policy.json'), 'utf8'), '{}')
})
