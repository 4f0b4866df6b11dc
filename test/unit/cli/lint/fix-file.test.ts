/** Tests that `lint --fix` changes files, and which it leaves as they are. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { lintIn } from '../command.ts'
import { POLICY } from '../linted-files.ts'

/** A folder with a file that can be fixed. */
const FIXABLE = '\ufeff// ours\r\n{\r\n\t"origins": ["https://a.test"], // one\r\n\t"maxAge": 600,\r\n\t"exposedHeaders": [\r\n\t\t"X-A",\r\n\t\t"x-a", // again\r\n\t\t"X-B",\r\n\t\t"x-b"\r\n\t],\r\n}\r\n'
const FIXED = FIXABLE.replace('\t\t"x-a", // again', '\t\t// again').replace('"X-B",\r\n\t\t"x-b"', '"X-B"')

t.test('lint --fix writes the file, reports fixed findings, and prints the rest', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  const path = join(folder, 'policy.jsonc')
  chmodSync(path, 0o640)
  t.strictSame(await lintIn(folder, 'policy.jsonc --fix --fail-on warning'), {
    status: 0,
    stdout: 'no findings\n',
    stderr: 'policy.jsonc:7:3: fixed: /exposedHeaders/1 "x-a" (header-listed-twice)\n' +
      'policy.jsonc:9:3: fixed: /exposedHeaders/3 "x-b" (header-listed-twice)\nfastify-cors-policy: 2 fixed\n'
  })
  t.equal(readFileSync(path, 'utf8'), FIXED)
  t.equal(statSync(path).mode & 0o777, 0o640)
  t.same(readdirSync(folder), ['policy.jsonc'], 'leaves no temporary file')

  const { ino, mtimeMs } = statSync(path)
  t.strictSame(await lintIn(folder, 'policy.jsonc --fix'), { status: 0, stdout: 'no findings\n', stderr: 'fastify-cors-policy: 0 fixed\n' })
  t.match(statSync(path), { ino, mtimeMs }, 'a file without fixes is not written')
})

t.test('lint --fix keeps ignored entries, even if they move', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  const { stdout, stderr } = await lintIn(folder, 'policy.jsonc --fix --ignore header-listed-twice:/exposedHeaders/3=agreed')
  t.equal(stdout, '1 ignored\n')
  t.equal(stderr, 'policy.jsonc:7:3: fixed: /exposedHeaders/1 "x-a" (header-listed-twice)\nfastify-cors-policy: 1 fixed\n')
  t.equal(readFileSync(join(folder, 'policy.jsonc'), 'utf8'), FIXABLE.replace('\t\t"x-a", // again', '\t\t// again'))
})

t.test('lint --fix drops an ignored location if another fix removes it', async t => {
  // The third entry has two findings: header-listed-twice, which is ignored, and safelisted-header-exposed, which is not.
  const folder = t.testdir({ 'policy.json': `{ ${POLICY}, "exposedHeaders": ["X-A", "Expires", "expires", "x-a"], "routes": { "/3/*": { "methods": ["PUT"] } } }` })
  const { stdout, stderr } = await lintIn(folder, 'policy.json --fix --verbose --ignore header-listed-twice:/exposedHeaders/2=agreed --ignore header-listed-twice:/routes=no')
  t.match(stderr, new RegExp('^policy\\.json:1:84: fixed: /exposedHeaders/1 "Expires" \\(safelisted-header-exposed\\)\n' +
    'policy\\.json:1:95: fixed: /exposedHeaders/2 "expires" \\(safelisted-header-exposed\\)\n' +
    'policy\\.json:1:106: fixed: /exposedHeaders/3 "x-a" \\(header-listed-twice\\)\n' +
    '.*: 3 fixed\n.*--ignore header-listed-twice:/routes=no: No finding matches'))
  t.equal(stdout, 'no findings\n')
  t.match(readFileSync(join(folder, 'policy.json'), 'utf8'), '"exposedHeaders": ["X-A"], "routes"')
})

t.test('lint --fix keeps entries of findings that are not shown', async t => {
  const text = `{ ${POLICY}, "exposedHeaders": ["X-A", "Expires"] }`
  const folder = t.testdir({ 'policy.json': text })
  for (const format of ['text', 'json']) {
    const { stdout, stderr } = await lintIn(folder, `policy.json --fix --format ${format}`)
    t.match(stdout, format === 'text' ? /^1 info not shown: --verbose\n$/ : 'safelisted-header-exposed')
    t.equal(stderr, 'fastify-cors-policy: 0 fixed\n')
    t.equal(readFileSync(join(folder, 'policy.json'), 'utf8'), text)
  }
  t.match((await lintIn(folder, 'policy.json --fix --verbose')).stderr, /: 1 fixed\n$/)
})

t.test('lint --fix reports original locations, and escapes values', async t => {
  const text = `{ ${POLICY}, "routes": {
  "/\\u001b[31m~/*": { "exposedHeaders": ["X-A", "x-a", "Expires"] },
  "/b/*": { "origins": ["https://a.test", "https://a.test", "https://b.test", "https://*.a.test", "https://x.a.test", "https://b.test"] }
} }`
  const folder = t.testdir({ 'policy.json': text })
  const { stderr } = await lintIn(folder, 'policy.json --fix --verbose', { colors: true })
  t.strictSame(stderr.split('\n').slice(0, -2).map(line => /^policy\.json:(\d+:\d+): fixed: (\S+ \S+) \(.*\)$/.exec(line)?.slice(1)), [
    ['2:49', '/routes/~1\\u001b[31m~0~1*/exposedHeaders/1 "x-a"'],
    ['2:56', '/routes/~1\\u001b[31m~0~1*/exposedHeaders/2 "Expires"'],
    ['3:43', '/routes/~1b~1*/origins/1 "https://a.test"'],
    ['3:99', '/routes/~1b~1*/origins/4 "https://x.a.test"'],
    ['3:119', '/routes/~1b~1*/origins/5 "https://b.test"']
  ])
  t.match(stderr, /: 5 fixed\n$/)
})

t.test('lint --fix follows symbolic links', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  mkdirSync(join(folder, 'links'))
  symlinkSync('../policy.jsonc', join(folder, 'links', 'link.jsonc'))
  t.match((await lintIn(folder, 'links/link.jsonc --fix')).stderr, '2 fixed')
  t.ok(lstatSync(join(folder, 'links', 'link.jsonc')).isSymbolicLink())
  t.equal(readFileSync(join(folder, 'policy.jsonc'), 'utf8'), FIXED)
})

t.test('lint --fix does not change a read-only file', async t => {
  const folder = t.testdir({ 'policy.jsonc': FIXABLE })
  chmodSync(join(folder, 'policy.jsonc'), 0o444)
  const { status, stdout, stderr } = await lintIn(folder, 'policy.jsonc --fix')
  t.equal(status, 2)
  t.equal(stdout, '')
  t.match(stderr, /^fastify-cors-policy: policy\.jsonc: The file cannot be written: (?:It is read-only\.|EACCES: permission denied)\n$/)
  t.equal(readFileSync(join(folder, 'policy.jsonc'), 'utf8'), FIXABLE)
  t.same(readdirSync(folder), ['policy.jsonc'])
})

t.test('lint --fix does not change a file that is not UTF-8', async t => {
  const folder = t.testdir({})
  const bytes = Buffer.from(`{ ${POLICY}, "methods": ["PUT", "PUT"], "description": "\u00e9" }`, 'latin1')
  writeFileSync(join(folder, 'policy.json'), bytes)
  t.match((await lintIn(folder, 'policy.json --fix')).stderr, 'policy.json: The file cannot be written: It is not UTF-8, or it has changed in the meantime.\n')
  t.ok(readFileSync(join(folder, 'policy.json')).equals(bytes))
})
