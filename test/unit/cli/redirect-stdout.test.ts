/** Tests that what a module of the user prints does not go to stdout. */
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { redirectStdout } from '../../../lib/cli/redirect-stdout.ts'
import { EXAMPLE_FILES } from './example-files.ts'

const folder = t.testdir(EXAMPLE_FILES)

t.test('redirectStdout redirects writes until it is undone', t => {
  const written: string[] = []
  const stream = (name: string, fd: number) => ({ fd, write (text: string) { written.push(`${name}${this.fd}: ${text}`) } })
  const other = stream('other', 2)
  for (const one of [stream('one', 1), Object.create(stream('one', 1)) as ReturnType<typeof stream>]) {
    const before = Object.getOwnPropertyDescriptors(one)
    written.length = 0
    const undo = redirectStdout(one, other)
    one.write('a')
    t.equal(one.fd, 2)
    undo()
    one.write('b')
    t.strictSame(written, ['other2: a', 'one1: b'])
    t.strictSame(Object.getOwnPropertyDescriptors(one), before)
  }
  t.end()
})

t.test('stdout is redirected while a module runs, but not while the command prints', async t => {
  for (const line of ['validate instance.mjs', 'lint instance.mjs', 'docs instance.mjs', 'validate document.mjs', 'validate refused.mjs', 'validate throws.mjs',
    'explain instance.mjs --origin https://app.example.com --url /']) {
    const events: string[] = []
    await run(line.split(' '), {
      stdout: { write: () => events.push('out') },
      stderr: { write: () => events.push('err') },
      env: {},
      cwd: () => folder,
      divert () {
        events.push('divert')
        return () => events.push('undo')
      }
    })
    t.strictSame(events.slice(0, 2), ['divert', 'undo'], line)
    t.match(events.slice(2).join(' '), /^(?:out|err)$/, line)
  }
})
