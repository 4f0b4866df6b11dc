/** Tests that a file is replaced whole or not at all. */
import { promises, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { replaceFile } from '../../../lib/cli/replace-file.ts'

t.test('replaceFile does not write a file that has changed, is missing or is a folder', async t => {
  const folder = t.testdir({ 'policy.json': '{}', 'folder.json': {} })
  const path = join(folder, 'policy.json')
  await t.rejects(replaceFile(path, '[]', '{ }'), { message: 'The file cannot be written: It is not UTF-8, or it has changed in the meantime.' })
  t.equal(readFileSync(path, 'utf8'), '{}')
  await replaceFile(path, '{}', '[]')
  t.equal(readFileSync(path, 'utf8'), '[]')
  rmSync(path)
  await t.rejects(replaceFile(path, '[]', '{}'), { message: 'The file cannot be written: ENOENT: no such file or directory' })
  await t.rejects(replaceFile(join(folder, 'folder.json'), '', '{}'), { message: /^The file cannot be written: EISDIR: [^/]*$/ })
  t.same(readdirSync(folder), ['folder.json'])
})

t.test('replaceFile removes its temporary file if it cannot rename it', async t => {
  const folder = t.testdir({ 'policy.json': '{}' })
  const rename = t.capture(promises, 'rename', () => Promise.reject(new Error('EPERM: operation not permitted, rename \'/a\' -> \'/b\'')))
  await t.rejects(replaceFile(join(folder, 'policy.json'), '{}', '[]'), { message: 'The file cannot be written: EPERM: operation not permitted' })
  t.equal(rename().length, 1)
  t.same(readdirSync(folder), ['policy.json'])
  t.equal(readFileSync(join(folder, 'policy.json'), 'utf8'), '{}')
})
