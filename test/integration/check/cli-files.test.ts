/** The command `check`: the files it reads and writes, and findings that are ignored or known. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { CheckFinding } from '../../../types/check.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { ALLOW, TOKEN, prepareCheck } from './prepare-check.ts'

const { check, received, correct, open, limited, folder } = await prepareCheck(t)

t.test('reports of all formats redact secrets, escape control characters, and are reproducible', async t => {
  for (const format of ['text', 'json', 'sarif', 'junit', 'markdown', 'html']) {
    const args = `${open}/a ${ALLOW} --auth-env TOKEN --header X-Key:other-t0ken --verbose --format ${format}`
    const { status, stdout, stderr } = await check(args, { env: { TOKEN } })
    t.strictSame([status, stderr], [1, ''])
    t.notMatch(stdout, /0123456789|t0ken/)
    t.match(stdout, 'redacted')
    // oxlint-disable-next-line no-control-regex
    t.notMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, format)
    // A file with one of the formats for people, and with one of those for programs, unless the run is long.
    if (!isLong && format !== 'text' && format !== 'json') continue
    const again = await check(`${args} --out report.${format}`, { env: { TOKEN } })
    t.equal(again.stdout, '')
    t.match(again.stderr, /^fastify-cors-policy: http:\/\/127\.0\.0\.1:\d+\/a: \d+ errors?\b.* \(\d+ requests\)\n$/, 'the standard error has a summary')
    t.equal(readFileSync(join(folder, `report.${format}`), 'utf8'), stdout)
  }
})

t.test('ignored findings do not fail the command, and an --ignore without a match is reported', async t => {
  const kinds = async (...args: string[]) => await check([`${open}/a`, ...ALLOW.split(' '), '--format', 'json', ...args])
  const errors = (JSON.parse((await kinds()).stdout).reports[0].findings as CheckFinding[]).filter(({ severity }) => severity === 'error')
  t.ok(errors.some(({ subject }) => subject !== ''))
  const all = await kinds(...errors.flatMap(({ id, subject }) => ['--ignore', `${id}${subject === '' ? '' : `:${subject}`}= agreed `]))
  t.strictSame([all.status, all.stderr], [0, ''])
  t.strictSame(JSON.parse(all.stdout).ignored, errors.map(({ id, url, subject }) => ({ id, url, subject, reason: 'agreed' })))
  const some = await kinds('--ignore', `${errors.find(({ subject }) => subject !== '')!.id}:https://no.test=agreed`)
  t.equal(some.status, 1)
  t.match(some.stderr, /^fastify-cors-policy: --ignore [\w-]+:https:\/\/no\.test=agreed: No finding matches\. Remove it\.\n$/)
  t.match((await check(`${open}/a ${ALLOW} --ignore origin-reflected=agreed`)).stdout, /, 1 ignored; \d+ info not shown/)
})

t.test('a finding that an ignored one of the same kind explains is reported in its place', async t => {
  const [first, second, third] = ['https://b.test', 'https://c.test', 'https://d.test']
  const { status, stdout, stderr } = await check([`${correct}/a`, ...[first, second, third].flatMap(origin => ['--allow', origin!]), '--ignore', `origin-not-listed:${first}=agreed`])
  t.equal(status, 1)
  t.match(stdout, `explains origin-not-listed: ${third}`)
  t.match(stdout, `and ${second} is not in it. [origin-not-listed]`)
  t.equal(stderr, '')
})

t.test('findings of the baseline do not fail the command, and new findings do', async t => {
  await check(`${open}/a ${ALLOW} --format json --out earlier.json --fail-on never`)
  const same = await check(`${open}/a ${ALLOW} --baseline earlier.json --fail-on info`)
  t.equal(same.status, 0)
  t.match(same.stdout, /\n {2}no findings, \d+ known before \(\d+ requests\)\n$/)
  t.match((await check(`${open}/a ${ALLOW} --baseline earlier.json --format sarif`)).stdout, '"baselineState": "unchanged"')
  const earlier = JSON.parse(readFileSync(join(folder, 'earlier.json'), 'utf8'))
  const { findings } = earlier.reports[0]
  earlier.reports[0].findings = findings.filter(({ id }: CheckFinding) => id !== 'origin-reflected')
  writeFileSync(join(folder, 'earlier.json'), JSON.stringify(earlier))
  const fresh = await check(`${open}/a ${ALLOW} --baseline earlier.json`)
  t.equal(fresh.status, 1)
  t.match(fresh.stdout, /\n {2}1 error, \d+ known before \(/)
  t.equal((await check(`${open}/a ${ALLOW} --baseline earlier.json --ignore origin-reflected=agreed`)).status, 0)
})

for (const [option, file, out] of [
  ['baseline', 'report.json', 'report.json'], ['baseline', 'report.json', './inner/../report.json'], ['baseline', 'report.json', join(folder, 'report.json')],
  ['baseline', 'report.json', 'copy-of-report.json'], ['baseline', 'report.json', 'name-of-report.json'], ['baseline', 'name-of-report.json', 'copy-of-report.json'],
  ['policy', 'policy.jsonc', 'policy.jsonc'], ['policy', 'policy.jsonc', 'copy-of-policy.jsonc'], ['policy', 'policy.jsonc', 'inner/name-of-policy.jsonc'], ['policy', 'document.mjs', 'document.mjs']
] as const) {
  for (const more of ['', ' --dry-run', ' --format json', ' --baseline report.json --policy policy.jsonc']) {
    t.test(`check --${option} ${file}${more} does not overwrite its input by --out ${out.replace(folder, '…')}`, async t => {
      const before = readFileSync(join(folder, file), 'utf8')
      received.correct.length = 0
      const { status, stdout, stderr } = await check(`${correct}/a${more.includes(`--${option}`) ? more.replace(new RegExp(`--${option} \\S+`), '') : more} --${option} ${file} --out ${out}`)
      t.strictSame([status, stdout, received.correct.length], [2, '', 0])
      t.match(stderr, /^fastify-cors-policy: --out .*: The output would overwrite the input file\.\nTry/)
      t.equal(readFileSync(join(folder, file), 'utf8'), before)
    })
  }
}

t.test('if no endpoint can be reached, no file is written', async t => {
  writeFileSync(join(folder, 'kept.json'), 'an earlier report')
  for (const format of ['text', 'json', 'sarif', 'junit', 'markdown', 'html']) {
    for (const url of ['http://127.0.0.1:1/', `http://127.0.0.1:1/ ${limited}/`]) {
      const { status, stdout, stderr } = await check(`${url} --format ${format} --out kept.json`)
      t.strictSame([status, stdout, readFileSync(join(folder, 'kept.json'), 'utf8')], [3, '', 'an earlier report'])
      t.match(stderr, /the server refused the connection\n[^]*fastify-cors-policy: --out kept\.json: The file was not written, because no endpoint can be reached\.\n$/)
    }
  }
  const { status, stderr } = await check(`http://127.0.0.1:1/ ${correct}/a --format json --out kept.json`)
  t.equal(status, 3)
  t.notMatch(stderr, 'was not written')
  t.match(JSON.parse(readFileSync(join(folder, 'kept.json'), 'utf8')), { reports: [{ url: `${correct}/a` }], unreachable: [{ url: 'http://127.0.0.1:1/' }] })
})
