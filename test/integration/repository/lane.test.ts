/** Lanes: an uncaught error fails the running test, and no other, as with the domains that tap itself has. */
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import { countsOf, failuresIn, finishedIn, writeLanes } from '../../lanes.mjs'

const HOOKS = new URL('../../hooks.mjs', import.meta.url).href

const FILES = {
  'throws.mjs': `
    import t from 'tap'
    t.test('passes first', async t => { t.pass('one') })
    t.test('throws later', async t => {
      await t.test('inside', () => new Promise(() => { setTimeout(() => { throw new Error('thrown in a timer') }, 1) }))
    })
    t.test('passes in between', t => { setImmediate(() => { t.pass('two'); t.end() }) })`,
  'rejects.mjs': `
    import t from 'tap'
    t.test('rejects', t => { Promise.reject(new Error('rejected and not handled')); setTimeout(() => t.end(), 1000) })
    t.test('listens', async t => {
      const listen = error => { t.equal(error.message, 'expected') }
      process.on('unhandledRejection', listen)
      Promise.reject(new Error('expected'))
      await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
      process.off('unhandledRejection', listen)
    })`
}

function run (lane: string, options: readonly string[] = []) {
  const { TEST_STRIPPED: _stripped, NODE_OPTIONS: _options, ...env } = process.env
  return spawnSync(process.execPath, [...options, lane], { env, encoding: 'utf8', timeout: 120_000 })
}

/** Runs a lane of some files, and gives what it prints. */
function laneOf (t: Test, files: Readonly<Record<string, string>>, options: readonly string[] = []) {
  const folder = t.testdir(files)
  const [lane = ''] = writeLanes(join(folder, 'lane'), Object.keys(files).map(file => join(folder, file)), 1)
  const { status, stdout } = run(lane, options)
  return { status, counts: countsOf(stdout), finished: finishedIn(stdout).map(([file]) => basename(file)), lines: stdout.match(/^ *(?:not )?ok .*?(?= # time|$)/gm) ?? [] }
}

t.test('an uncaught error fails the running test, and the next tests run', async t => {
  const outputs = [['--import', HOOKS], []].map(options => {
    const { status, lines, finished } = laneOf(t, FILES, options)
    t.equal(status, 1)
    t.strictSame(finished, Object.keys(FILES))
    return lines
  })
  t.strictSame(outputs[0], [
    '    ok 1 - one', 'ok 1 - passes first',
    '        not ok 1 - thrown in a timer', '    not ok 1 - inside', 'not ok 2 - throws later',
    '    ok 1 - two', 'ok 3 - passes in between',
    '    not ok 1 - rejected and not handled', 'not ok 4 - rejects',
    '    ok 1 - should be equal', 'ok 5 - listens'
  ])
  t.strictSame(outputs[0], outputs[1])
})

const PASSES = "import t from 'tap'\nt.pass('last')"

t.test('a file that skips the files after it, or that tests nothing, fails, and they run', async t => {
  for (const text of ["import t from 'tap'\nt.plan(0, 'no browser')", 'export {}']) {
    const { status, lines, finished } = laneOf(t, { 'first.mjs': text, 'second.mjs': PASSES })
    t.equal(status, 1)
    t.match(lines, [/^not ok 1 - .*first\.mjs (?:cannot be loaded|has no assertion)$/, 'ok 2 - last'])
    t.equal(lines.length, 2)
    t.strictSame(finished, ['first.mjs', 'second.mjs'])
  }
})

t.test('a file whose teardown fails is a failure, its other teardowns run, and so do the next files', async t => {
  const { status, lines, finished } = laneOf(t, {
    'first.mjs': "import t from 'tap'\nt.pass('one')\nt.teardown(() => { t.pass('two') })\nt.teardown(async () => { throw new Error('gone') })", 'second.mjs': PASSES
  })
  t.equal(status, 1)
  t.match(lines, ['ok 1 - one', /^not ok 2 - .*first\.mjs cannot end what it has started$/, 'ok 3 - two', 'ok 4 - last'])
  t.equal(lines.length, 4)
  t.strictSame(finished, ['first.mjs', 'second.mjs'])
})

t.test('files that a lane has not run to their end are not among the finished ones', async t => {
  const { status, counts, finished } = laneOf(t, { 'first.mjs': PASSES, 'second.mjs': "import t from 'tap'\nt.pass()\nprocess.exit(0)", 'third.mjs': 'throw new Error()' })
  t.equal(status, 0, 'tap sees no failure')
  t.match(counts, { pass: 2, fail: 0 })
  t.strictSame(finished, ['first.mjs'])
})

t.test('a lane for which no file is left counts nothing, and no list is empty', async t => {
  const folder = t.testdir({ 'only.mjs': PASSES })
  const lanes = writeLanes(join(folder, 'lanes'), [join(folder, 'only.mjs')], 2)
  const counts = lanes.map(lane => countsOf(run(lane).stdout))
  t.match(counts, [{ total: 1, pass: 1, fail: 0 }, { total: 0, pass: 0, fail: 0 }])
  t.throws(() => writeLanes(join(folder, 'none'), [], 2), { message: /^No test file is selected for .*none\.$/ })
  t.equal(countsOf('# half of an output'), undefined)
})

t.test('failures are those of their file, and a test around one has only its title', async t => {
  const output = [
    '# test/unit/first.test.ts', 'ok 1 - passes', '# test/unit/first.test.ts: 0.1 s of CPU time',
    '# test/unit/second.test.ts', '# Subtest: around', '    ok 1 - fine', '    not ok 2 - inside', '      ---', '      at: here', '      ...', '    1..2', 'not ok 2 - around', '  ---', '  at: there', '  ...',
    'not ok 3 - alone', '  ---', '  at: elsewhere', '  ...', 'not ok 4 - skipped # SKIP', ''
  ].join('\n')
  t.strictSame(failuresIn(output), [['test/unit/second.test.ts', [
    '    not ok 2 - inside\n      ---\n      at: here\n      ...\n', 'not ok 2 - around\n', 'not ok 3 - alone\n  ---\n  at: elsewhere\n  ...\n'
  ]]])
  t.strictSame(failuresIn('# { total: 0 }'), [])
})
