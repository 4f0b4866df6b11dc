/** Which state of a file is read, and when the connection says that it has changed. */
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { fileOrigins } from '../../../lib/sources.ts'
import { ChangeWatch, watchDirectory } from '../../../lib/sources/change-watch.ts'
import { FollowedFile } from '../../../lib/sources/file/followed-file.ts'
import { readFileState } from '../../../lib/sources/file/read-file.ts'
import { until } from '../../unit/lookup/scripted-store.ts'
import { connectionTo, loaded, pathsIn } from './file-connections.ts'

const A = 'https://a.example'
const B = 'https://b.example'

const folder = t.testdir({})
const newPath = pathsIn(folder)

t.test('a file that changes all the time has no version', async (t) => {
  const path = newPath(`${A}\n`)
  const writing = new AbortController()
  const write = (): void => {
    appendFileSync(path, `${B}\n`)
    if (!writing.signal.aborted) setImmediate(write)
  }
  write()
  await t.rejects(fileOrigins(path, { deadline: 100 }).connect(), { message: /changes too often|has changed while it was read/ })
  writing.abort()
  const connection = await connectionTo(t, path)
  t.equal((await loaded(connection))[0], A)
})

t.test('a file that grows or shrinks while it is read is not read', async (t) => {
  for (const change of [(path: string) => { appendFileSync(path, '\n') }, (path: string) => { truncateSync(path, 20) }]) {
    const path = newPath('')
    let message = ''
    // The change can come before the file is opened.
    for (let turns = 1; message === ''; turns = turns % 20 + 1) {
      writeFileSync(path, '\n'.repeat(8_000_000))
      const reading = readFileState(path, 1e9).catch((error: Error) => { ({ message } = error) })
      for (let i = 0; i < turns; i++) await nextTurn()
      change(path)
      await reading
    }
    t.equal(message, 'The file has changed while it was read.')
  }
})

t.test('a file that has changed since its version is not loaded a second time', async (t) => {
  const path = newPath(`${A}\n`)
  const connection = await connectionTo(t, path)
  t.strictSame(await loaded(connection), [A])
  writeFileSync(path, `${B}\n`)
  await t.rejects(loaded(connection), { message: /has changed since its version was read/ })
})

t.test('a state is used only when it has been the same for a moment', async (t) => {
  // The beginning of a list is a complete list, if it ends with a line break.
  const states = [`${A}\n`, `${A}\n${B}\n`]
  let reads = 0
  const read: typeof readFileState = async () => {
    const bytes = Buffer.from(states[Math.min(reads++, 1)]!)
    return { identity: String(bytes.length), version: String(bytes.length), bytes }
  }
  const file = new FollowedFile('', { parse: String, deadline: 60_000, maxBytes: 100, read })
  const start = performance.now()
  // The last caller looks when another one has just seen the state.
  await Promise.race([file.version(), file.version(), file.version()])
  t.equal(file.content, states[1])
  // A timer can be a millisecond early.
  t.ok(performance.now() - start >= 49)
})

t.test('a state that is known is not read', async (t) => {
  const path = newPath(`${A}\n`)
  const { identity } = (await readFileState(path, 100))!
  t.equal(await readFileState(path, 100, identity), undefined)
  writeFileSync(path, `${B}\n`)
  t.match(await readFileState(path, 100, identity), { bytes: Buffer.from(`${B}\n`) })
})

t.test('a state is read again while a change could have kept its times', async (t) => {
  const path = newPath(`${A}\n`)
  let reads = 0
  // A file system whose times have a resolution of a day.
  const read: typeof readFileState = async (path, maxBytes, known) => {
    const state = await readFileState(path, maxBytes)
    if (known === 'today') return undefined
    reads++
    return { ...state!, identity: 'today' }
  }
  for (const youngFor of [60_000, 0]) {
    writeFileSync(path, `${A}\n`)
    const file = new FollowedFile(path, { parse: String, deadline: 60_000, maxBytes: 100, read, youngFor })
    const first = await file.version()
    t.equal(file.content, `${A}\n`)
    writeFileSync(path, `${B}\n`)
    reads = 0
    t.equal(await file.version() === first, youngFor === 0)
    t.equal(reads === 0, youngFor === 0)
  }
})

t.test('messages end with the connection', async (t) => {
  const path = newPath(`${A}\n`)
  const fail = (): void => { t.fail('a message after the end') }
  const [first, looking, open] = [await connectionTo(t, path), await connectionTo(t, path), await connectionTo(t, path)]
  let [changes, events] = [0, 0]
  for (const connection of [first, looking]) await connection.listen!(fail, fail)
  await open.listen!(() => { changes++ }, fail)
  // The last watch of a folder has its events last.
  const witness = watchDirectory(folder, () => { events++ })!
  first.close()
  first.close()
  writeFileSync(path, '')
  await until(() => events > 0)
  // It waits for a complete file.
  looking.close()
  await t.rejects(looking.version(), { message: /The file is empty/ })
  writeFileSync(path, `${B}\n`)
  await until(() => changes === 1)
  witness.close()
})

/** Watches a file that does not exist, whose attributes never change. What the listener is told and how often the version is read are counted. */
function watchNothing (t: Test, version: () => string): { looks: number, gaps: number, changes: number } {
  const seen = { looks: 0, gaps: 0, changes: 0 }
  const watch = new ChangeWatch(join(folder, 'nowhere'), async () => {
    seen.looks++
    return version()
  }, 'a', { onChange () { seen.changes++ }, onGap () { seen.gaps++ } })
  t.teardown(() => { watch.end() })
  return seen
}

t.test('an event of the folder is enough', async (t) => {
  let version = 'a'
  const seen = watchNothing(t, () => version)
  // That it does not exist is an event too.
  await until(() => seen.looks > 0)
  t.equal(seen.changes, 0)
  version = 'b'
  newPath('')
  await until(() => seen.changes === 1)
  t.equal(seen.gaps, 0)
})

t.test('a version that cannot be read is a gap, and the next version a change', async (t) => {
  let read = (): string => { throw new Error('ENOENT') }
  const seen = watchNothing(t, () => read())
  await until(() => seen.gaps > 0)
  t.equal(seen.changes, 0)
  read = () => 'b'
  newPath('')
  await until(() => seen.changes === 1)
})

t.test('if a folder cannot be watched, changes are seen by the attributes of the file', async (t) => {
  t.equal(watchDirectory(join(folder, 'nowhere'), () => undefined), undefined)
  const watcher = watchDirectory(folder, () => t.fail('an event'))!
  watcher.emit('error', new Error('EMFILE'))
  const ended = newPath('')
  const again = watchDirectory(folder, () => { watching = false })!
  let watching = true
  await until(() => { writeFileSync(ended, ''); return !watching })
  again.close()
})
