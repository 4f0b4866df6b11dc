/** Completion: what the shells themselves complete, when someone types and presses Tab. Needs bash, zsh, fish and script. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { USAGES } from '../../../lib/cli/usage.ts'
import { allOptionsOf } from '../../../lib/cli/usage/types.ts'
import { commandIn } from '../../unit/cli/command.ts'

const folder = t.testdir({ 'policy.json': '', 'app.js': '' })

t.test('every command that loads a module takes --export, with the same words', t => {
  const found = new Set<string>()
  for (const [name, usage] of USAGES) {
    const options = allOptionsOf(usage)
    if (!/\bmodules?\b/.test(usage.description) && !options.some(({ text }) => /\bmodule\b/.test(text))) continue
    found.add(name)
    t.match(options.find(({ name }) => name === 'export')?.text, /^export of a module to use, instead of the default export/, name)
  }
  for (const name of ['validate', 'lint', 'explain', 'docs', 'diff', 'check', 'proxy', 'migrate']) t.ok(found.has(name), `${name} is found`)
  t.end()
})

/** What is typed before Tab, and the arguments that the program then gets. */
const rows: readonly (readonly [typed: string, completed: string])[] = [
  ['li', 'lint'],
  ['explain-', 'explain-error'],
  ['comp', 'completion'],
  ['lint --fail', 'lint --fail-on'],
  ['lint --fail-on w', 'lint --fail-on warning'],
  ['lint --format=sa', 'lint --format=sarif'],
  ['lint pol', 'lint policy.json'],
  ['lint policy.json app', 'lint policy.json app.js'],
  ['lint policy.json --verb', 'lint policy.json --verbose'],
  ['lint --explain max-age-z', 'lint --explain max-age-zero'],
  ['explain-error wrong-ty', 'explain-error wrong-type'],
  ['diff --exp', 'diff --export'],
  ['docs --out pol', 'docs --out policy.json'],
  ['proxy ngi', 'proxy nginx'],
  ['proxy nginx pol', 'proxy nginx policy.json'],
  ['origins im', 'origins import'],
  ['check --error-method PU', 'check --error-method PUT'],
  // Texts and URLs are no files.
  ['explain --origin pol', 'explain --origin pol'],
  ['check pol', 'check pol'],
  ['schema pol', 'schema pol']
]

/** How each shell starts, and the command that it starts with. */
const shells = [
  ['bash', 'bash --noprofile --norc -i', ''],
  ['zsh', 'zsh -f -i', `autoload -U compinit; compinit -u -d ${join(folder, 'dump')}`]
] as const

for (const [shell, start, prepare] of shells) {
  t.test(`${shell} completes commands, options, values and files`, async t => {
    const script = join(folder, `script.${shell}`)
    const log = join(folder, `${shell}.log`)
    const { stdout } = await commandIn(folder, `completion ${shell}`)
    writeFileSync(script, `${prepare}\n${stdout}\nfastify-cors-policy () { printf '%s\\n' "$*" >> ${log}; }\n`)
    rmSync(log, { force: true })
    const typed = rows.map(([typed]) => `fastify-cors-policy ${typed}\t\n`).join('')
    const { error, stdout: seen } = spawnSync('script', ['-qec', start, '/dev/null'], {
      cwd: folder, encoding: 'utf8', timeout: 120_000, input: `source ${script}\n${typed}exit\n`, env: { PATH: process.env['PATH'], TERM: 'xterm', HOME: folder }
    })
    t.equal(error, undefined)
    t.ok(existsSync(log), seen)
    t.strictSame(readFileSync(log, 'utf8').trimEnd().split('\n'), rows.map(([, completed]) => completed))
  })
}

t.test('fish completes commands, options, values and files', async t => {
  const script = join(folder, 'script.fish')
  const { stdout } = await commandIn(folder, 'completion fish')
  const asked = rows.map(([typed]) => `string join ' ' -- '|' (complete -C 'fastify-cors-policy ${typed}' | string split -f 1 \\t)`)
  writeFileSync(script, `${stdout}\n${asked.join('\n')}\n`)
  const result = spawnSync('fish', ['--no-config', script], { cwd: folder, encoding: 'utf8', timeout: 120_000, env: { PATH: process.env['PATH'], HOME: folder } })
  t.strictSame([result.error, result.stderr], [undefined, ''])
  const completions = result.stdout.trimEnd().split('\n').map(line => line.split(' ').slice(1))
  for (const [i, [typed, completed]] of rows.entries()) {
    const last = completed.split(' ').at(-1)!
    // Without a completion, the word stays.
    if (typed === completed) t.strictSame(completions[i], [], typed)
    else t.ok(completions[i]!.includes(last), `${typed}: ${completions[i]!.join(' ')}`)
  }
})

t.test('every script has all commands, options and values, and is valid', async t => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout } = await commandIn(folder, ['completion', shell])
    t.equal(status, 0)
    const script = join(folder, `syntax.${shell}`)
    writeFileSync(script, stdout)
    const { status: syntax, stderr } = spawnSync(shell, ['-n', script], { encoding: 'utf8' })
    t.strictSame([syntax, stderr], [0, ''], shell)
    for (const [name, usage] of USAGES) {
      t.match(stdout, new RegExp(`\\b${name}\\b`), `${shell} ${name}`)
      for (const option of allOptionsOf(usage)) {
        t.ok(stdout.includes(shell === 'fish' ? ` -l ${option.name} ` : `--${option.name}`), `${shell} ${option.name}`)
        for (const choice of [...option.choices ?? [], ...usage.words ?? []]) t.ok(stdout.includes(choice), `${shell} ${choice}`)
      }
    }
  }
})

t.test('another shell is an error', async t => {
  for (const [args, message] of [
    ['completion', /needs the name of one shell: bash, zsh or fish\.\nTry fastify-cors-policy completion --help/],
    ['completion bash zsh', /needs the name of one shell/],
    ['completion bsh', /The shell "bsh" is unknown\. Use bash, zsh or fish\. Did you mean bash\?/],
    ['completion powershell', /The shell "powershell" is unknown\. Use bash, zsh or fish\.\n/]
  ] as const) t.match(await commandIn(folder, args), { status: 2, stdout: '', stderr: message })
})

t.test('the help names every value of an option', t => {
  for (const [name, usage] of USAGES) {
    for (const { name: option, text, choices = [] } of allOptionsOf(usage)) {
      if (option === 'explain') continue
      for (const choice of choices) t.match(text, new RegExp(`\\b${choice}\\b`), `${name} --${option}`)
    }
  }
  t.end()
})
