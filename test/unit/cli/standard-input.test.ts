/** "-" is the standard input, for every command that reads a file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandIn } from './command.ts'

const A = 'https://a.example'
const POLICY = `{ "origins": ["${A}"], /* a comment */ "maxAge": 600 }`
const SPRING = `spring:\n  mvc:\n    cors:\n      mappings:\n        "/**":\n          allowed-origins: ["${A}"]\n`

t.test('each command reads the standard input', async (t) => {
  const cwd = t.testdir({ 'b.json': POLICY.replace('600', '700').replace(/\/\*.*\*\//, '') })
  const rows: readonly (readonly [args: string, stdin: string, status: number, stdout: RegExp | string])[] = [
    ['validate -', POLICY, 0, '-: valid\n'],
    ['lint -', POLICY, 0, 'no findings\n'],
    ['docs -', POLICY, 0, /https:\/\/a\.example/],
    ['diff - b.json', POLICY, 0, /700/],
    ['proxy nginx -', POLICY, 0, /a\.example/],
    [`explain - --origin ${A} --url https://api.example/`, POLICY, 0, /access-control-allow-origin: https:\/\/a\.example/],
    ['document publish - --store cors.json', POLICY, 0, /^The document is published/],
    ['origins import - --store list.txt', `${A}\n`, 0, '1 origin imported\n'],
    ['origins import - --store keys.json', ` {"shop": ["${A}"]}`, 0, 'shop: 1 origin imported\n'],
    ['migrate - --from express', `{ "origin": ["${A}"] } // a comment`, 0, /https:\/\/a\.example/],
    ['migrate - --from nginx', `location / { add_header Access-Control-Allow-Origin ${A} always; }`, 0, /https:\/\/a\.example/]
  ]
  for (const [args, stdin, status, stdout] of rows) t.match(await commandIn(cwd, args, { stdin }), { status, stdout }, args)
  t.equal(readFileSync(join(cwd, 'list.txt'), 'utf8'), `${A}\n`)
})

t.test('YAML of Spring can come from the standard input', async (t) => {
  const cwd = t.testdir({ 'application.yaml': SPRING })
  const ofFile = await commandIn(cwd, 'migrate application.yaml --from spring')
  t.match(ofFile.stdout, A)
  t.strictSame(await commandIn(cwd, 'migrate - --from spring', { stdin: SPRING }), ofFile)
})

t.test('without a standard input, "-" is the name of a file', async (t) => {
  const cwd = t.testdir()
  for (const args of ['document publish - --store cors.json', 'origins import - --store list.txt', 'migrate - --from express', 'validate -']) {
    t.match(await commandIn(cwd, args), { status: 2, stderr: /-: The file cannot be read: ENOENT/ }, args)
  }
})

t.test('the file name - stands for the standard input, as JSON with or without comments', async t => {
  const cwd = t.testdir()
  const stdin = '{ "origins": ["https://é.test/"] /* a path */ }'
  t.match(await commandIn(cwd, 'validate -', { stdin }), { status: 1, stdout: /^-:1:15: origins\[0\]: .* has a path/ })
  t.match(await commandIn(cwd, 'lint - --format json', { stdin: '{ "origins": ["http://a.test"] }' }), { status: 0, stdout: /insecure-origin/ })
  t.match(await commandIn(cwd, 'lint - --fix', { stdin }), { status: 2, stderr: /--fix needs a file, not the standard input\./ })
  t.match(await commandIn(cwd, 'validate -'), { status: 2, stderr: /^fastify-cors-policy: -: The file cannot be read/ })
})
