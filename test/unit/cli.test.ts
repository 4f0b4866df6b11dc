/** Tests the arguments of the command line: commands, options, help and the exit status. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import { run } from '../../lib/cli.ts'
import { COMMAND_USAGE, USAGE } from '../../lib/cli/usage.ts'
import { commandIn } from './cli/command.ts'
import { testCommandRows } from './cli/command-rows.ts'
import { EXAMPLE_FILES } from './cli/example-files.ts'

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }

const folder = t.testdir({ 'policy.json': EXAMPLE_FILES['policy.json'] })

testCommandRows(folder, [
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
  ['validate policy.json --out x', 2, '', /Unknown option '--out'/],

  ['schema', 0, /^\{\n {2}"\$schema": "https:\/\/json-schema\.org\/draft\/2020-12\/schema",\n[^]*\n\}\n$/, ''],
  ['schema --help', 0, /^Usage: fastify-cors-policy schema\n\nPrints the JSON Schema/, ''],
  ['schema policy.json', 2, '', /^fastify-cors-policy: The command schema does not accept a file\.\nTry/],
  ['schema --format json', 2, '', /Unknown option '--format'/]
])

for (const [command, usage] of COMMAND_USAGE) {
  t.test(`${command} --help prints the help of the command, and the command accepts every option in it`, async t => {
    t.strictSame(await commandIn(folder, `${command} --help`), { status: 0, stdout: usage, stderr: '' })
    t.match(USAGE, new RegExp(`^ {2}${command} `, 'm'))
    for (const line of usage.split('\n')) t.ok(line.length <= 130, line)
    for (const [, option] of usage.matchAll(/^ {2}(--[\w-]+)/gm)) {
      if (option !== '--format') t.equal((await commandIn(folder, [command, option!, 'x', '--help'])).stdout, usage, option!)
    }
  })
}

t.test('schema prints the published schema', async t => {
  const { stdout } = await commandIn(folder, 'schema')
  t.equal(stdout, readFileSync(new URL('../../types/policy.schema.json', import.meta.url), 'utf8'))
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
