/** Origins in files are read in each format, and followed however a file is saved. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { CorsPolicyError } from '../../../lib/index.ts'
import { fileOrigins } from '../../../lib/sources.ts'
import type { CorsOriginSource, CorsSourceConnection, CorsSourceOptions } from '../../../types/source.ts'
import { started, until } from '../../unit/lookup/scripted-store.ts'
import { SAVES, configMapSave, type Save } from './saves.ts'
import { PATIENT, connectionTo, loaded, pathsIn } from './file-connections.ts'

const A = 'https://a.example'
const B = 'https://b.example'
/** The beginning of an origin that is saved, which is another valid origin. */
const LONG = 'https://shop.example.com'
const CUT = 'https://shop.example.c'

/** No test depends on these times. */

const folder = t.testdir({})
const newPath = pathsIn(folder)

/** The same source without messages. */
function withoutMessages (source: CorsOriginSource): CorsOriginSource {
  return {
    ...source,
    async connect () {
      const { version, has, load, close } = await source.connect()
      return { version, close, ...(has && { has }), ...(load && { load }) } as CorsSourceConnection
    }
  }
}

const FORMATS: readonly (readonly [title: string, content: string, extension: string, origins: readonly unknown[]])[] = [
  ['one origin in each line', `${A}\n${B}\n`, 'txt', [A, B]],
  ['comments, blank lines, white space and line breaks of Windows', `# shops\r\n\r\n \t${A} \r\n  # ${LONG}\n${B}\t\n\n`, 'list', [A, B]],
  ['a byte order mark', `\ufeff${A}\n`, 'txt', [A]],
  ['a comment at the end of a line is not one', `${A} # shop\n`, 'txt', [`${A} # shop`]],
  ['a text without origins', '#\n', 'txt', []],
  ['more lines than a list has', `${`${A}\n`.repeat(2500)}${B}\n`, 'txt', [...Array<string>(2500).fill(A), B]],
  ['JSON with a list', JSON.stringify([A, 7, B]), 'json', [A, 7, B]],
  ['JSON with an empty list', '[]', 'json', []],
  ['JSON with keys', JSON.stringify({ '': [A], shop: [B] }), 'JSON', [A]],
  ['JSON with keys only', `\ufeff${JSON.stringify({ shop: [B] })}`, 'json', []],
  ['JSON with more origins than a list has', JSON.stringify(Array<string>(2500).fill(A)), 'json', Array<string>(2500).fill(A)]
]

for (const [title, content, extension, origins] of FORMATS) {
  t.test(`reads ${title}`, async (t) => {
    const connection = await connectionTo(t, newPath(content, extension))
    t.strictSame(await loaded(connection), origins)
    t.strictSame(await loaded(connection), origins, 'and again')
    t.equal(await connection.version(), await connection.version())
    t.equal(connection.has === undefined, extension.toLowerCase() !== 'json')
    for await (const list of connection.load!()) t.ok(list.length <= 1000)
  })
}

t.test('keys of JSON are separate, and names of objects are keys like others', async (t) => {
  const { has } = await connectionTo(t, newPath(`{"": ["${A}"], "shop": ["${B}"], "__proto__": ["${LONG}"]}`, 'json'))
  const rows: readonly (readonly [string, string | undefined, boolean])[] = [
    [A, undefined, true], [A, 'shop', false], [B, 'shop', true], [B, undefined, false], [B, 'Shop', false], [LONG, '__proto__', true],
    [LONG, 'constructor', false], [A, 'toString', false]
  ]
  for (const [origin, key, is] of rows) t.equal(has!(origin, key), is, `${origin} of ${key}`)
})

t.test('a source with patterns has them in its snapshot, and no look-ups', async (t) => {
  const path = newPath(JSON.stringify(['https://*.example']), 'json')
  const { lookup } = await started(t, fileOrigins(path, { ...PATIENT, patterns: true }), () => true)
  t.equal(lookup.find(A, undefined), 'listed')
  t.equal(lookup.find(A, 'shop'), 'unavailable')
})

t.test('entries that are not valid origins allow nothing, and are reported', async (t) => {
  const { lookup, events } = await started(t, fileOrigins(newPath(`${A}\n${A}/\n*\n`), PATIENT), undefined, false)
  t.match(lookup.status(), { entries: 1, invalidEntries: 2, mode: 'snapshot', description: /^file .*\.txt$/ })
  t.match(events, [{ kind: 'entries-invalid', count: 2, examples: [`${A}/`, '*'] }])
})

const UNREADABLE: readonly (readonly [title: string, make: () => string, message: RegExp, options?: CorsSourceOptions])[] = [
  ['a file that does not exist', () => newPath(undefined), /ENOENT[^]*\. The command "origins import" initializes it\.$/],
  ['an empty file', () => newPath(''), /The file is empty\. A list without origins has a line that begins with "#"\./],
  ['a file that is cut', () => newPath(`${A}\n${CUT}`), /The last line does not end with a line break/],
  ['a byte order mark alone', () => newPath('\ufeff'), /does not end with a line break/],
  ['empty JSON', () => newPath('', 'json'), /not valid JSON, or it is incomplete/],
  ['JSON that is cut', () => newPath(`["${A}", "`, 'json'), /not valid JSON, or it is incomplete/],
  ['JSON with a text', () => newPath(`"${A}"`, 'json'), /must have a list of origins, or an object with a list for each key, but it has "https:\/\/a\.example"/],
  ['JSON with null', () => newPath('null', 'json'), /but it has null/],
  ['JSON with a key that is not a list', () => newPath(`{"shop": "${A}"}`, 'json'), /The value of "shop" must be a list of origins, but it is "https/],
  ['a folder', () => folder, /not a regular file/],
  ['a pipe', () => { const path = newPath(undefined); execFileSync('mkfifo', [path]); return path }, /not a regular file/],
  ['a link that leads nowhere', () => { const path = newPath(undefined); symlinkSync('nowhere', path); return path }, /ENOENT/],
  ['a file that is too large', () => newPath(`${A}\n`.repeat(1000)), /has 18000 bytes, and the maximum is 4796\. Use a smaller file, or increase `maxOrigins` of a source\./, { maxOrigins: 1 }]
]

for (const [title, make, message, options = {}] of UNREADABLE) {
  t.test(`rejects ${title}`, async (t) => {
    const path = make()
    await t.rejects(fileOrigins(path, { ...options, deadline: 50 }).connect(), { message })
  })
}

t.test('rejects what is not a path', async (t) => {
  for (const path of ['', 7, undefined, 'a\0b']) {
    t.throws(() => fileOrigins(path as string), CorsPolicyError)
  }
})

/** Saves again and again, and asserts that no state between two saves is ever read. */
async function followsSaves (t: Test, path: string, save: Save, source: CorsOriginSource): Promise<void> {
  const contents = [`${A}\n${LONG}\n`, `${A}\n${B}\n${LONG}\n`]
  writeFileSync(path, contents[0]!)
  const { lookup, events } = await started(t, source, undefined, false)
  for (let i = 1; i <= 4; i++) {
    const saving = save(path, contents[i % 2]!)
    const result = i % 2 === 1 ? 'listed' : 'not-listed'
    await until(() => {
      if (lookup.find(A, undefined) !== 'listed' || lookup.find(LONG, undefined) !== 'listed') t.fail('an origin of all states is missing')
      if (lookup.find(CUT, undefined) !== 'not-listed') t.fail('the beginning of an origin is listed')
      return lookup.find(B, undefined) === result
    })
    await saving
  }
  t.strictSame(events, [])
}

for (const [title, save] of SAVES) {
  t.test(`a file that is ${title}: seen by messages`, async (t) => {
    const path = newPath('')
    await followsSaves(t, path, save, fileOrigins(path, PATIENT))
  })
  t.test(`a file that is ${title}: seen by the version alone`, async (t) => {
    const path = newPath('')
    await followsSaves(t, path, save, withoutMessages(fileOrigins(path, { ...PATIENT, pollInterval: 5 })))
  })
}

for (const by of ['messages', 'the version alone']) {
  t.test(`a volume of a ConfigMap: seen by ${by}`, async (t) => {
    const volume = join(folder, `volume followed by ${by}`)
    mkdirSync(volume)
    const path = join(volume, 'origins.txt')
    const save = configMapSave(volume)
    await save(path, `${A}\n`)
    symlinkSync('..data/origins.txt', path)
    const source = by === 'messages' ? fileOrigins(path, PATIENT) : withoutMessages(fileOrigins(path, { ...PATIENT, pollInterval: 5 }))
    await followsSaves(t, path, save, source)
  })
}

t.test('a file behind a link in another folder: seen by messages', async (t) => {
  mkdirSync(join(folder, 'other'))
  const target = join(folder, 'other/origins.txt')
  const path = newPath(undefined)
  symlinkSync(target, path)
  writeFileSync(target, `${A}\n`)
  await followsSaves(t, target, SAVES.get('replaced by rename')!, fileOrigins(path, PATIENT))
})

t.test('a file that has been deleted is a failure until it is there again', async (t) => {
  const path = newPath(`${A}\n`)
  const { lookup, events } = await started(t, fileOrigins(path, { pollInterval: 5, deadline: 200, maxStale: 600_000 }))
  rmSync(path)
  await until(() => /ENOENT/.test(lookup.status().lastFailure ?? ''))
  t.equal(lookup.find(A, undefined), 'listed', 'within `maxStale`')
  writeFileSync(path, `${B}\n`)
  await until(() => lookup.find(B, undefined) === 'listed')
  t.equal(lookup.find(A, undefined), 'not-listed')
  t.equal(events.at(-1)?.kind, 'recovered')
})
