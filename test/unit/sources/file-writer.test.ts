/** Changes of files of origins: what each makes of the content, and that none is lost. */
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CorsPolicyError } from '../../../lib/index.ts'
import { fileWriter } from '../../../lib/sources.ts'
import { updateFile } from '../../../lib/sources/file/update-file.ts'
import type { CorsOriginWriter } from '../../../types/source.ts'

const A = 'https://a.example'
const B = 'https://b.example'

const folder = t.testdir({})
let count = 0

function newPath (content: string | undefined, extension: string): string {
  const path = join(folder, `${++count}.${extension}`)
  if (content !== undefined) writeFileSync(path, content)
  return path
}

type Row = readonly [title: string, extension: string, before: string | undefined, change: (writer: CorsOriginWriter) => Promise<unknown>, result: unknown, after: string]

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const ROWS: readonly Row[] = [
  ['adds a line', 'txt', `# shops\r\n${A}\r\n`, (writer) => writer.allow(B), true, `# shops\r\n${A}\r\n${B}\n`],
  ['adds no line twice', 'txt', `# shops\n  ${A} \n`, (writer) => writer.allow(A), false, `# shops\n  ${A} \n`],
  ['adds an origin that is only in a comment', 'txt', `#${A}\n`, (writer) => writer.allow(A), true, `#${A}\n${A}\n`],
  ['removes each line of an origin', 'txt', `\ufeff${A}\n# shops\r\n ${A}\r\n${B}\n`, (writer) => writer.disallow(A), true, `# shops\r\n${B}\n`],
  ['removes nothing else', 'txt', `${A}\n`, (writer) => writer.disallow(B), false, `${A}\n`],
  ['removes the last line', 'txt', `${A}\n`, (writer) => writer.disallow(A), true, '# This list has no origins.\n'],
  ['removes an invalid line', 'txt', `${A}/\n${A}\n`, (writer) => writer.disallow(`${A}/`), true, `${A}\n`],
  ['replaces all lines', 'txt', `# shops\n${A}\n`, (writer) => writer.replace([B, A, B]), undefined, `${B}\n${A}\n`],
  ['replaces all lines with none', 'txt', `${A}\n`, (writer) => writer.replace([]), undefined, '# This list has no origins.\n'],
  ['creates the file', 'txt', undefined, (writer) => writer.replace([A]), undefined, `${A}\n`],
  ['lists lines once, sorted', 'txt', `${B}\n${A}\n${B}\n# c\n`, (writer) => writer.list(), [A, B], `${B}\n${A}\n${B}\n# c\n`],
  ['lists no origins of a key', 'txt', `${B}\n`, (writer) => writer.list('shop'), [], `${B}\n`],
  ['adds to a list', 'json', json([A]), (writer) => writer.allow(B), true, json([A, B])],
  ['adds nothing twice to a list', 'json', `["${A}"]`, (writer) => writer.allow(A), false, `["${A}"]`],
  ['adds a key to a list', 'json', json([A]), (writer) => writer.allow(B, 'shop'), true, json({ '': [A], shop: [B] })],
  ['adds to a key', 'json', json({ shop: [A], bank: [A] }), (writer) => writer.allow(B, 'shop'), true, json({ shop: [A, B], bank: [A] })],
  ['keeps a key with the name of a member', 'json', '{"__proto__": []}', (writer) => writer.allow(A, '__proto__'), true, `{\n  "__proto__": [\n    "${A}"\n  ]\n}\n`],
  ['removes from a key', 'json', json({ '': [A], shop: [A, B, A] }), (writer) => writer.disallow(A, 'shop'), true, json({ '': [A], shop: [B] })],
  ['removes nothing from another key', 'json', json({ shop: [A] }), (writer) => writer.disallow(A), false, json({ shop: [A] })],
  ['replaces a key', 'json', json({ '': [A], shop: [A] }), (writer) => writer.replace([B, B], 'shop'), undefined, json({ '': [A], shop: [B] })],
  ['creates the file', 'json', undefined, (writer) => writer.replace([]), undefined, json([])],
  ['creates the file with a key', 'json', undefined, (writer) => writer.replace([A], 'shop'), undefined, json({ shop: [A] })],
  ['lists the origins of a key', 'json', json({ '': [A], shop: [B, 7, A] }), (writer) => writer.list('shop'), [A, B], json({ '': [A], shop: [B, 7, A] })],
  ['lists the origins without a key', 'json', json({ '': [B], shop: [A] }), (writer) => writer.list(), [B], json({ '': [B], shop: [A] })],
  ['lists no origins of an unknown key', 'json', json([A]), (writer) => writer.list('shop'), [], json([A])]
]

for (const [title, extension, before, change, result, after] of ROWS) {
  t.test(`${title} (.${extension})`, async (t) => {
    const path = newPath(before, extension)
    t.strictSame(await change(fileWriter(path)), result)
    t.equal(readFileSync(path, 'utf8'), after)
    t.notOk(existsSync(`${path}.lock`))
  })
}

const REJECTED: readonly (readonly [title: string, extension: string, before: string | undefined, change: (writer: CorsOriginWriter) => Promise<unknown>, error: RegExp | typeof CorsPolicyError | { readonly message?: RegExp | string, readonly code?: string, readonly issues?: readonly object[] }])[] = [
  ['an invalid origin', 'txt', '#\n', (writer) => writer.allow(`${A}/`), { issues: [{ id: 'origin-has-path' }] }],
  ['a pattern', 'txt', '#\n', (writer) => writer.replace(['https://*.example']), { issues: [{ message: /exact/ }] }],
  ['an origin in another spelling, which would stay allowed', 'txt', `${A}\n`, (writer) => writer.disallow(`${A}/`), { issues: [{ id: 'origin-has-path' }] }],
  ['a value that is not a text', 'txt', '#\n', (writer) => writer.replace([A, 5 as unknown as string]), { issues: [{ path: '/1', message: 'The value must be a string, but 5 is a number.' }] }],
  ['a value that is not a list', 'txt', '#\n', (writer) => writer.replace(A as unknown as string[]), { issues: [{ message: /must be a list of origins, but it is "https/ }] }],
  ['an empty key', 'json', '[]', (writer) => writer.allow(A, ''), CorsPolicyError],
  ['an empty key to list', 'json', '[]', (writer) => writer.list(''), CorsPolicyError],
  ['a key of a text', 'txt', '#\n', (writer) => writer.allow(A, 'shop'), { message: 'A text has no keys. Use a file with the extension .json.' }],
  ['a file that does not exist', 'txt', undefined, (writer) => writer.allow(A), { message: /does not exist\. The command "origins import" initializes it, and so does `replace`\./ }],
  ['a file that does not exist, to remove', 'json', undefined, (writer) => writer.disallow(A), { message: /does not exist/ }],
  ['a file that does not exist, to list', 'json', undefined, (writer) => writer.list(), { message: /does not exist/ }],
  ['a text that is cut', 'txt', A, (writer) => writer.allow(B), { message: /can be incomplete/ }],
  ['a text that is cut, to list', 'txt', A, (writer) => writer.list(), { message: /can be incomplete/ }],
  ['invalid JSON', 'json', '[', (writer) => writer.allow(A), { message: /not valid JSON/ }]
]

for (const [title, extension, before, change, error] of REJECTED) {
  t.test(`rejects ${title}, and changes nothing: ${extension}`, async (t) => {
    const path = newPath(before, extension)
    await t.rejects(change(fileWriter(path)), error as Error)
    t.equal(existsSync(path) ? readFileSync(path, 'utf8') : undefined, before)
    t.notOk(existsSync(`${path}.lock`))
  })
}

t.test('rejects a path in a folder that does not exist, and one that is not a path', async (t) => {
  await t.rejects(fileWriter(join(folder, 'nowhere/origins.txt')).replace([A]), { code: 'ENOENT' })
  await t.rejects(fileWriter(join(folder, '1.txt/origins.txt')).replace([A]), { code: 'ENOTDIR' })
  await t.rejects(fileWriter(folder).list(), { code: 'EISDIR' })
  await t.rejects(fileWriter(join(folder, 'x'.repeat(253))).replace([A]), { code: 'ENAMETOOLONG' })
  t.throws(() => fileWriter(''), CorsPolicyError)
})

t.test('writers at the same time lose nothing', async (t) => {
  const path = newPath('#\n', 'txt')
  const origins = Array.from({ length: 20 }, (_, i) => `https://${i}.example`)
  const results = await Promise.all(origins.map((origin) => fileWriter(path).allow(origin)))
  t.ok(results.every(Boolean))
  t.strictSame(await fileWriter(path).list(), [...origins].sort())
})

t.test('a lock that stays is reported, and one that ends is waited for', async (t) => {
  const longName = join(folder, 'a-long-name-'.repeat(10))
  mkdirSync(longName)
  const path = join(longName, 'origins.txt')
  writeFileSync(path, '#\n')
  writeFileSync(`${path}.lock`, '')
  await t.rejects(updateFile(path, () => A, 0), { message: `Another writer has locked the file. If none is running, remove "${path}.lock".` })
  let isDone = false
  await Promise.all([
    updateFile(path, () => `${A}\n`).then(() => { isDone = true }),
    updateFile(newPath('#\n', 'txt'), () => '#\n').then(() => {
      t.equal(isDone, false)
      rmSync(`${path}.lock`)
    })
  ])
  t.equal(readFileSync(path, 'utf8'), `${A}\n`)
})

t.test('a link, the mode and the owner stay, and the time is later even if the clock was set back', async (t) => {
  const target = join(folder, 'target')
  mkdirSync(target)
  const file = join(target, 'origins.txt')
  writeFileSync(file, '#\n')
  chmodSync(file, 0o640)
  const future = new Date(Date.now() + 3_600_000)
  utimesSync(file, future, future)
  const before = statSync(file)
  const path = newPath(undefined, 'txt')
  symlinkSync(file, path)
  t.equal(await fileWriter(path).allow(A), true)
  t.ok(lstatSync(path).isSymbolicLink())
  const after = statSync(file)
  t.strictSame([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid])
  t.not(after.ino, before.ino, 'replaced')
  t.ok(after.mtimeMs > before.mtimeMs)
  t.strictSame(readdirSync(target), ['origins.txt'])
})
