/** Checks of look-ups and snapshots. */
import type { CorsSourceConnection } from '../../types/source.ts'
import { A, B, KEYS, allChanges } from './changes.ts'
import { assert, type CheckRun } from './check-run.ts'

/** More than one list, and more than a store returns at once by default. */
const MANY = 2500

/** The plugin pauses between lists only. */
const MAX_LIST = 10_000

/** What a store, a collation or a pattern can mistake for the origin A. */
const LIKE_A = [
  A.toUpperCase(), `${A} `, ` ${A}`, `${A}.`, `${A}/`, `${A}\0`, `${A}:443`, A.replace('a.', 'A.'), A.replace('a.', '_.'), A.replace('a.', '%.'),
  A.replace('a.', '*.'), A.replace('a.', '?.'), A.replace('a.', '[a].'), A.replace('a.', '\uff41.'), A.replace('a.', 'a\u0301.'), A.slice(0, -1), '', '%', '*'
]

export async function assertsResults (checkRun: CheckRun): Promise<void> {
  const connection = await checkRun.connect()
  for (const { run, title, key, after } of allChanges(checkRun.hasKeys)) {
    await run(checkRun.subject.writer)
    await connection.version()
    if (checkRun.has('has')) {
      for (const origin of [A, B]) {
        const has = await connection.has!(origin, key)
        assert(has === after.includes(origin), `After ${title}, \`has\` must return ${after.includes(origin)}, but it has returned ${String(has)}.`)
      }
    }
    if (!checkRun.has('load')) continue
    const expected = key === undefined ? after : []
    const loaded = [...new Set(await allOf(connection))].sort()
    assert(String(loaded) === String(expected), `After ${title}, \`load\` must yield "${expected.join(' ')}", but it has yielded "${loaded.join(' ')}".`)
  }
}

export async function assertsLists (checkRun: CheckRun): Promise<void> {
  const origins = Array.from({ length: MANY }, (_, i) => `https://${i}.conformance.example`)
  await checkRun.subject.writer.replace(origins)
  const connection = await checkRun.connect()
  await connection.version()
  // Not all of a snapshot is used if it becomes obsolete.
  const first = connection.load!()[Symbol.asyncIterator]()
  await first.next()
  await first.return?.()
  const loaded = new Set<string>()
  for await (const list of connection.load!()) {
    assert(Array.isArray(list), '`load` must yield lists of origins.')
    assert(list.length <= MAX_LIST, `\`load\` has yielded a list of ${list.length} origins. Use lists of some thousands.`)
    for (const origin of list) loaded.add(origin)
  }
  const missing = origins.filter((origin) => !loaded.has(origin)).length
  assert(missing === 0, `Of ${MANY} origins, \`load\` has not yielded ${missing}.`)
  assert(loaded.size === MANY, `\`load\` must yield ${MANY} different origins, but it has yielded ${loaded.size}.`)
}

export async function assertsBytes (checkRun: CheckRun): Promise<void> {
  await checkRun.subject.writer.allow(A)
  const connection = await checkRun.connect()
  await connection.version()
  assert(await connection.has!(A, undefined) === true, '`has` must return true for an origin of the store.')
  for (const origin of [...LIKE_A, B]) {
    // A store can reject what it cannot have.
    const has = await (async () => connection.has!(origin, undefined))().catch(() => false)
    assert(has === false, `The store has ${JSON.stringify(A)}, but \`has\` has returned ${String(has)} for ${JSON.stringify(origin)}.`)
  }
}

export async function assertsKeys (checkRun: CheckRun): Promise<void> {
  const { writer } = checkRun.subject
  const origins = KEYS.map((_, i) => `https://${i}.conformance.example`)
  await writer.allow(A)
  for (const [i, key] of KEYS.entries()) await writer.allow(origins[i]!, key)
  const connection = await checkRun.connect()
  await connection.version()
  const groups: readonly (readonly [key: string | undefined, origin: string])[] = [[undefined, A], ...KEYS.map((key, i) => [key, origins[i]!] as const)]
  for (const [key] of groups) {
    for (const [owner, origin] of groups) {
      const has = await connection.has!(origin, key)
      assert(has === (key === owner), `The store has an origin of ${nameOf(owner)} only, but \`has\` has returned ${String(has)} for ${nameOf(key)}.`)
    }
  }
  if (checkRun.has('load')) {
    const loaded = await allOf(connection)
    assert(String(loaded) === A, '`load` must yield the origins without a key only.')
  }
}

function nameOf (key: string | undefined): string {
  return key === undefined ? 'no key' : `the key ${JSON.stringify(key)}`
}

async function allOf (connection: CorsSourceConnection): Promise<string[]> {
  const origins: string[] = []
  for await (const list of connection.load!()) origins.push(...list)
  return origins
}
