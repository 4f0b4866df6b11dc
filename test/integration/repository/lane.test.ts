/** Lanes: an uncaught error fails the running test, and no other, as with the domains that tap itself has. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const HOOKS = new URL('../../matrix/hooks.mjs', import.meta.url).href
const LANE = new URL('../../lane.mjs', import.meta.url).href

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

t.test('an uncaught error fails the running test, and the next tests run', async t => {
  const folder = t.testdir(FILES)
  const outputs = ['with', 'without'].map(name => {
    const lane = join(folder, `${name}.mjs`)
    const claims = join(folder, name)
    mkdirSync(claims)
    writeFileSync(lane, `import { runLane } from '${LANE}'\nawait runLane(${JSON.stringify(Object.keys(FILES).map(file => join(folder, file)))}, ${JSON.stringify(claims)})\n`)
    const { MATRIX_STRIPPED: _stripped, NODE_OPTIONS: _options, ...env } = process.env
    const { status, stdout } = spawnSync(process.execPath, [...name === 'with' ? ['--import', HOOKS] : [], lane], { env, encoding: 'utf8', timeout: 120_000 })
    t.equal(status, 1)
    return stdout.match(/^ *(?:not )?ok .*?(?= # time|$)/gm)
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
