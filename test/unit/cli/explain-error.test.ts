/** Tests `explain-error`: every id that a message can have is explained, also if it is pasted with its parentheses. */
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'

async function explainError (args: readonly string[], hasColors = false): Promise<readonly [status: number, stdout: string, stderr: string]> {
  let stdout = ''
  let stderr = ''
  const status = await run(['explain-error', ...args], {
    stdout: { write: text => { stdout += text }, hasColors: () => hasColors },
    stderr: { write: text => { stderr += text } },
    env: {},
    cwd: () => '.'
  })
  return [status, stdout, stderr]
}

t.test('every reason, rule, probe and finding is explained', async t => {
  const page = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8')
  const findings = [...page.matchAll(/^#### ([a-z-]+)$/gm)].map(([, id = '']) => id)
  t.ok(findings.length > 50)
  const errors = [...readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8').matchAll(/^### ([a-z]+(?:-[a-z]+)+)$/gm)].map(([, id = '']) => id)
  t.strictSame([...ISSUE_IDS].filter(id => !errors.includes(id)), [])
  const wrong: unknown[] = []
  for (const id of [...errors, ...RULES.map(({ id }) => id), ...PROBES.map(({ id }) => id), ...findings]) {
    const [status, stdout, stderr] = await explainError([id])
    const isExplained = status === 0 && stderr === '' && stdout.startsWith(id) && stdout.trim().split('\n').length > 2
    const hasMarkdown = /\]\(|<!--|\*\*|^```|^#/m.test(stdout)
    if (!isExplained || hasMarkdown) wrong.push({ id, status, stdout, stderr })
  }
  t.strictSame(wrong, [])
})

t.test('every code of an error is explained', async t => {
  const source = ['errors', 'plugin/origin-guard'].map(file => readFileSync(new URL(`../../../lib/${file}.ts`, import.meta.url), 'utf8')).join('\n')
  const codes = [...new Set(source.match(/FST_CORS_[A-Z_]+/g))]
  t.ok(codes.length > 5)
  for (const code of codes) t.match(await explainError([code]), [0, new RegExp(`^${code}\n\n[^]+\n\nSee fastify-cors-policy/docs/errors\\.md\\.\n$`), ''], code)
})

t.test('an explanation has the reason, an example and the page', async t => {
  const [, stdout] = await explainError(['(origin-has-path)'])
  t.match(stdout, /^origin-has-path\n\nAn origin ends with its host or its port\.[^]*\n- wrong: [^]*\n- message: [^]*\n- right: [^]*\n\nSee fastify-cors-policy\/docs\/errors\.md\.\n$/)
  t.strictSame(await explainError(['#origin-has-path']), [0, stdout, ''])
})

t.test('a finding ends before the next one, and a probe has its findings', async t => {
  const [, finding] = await explainError(['allowed-origin-is-blocked'])
  t.match(finding, /^allowed-origin-is-blocked\n\n[^]*Recommendation\.[^]*https:\/\/fetch\.spec\.whatwg\.org/)
  t.notMatch(finding, 'endpoint-is-a-redirect')
  const [, probe] = await explainError(['allowed-origins'])
  t.match(probe, /^allowed-origins\n\n[^]*\n {2}GET \/orders {2}Origin: [^]*\nallowed-origin-is-blocked\n[^]*\nendpoint-is-a-redirect\n/)
  t.notMatch(probe, 'untrusted-origins')
})

t.test('links have their URL, and colors do not change the text', async t => {
  const [, plain] = await explainError(['public-suffix-wildcard-with-credentials'])
  const [, colored] = await explainError(['public-suffix-wildcard-with-credentials'], true)
  t.not(colored, plain)
  t.equal(stripVTControlCharacters(colored), plain)
  t.match(await explainError(['wildcard-with-credentials']), [0, /standard \(https:\/\/fetch\.spec\.whatwg\.org\/#cors-protocol-and-credentials\)/, ''])
  t.match(await explainError(['FST_CORS_SOURCE_FAILED']), [0, /a source of origins or the document cannot be read/, ''])
  t.match(await explainError(['FST_CORS_ORIGIN_REFUSED']), [0, /The server responds with 403, and the\s+handler does not run[^]*`?corsGuard: false/, ''])
})

t.test('an unknown id is an error with a suggestion', async t => {
  t.match(await explainError(['origin-has-pat']), [2, '', /^fastify-cors-policy: explain-error: The id "origin-has-pat" is unknown\. Did you mean origin-has-path\?\nTry fastify-cors-policy explain-error --help\.\n$/])
  t.match(await explainError(['insecure-orgin']), [2, '', /Did you mean insecure-origin\?/])
  t.match(await explainError([]), [2, '', /The command explain-error needs an id, such as origin-has-path\./])
  t.match(await explainError(['a', 'b']), [2, '', /The command explain-error accepts only one id, but got 2\./])
})
