/** Tests the reports of the command `lint` in each format. */
import { stripVTControlCharacters } from 'node:util'
import MarkdownIt from 'markdown-it'
import t from 'tap'
import { findingsMarkdown } from '../../../../lib/reporters/findings-markdown.ts'
import { lintIn } from '../command.ts'
import { LINTED_FILES } from '../linted-files.ts'

const folder = t.testdir(LINTED_FILES)

t.test('lint reports an invalid policy in the requested format', async t => {
  const json = async (file: string) => JSON.parse((await lintIn(folder, `${file} --format json`)).stdout)
  t.match(await json('bad.json'), {
    version: 1, valid: false, issues: [{ id: 'origin-has-path', path: '/origins/0', value: 'https://a.test/', line: 2, column: 15 }], findings: { length: 0 }, ignored: { length: 0 }
  })
  t.match(await json('syntax.json'), { valid: false, issues: [{ id: 'json-is-malformed', path: '', line: 2 }] })
  t.match(await json('fails.mjs'), { valid: false, issues: [{ id: 'origin-has-path' }] })
  t.same((await json('odd-document.mjs')).issues.map(({ path, value }: { path: string, value: unknown }) => [path, value]),
    [['/origins/0', 'a bigint'], ['/origins/1', '/x|`y`/'], ['/origins/2', undefined]])

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

t.test('lint uses colors only on terminals, and not with NO_COLOR', async t => {
  const plain = await lintIn(folder, 'policy.json')
  const colored = await lintIn(folder, 'policy.json', { colors: true })
  t.match(colored.stdout, '\u001b[33m')
  t.equal(stripVTControlCharacters(colored.stdout), plain.stdout)
  t.equal((await lintIn(folder, 'policy.json', { colors: true, env: { NO_COLOR: '1' } })).stdout, plain.stdout)
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
