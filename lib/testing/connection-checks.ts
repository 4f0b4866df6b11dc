/** Checks of connections, versions and the writer. */
import { A, B, KEYS, allChanges } from './changes.ts'
import { assert, type SourceMethod, type CheckRun } from './check-run.ts'

export async function assertsMethods (checkRun: CheckRun): Promise<void> {
  const connection = await checkRun.connect()
  for (const method of ['version', 'close'] as const) assert(typeof connection[method] === 'function', `The connection has no \`${method}\`.`)
  for (const method of ['has', 'load', 'listen', 'announce'] satisfies readonly SourceMethod[]) {
    const type = typeof connection[method]
    assert(type === 'function' || type === 'undefined', `\`${method}\` of the connection must be a function, but it is of the type ${type}.`)
    assert((type === 'function') === checkRun.has(method), checkRun.has(method)
      ? `The connection has no \`${method}\`, but \`methods\` has it.`
      : `The connection has \`${method}\`. Add it to \`methods\`, so that it is checked.`)
  }
  assert(checkRun.has('has') || checkRun.has('load'), 'A connection needs `has` or `load`.')
  assert(!checkRun.hasKeys || checkRun.has('has'), 'A source of keys needs `has`.')
}

export async function assertsWriter (checkRun: CheckRun): Promise<void> {
  const { writer } = checkRun.subject
  for (const key of checkRun.hasKeys ? [undefined, KEYS[0]] : [undefined]) {
    const results = [
      await writer.allow(A, key), await writer.allow(A, key), await writer.disallow(A, key), await writer.disallow(A, key)
    ]
    assert(String(results) === 'true,false,true,false', '`allow` and `disallow` must return whether they have changed the store: ' +
      `true, false, true and false for two calls of each, but they have returned ${results.join(', ')}.`)
    await writer.replace([B, A, B], key)
    for (const [kind, change] of [
      ['an origin with a path', () => writer.allow(`${A}/`, key)], ['a pattern', () => writer.allow('https://*.conformance.example', key)],
      ['a list with "*"', () => writer.replace(['*'], key)]
    ] as const) {
      const isRejected = await change().then(() => false, () => true)
      assert(isRejected, `The writer must reject ${kind}.`)
    }
    const list = [...await writer.list(key)].sort().join(' ')
    assert(list === `${A} ${B}`, `\`list\` must return the origins of the last \`replace\`, once each, but it has returned "${list}".`)
  }
}

export async function assertsStableVersion (checkRun: CheckRun): Promise<void> {
  const connection = await checkRun.connect()
  const [first, second] = [await connection.version(), await connection.version()]
  assert(typeof first === 'string' && first !== '', 'The version must be a text that is not empty.')
  assert(first === second, 'The version has changed without a change.')
}

export async function assertsVersions (checkRun: CheckRun): Promise<void> {
  const connections = [await checkRun.connect(), await checkRun.connect()]
  const seen = await Promise.all(connections.map(async (connection) => new Set([await connection.version()])))
  for (const change of allChanges(checkRun.hasKeys)) {
    await change.run(checkRun.subject.writer)
    for (const [i, connection] of connections.entries()) {
      const version = await checkRun.within('Reading the version', connection.version())
      assert(!seen[i]!.has(version), `After ${change.title}, the version must have a new value, but it has one from before.`)
      seen[i]!.add(version)
    }
  }
}

export async function assertsClose (checkRun: CheckRun): Promise<void> {
  // Its own time limits must not end what `close` has to end.
  const closed = await checkRun.open()
  const open = await checkRun.connect()
  let late = 0
  let seen = 0
  if (checkRun.has('listen')) {
    await checkRun.within('Subscribing', closed.listen!(() => { late++ }, () => { late++ }))
    await open.listen!(() => { seen++ }, () => { seen++ })
  }
  const pending = (async () => { await closed.version() })().catch(() => undefined)
  const result: unknown = closed.close()
  closed.close()
  assert(result === undefined, '`close` must return nothing, because the plugin does not wait for it.')
  await checkRun.within('A response that `close` has ended', pending)
  late = 0
  await checkRun.subject.writer.allow(A)
  if (checkRun.has('listen')) await checkRun.until(() => seen > 0, 'A connection has no messages after another one was closed.')
  assert(late === 0, 'A connection has reported a change after `close`.')
  const works = await checkRun.within('Reading the version after another connection was closed', open.version().then(() => true, () => false))
  assert(works, 'A connection does not work after another one was closed.')
}

export async function assertsUninitialized (checkRun: CheckRun): Promise<void> {
  const { uninitialized } = checkRun.subject
  const reading = (async () => { await (await checkRun.connect(uninitialized)).version() })()
  const isRejected = await checkRun.within('A read of a store that is not initialized', reading.then(() => false, () => true))
  assert(isRejected, 'A store that is not initialized must reject, because it is not a list without origins.')
}
