/** The option --watch: runs a command again after changes. The command is a real process. */
import { fork } from 'node:child_process'
import { once, EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../../lib/cli.ts'
import { isLong } from '../../unit/properties/seed.ts'

/** A program that prints its arguments and the content of a file, and reports modules as Node does. */
const PROGRAM = `import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
const [folder, ...args] = process.argv.slice(2)
process.send({ 'watch:import': ['node:fs', pathToFileURL(join(folder, 'imported.mjs')).href, 'file:///node_modules/x/index.js'] })
process.send({ 'watch:require': [null] })
process.send({ 'watch:require': [join(folder, 'sub', 'required.js')] })
process.send(null)
const path = join(folder, 'policy.json')
console.log(JSON.stringify([args, existsSync(path) ? readFileSync(path, 'utf8') : 'none']))
if (existsSync(join(folder, 'hang'))) setInterval(() => {}, 1_000)
`

/** Starts a command in a folder of its own. */
function start (t: Test, args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'))
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'program.mjs'), PROGRAM)
  writeFileSync(join(folder, 'policy.json'), '0')
  const events = new EventEmitter()
  const runs: string[] = []
  const notes: string[] = []
  const status = run(args, {
    stdout: { write () {} },
    stderr: { write: text => { notes.push(text); if (text.includes('Waiting')) events.emit('waiting') } },
    env: {},
    cwd: () => folder,
    start: args => {
      const child = fork(join(folder, 'program.mjs'), [folder, ...args], { silent: true, execArgv: [] })
      child.stdout!.setEncoding('utf8').on('data', (text: string) => { runs.push(text.trim()); events.emit('run') })
      return child
    },
    interrupted: async () => { await once(events, 'interrupt') }
  })
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return {
    folder,
    runs,
    notes,
    status,
    write: (name: string, text: string) => { writeFileSync(join(folder, name), text) },
    next: (event: 'run' | 'waiting') => once(events, event),
    /** Does something, and waits until the command has run again. */
    after: async (change: () => void) => {
      const waiting = once(events, 'waiting')
      change()
      await waiting
      return runs.at(-1)
    },
    async stop () {
      events.emit('interrupt')
      return status
    }
  }
}

t.test('a command runs again when its file changes, is replaced, is removed and comes back', async t => {
  const { folder, runs, notes, write, next, after, stop } = start(t, ['lint', 'policy.json', '--watch', '--verbose'])
  const line = (content: string) => JSON.stringify([['lint', 'policy.json', '--verbose'], content])
  await next('waiting')
  t.strictSame(runs, [line('0')])
  t.equal(await after(() => { write('policy.json', '1') }), line('1'))
  t.equal(notes.filter(note => note.includes('changed')).join(''), 'fastify-cors-policy: policy.json has changed.\n')
  for (const content of ['2', '3']) {
    t.equal(await after(() => {
      write('.policy.json.swp', content)
      renameSync(join(folder, '.policy.json.swp'), join(folder, 'policy.json'))
    }), line(content), 'as editors save')
  }
  t.equal(await after(() => { rmSync(join(folder, 'policy.json')) }), line('none'))
  t.equal(await after(() => { write('policy.json', '4') }), line('4'))
  t.equal(await stop(), 0)
  t.equal(readFileSync(join(folder, 'policy.json'), 'utf8'), '4')
})

t.test('modules that the command has loaded, files of options and the configuration count, and other files do not', async t => {
  const { folder, runs, notes, write, next, after, stop } = start(t, ['lint', 'policy.json', '--ignore-file', 'sub/reviewed.json', '--watch'])
  await next('waiting')
  const names = ['imported.mjs', 'sub/required.js', 'sub/reviewed.json', 'fastify-cors-policy.config.json', 'package.json']
  for (const name of names) await after(() => { write(name, '{}') })
  t.strictSame(notes.filter(note => note.includes('changed')), names.map(name => `fastify-cors-policy: ${name} has changed.\n`))
  for (const name of ['other.json', 'sub/other.js']) write(name, '')
  await after(() => { write('policy.json', '1') })
  t.equal(runs.length, names.length + 2)
  t.equal(await stop(), 0)
  t.notOk(folder === '')
})

t.test('a file behind a link counts', async t => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'watch-target-'))
  t.teardown(() => { rmSync(elsewhere, { recursive: true }) })
  writeFileSync(join(elsewhere, 'real.json'), '0')
  const { folder, next, after, stop, write } = start(t, ['validate', 'link.json', '--watch'])
  await next('waiting')
  await after(() => { symlinkSync(join(elsewhere, 'real.json'), join(folder, 'link.json')) })
  await after(() => { writeFileSync(join(elsewhere, 'real.json'), '1') })
  write('policy.json', '')
  t.equal(await stop(), 0)
})

t.test('a run that has not ended is stopped by a change, and by the end', async t => {
  const { runs, write, next, after, stop } = start(t, ['docs', 'policy.json', '--watch'])
  await next('waiting')
  const hanging = next('run')
  write('hang', '')
  write('policy.json', '1')
  await hanging
  const stopped = next('run')
  await after(() => { write('policy.json', '2') })
  await stopped
  t.match(runs.at(-1), /"2"\]$/)
  t.equal(await stop(), 0)
})

t.test('a folder that is missing, or removed, is waited for', async t => {
  const { folder, notes, write, next, after, stop } = start(t, ['validate', 'a/b/policy.json', 'policy.json', '--watch'])
  await next('waiting')
  for (let round = 0; round < (isLong ? 2 : 1); round++) {
    // The command runs again when a folder above the file appears.
    await after(() => { mkdirSync(join(folder, 'a')) })
    await after(() => { mkdirSync(join(folder, 'a/b')) })
    await after(() => { write('a/b/policy.json', '1') })
    await after(() => { write('a/b/policy.json', '2') })
    await after(() => { rmSync(join(folder, 'a'), { recursive: true }) })
  }
  const changed = notes.filter(note => note.includes('changed')).map(note => / ([^ ]*) has/.exec(note)![1])
  t.strictSame(changed.slice(0, 4), ['a', 'a/b', 'a/b/policy.json', 'a/b/policy.json'])
  t.equal(await stop(), 0)
})

t.test('a folder that is replaced is watched', async t => {
  const { folder, next, after, stop, write } = start(t, ['validate', 'sub/policy.json', 'policy.json', '--watch'])
  await next('waiting')
  await after(() => { write('sub/policy.json', '0') })
  mkdirSync(join(folder, 'new'))
  write('new/policy.json', '1')
  await after(() => {
    renameSync(join(folder, 'sub'), join(folder, 'old'))
    renameSync(join(folder, 'new'), join(folder, 'sub'))
    // A folder that is moved says nothing about its files.
    write('policy.json', '1')
  })
  await after(() => { write('sub/policy.json', '2') })
  t.equal(await stop(), 0)
})

t.test('the standard input cannot be watched, and other commands have no such option', async t => {
  t.equal(await start(t, ['lint', '-', '--watch']).status, 2)
  const { status, notes } = start(t, ['schema', '--watch'])
  t.equal(await status, 2)
  t.match(notes.join(''), /Unknown option '--watch'/)
})
