/** Tests the command `lint`: its exit status, its output and its options. */
import { join } from 'node:path'
import t from 'tap'
import { lintIn } from './command.ts'
import { LINTED_FILES } from './linted-files.ts'

const folder = t.testdir(LINTED_FILES)

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

t.test('lint --ignore rejects a blank reason', async t => {
  t.match((await lintIn(folder, ['policy.json', '--ignore', 'header-listed-twice= \t'])).stderr, /has no reason/)
})

t.test('lint reports loopback origins only with NODE_ENV=production', async t => {
  const folder = t.testdir({ 'local.json': '{ "origins": ["http://localhost:3000"], "maxAge": 600 }' })
  const found = async (env: Record<string, string>) => (await lintIn(folder, 'local.json --verbose', { env })).stdout
  t.notMatch(await found({}), 'loopback-origin-in-production')
  t.match(await found({ NODE_ENV: 'production' }), 'loopback-origin-in-production')
})
