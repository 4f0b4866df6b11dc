/** The commands validate and lint with several files. */
import t from 'tap'
import { commandIn } from './command.ts'

const folder = t.testdir({
  'fine.json': '{ "origins": ["https://a.test"], "maxAge": 600 }',
  'loose.json': '{ "origins": ["https://*.example.com"], "credentials": true, "maxAge": 600,\n "lint": { "ignore": [{ "id": "apex-not-covered", "reason": "There is no page." }] } }',
  'bad.json': '{ "origins": ["https://a.test/"] }',
  'module.mjs': 'export default { origins: ["http://a.test"], maxAge: 600 }; export const named = { origins: ["https://a.test"], maxAge: 600 }'
})

const run = (args: string | readonly string[]) => commandIn(folder, args)

t.test('validate reports every file in the order of the arguments', async t => {
  t.strictSame(await run('validate fine.json module.mjs'), { status: 0, stdout: 'fine.json: valid\nmodule.mjs: valid\n', stderr: '' })
  t.match(await run('validate bad.json fine.json'), { status: 1, stdout: /^bad\.json:1:15: .*\(origin-has-path\)\nfine\.json: valid\n$/, stderr: '' })
  const { status, stdout } = await run('validate fine.json bad.json --format json')
  t.equal(status, 1)
  t.match(JSON.parse(stdout), {
    version: 1, valid: false, files: [{ file: 'fine.json', valid: true, issues: { length: 0 } }, { file: 'bad.json', valid: false, issues: [{ id: 'origin-has-path', line: 1 }] }]
  })
})

t.test('--export is about the modules among the files', async t => {
  t.strictSame(await run('validate fine.json module.mjs --export named'), { status: 0, stdout: 'fine.json: valid\nmodule.mjs: valid\n', stderr: '' })
  t.match(await run('lint fine.json module.mjs --export named'), { status: 0, stdout: /^no findings\n$/ })
  for (const command of ['validate', 'lint']) {
    t.match(await run(`${command} fine.json loose.json --export named`), { status: 2, stderr: /fine\.json: A JSON file has no exports\. Remove --export\./ })
  }
})

t.test('a file that cannot be read ends the command, without results of the others', async t => {
  for (const command of ['validate', 'lint']) {
    t.match(await run(`${command} fine.json none.json`), { status: 2, stdout: '', stderr: /none\.json: The file cannot be read/ })
    t.match(await run(`${command} - -`), { status: 2, stdout: '', stderr: /The standard input, "-", can be read only once\./ })
  }
})

t.test('lint writes the lines of all files, and one summary', async t => {
  t.match(await run('lint fine.json loose.json module.mjs'), {
    status: 0,
    stdout: /^loose\.json:1:15: warning: [^\n]*\(subdomain-wildcard-with-credentials\)\nmodule\.mjs: warning: [^\n]*\(insecure-origin\)\n2 warnings, 1 ignored\n$/
  })
  t.match(await run('lint bad.json loose.json'), { status: 1, stdout: /^bad\.json:1:15: .*\(origin-has-path\)\nloose\.json:1:15: .*\n1 warning, 1 ignored\n$/ })
  t.match(await run('lint fine.json loose.json --fail-on warning'), { status: 1 })
  t.match(await run('lint fine.json fine.json'), { status: 0, stdout: /^no findings\n$/ })
})

t.test('lint writes all files in the other formats', async t => {
  const json = JSON.parse((await run('lint loose.json bad.json --format json')).stdout) as object
  t.match(json, {
    version: 1,
    files: [
      { file: 'loose.json', findings: [{ id: 'subdomain-wildcard-with-credentials' }], ignored: [{ id: 'apex-not-covered' }] },
      { file: 'bad.json', valid: false, issues: [{ id: 'origin-has-path' }], findings: { length: 0 } }
    ]
  })
  const { runs } = JSON.parse((await run('lint loose.json bad.json --format sarif')).stdout) as { runs: { results: { ruleId: string, locations: unknown }[] }[] }
  t.equal(runs.length, 1, 'code scanning accepts one run of a tool')
  t.match(runs[0]!.results.map(({ ruleId, locations }) => [ruleId, locations]), [
    ['subdomain-wildcard-with-credentials', [{ physicalLocation: { artifactLocation: { uri: 'loose.json' } } }]], ['apex-not-covered', Array], ['origin-has-path', [{ physicalLocation: { artifactLocation: { uri: 'bad.json' } } }]]
  ])
  t.match((await run('lint loose.json bad.json --format markdown')).stdout, /`loose\.json:1:15`[^]*\n`loose\.json`: 1 warning, 1 ignored\n\n[^]*`bad\.json:1:15`[^]*\n`bad\.json`: 1 error\n$/)
  t.match((await run('lint loose.json bad.json --format github')).stdout, /^::warning file=loose\.json[^\n]*\n::error file=bad\.json[^\n]*\n1 error, 1 warning, 1 ignored\n$/)
})

t.test('an option --ignore has an effect if it matches a finding in one of the files', async t => {
  t.match(await run(['lint', 'fine.json', 'loose.json', '--ignore', 'subdomain-wildcard-with-credentials=We own them.']), { stdout: /^2 ignored\n$/, stderr: /^$/ })
  t.match(await run(['lint', 'fine.json', 'loose.json', '--ignore', 'max-age-zero=A test.']), { stderr: /--ignore max-age-zero=A test\.: No finding matches this option\./ })
  t.match(await run(['lint', 'fine.json', 'module.mjs', '--ignore', 'insecure-origin:GET /=A test.']), { status: 0, stderr: /No finding matches/ })
})
