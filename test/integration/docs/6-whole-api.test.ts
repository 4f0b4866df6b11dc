/** docs/tutorial/6-whole-api.md: its three files type-check, its test passes, its program serves, and lint finds nothing in it. */
import { fork, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'
import { portOf } from '../port-of.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { blocksOf } from '../readme/blocks.ts'
import { compile } from '../readme/compiled.ts'
import { exchange } from '../readme/exchange.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const preload = new URL('../readme/listening.mjs', import.meta.url).href
const page = readFileSync(join(root, 'docs/tutorial/6-whole-api.md'), 'utf8')

assertBuilt()
t.setTimeout(300_000)

/** The files of the page, compiled. Returns what TypeScript reports. */
function build (folder: string): string[] {
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['fastify', '@types']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  symlinkSync(root, join(folder, 'node_modules/fastify-cors-policy'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const files = blocksOf(page).filter(({ language }) => language.startsWith('ts ')).map(({ language, text }) => {
    const file = language.slice('ts '.length)
    writeFileSync(join(folder, file), text)
    return file
  })
  return compile(folder, files, { rewriteRelativeImportExtensions: true })
}

const PRODUCTION = { NODE_ENV: 'production', DASHBOARD_ORIGINS: 'https://app.example.com' }

/** Runs Node without the loaders and variables of the runner of these tests. */
function run (folder: string, env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const { PATH } = process.env
  const { status, stdout, stderr } = spawnSync('env', ['-u', 'NODE_OPTIONS', process.execPath, ...args], { cwd: folder, env: { PATH, ...env }, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

const folder = t.testdir({})

/** The page says `node --test`, which starts a process for the file. Each day the file is the program, which is the same test. */
const TEST = isLong ? ['--test', 'app.test.js'] : ['app.test.js']

t.test('the files of the page type-check, pass their test, serve, and lint finds nothing', async t => {
  t.strictSame(build(folder), [])
  const tested = run(folder, {}, ...TEST)
  t.equal(tested.status, 0, tested.output)

  const lint = run(folder, PRODUCTION, join(root, 'dist/lib/cli/bin.js'), 'lint', 'app.js', '--export', 'buildApp')
  t.strictSame(lint, { status: 0, output: 'no findings\n' })

  const child = fork(join(folder, 'server.js'), { execArgv: ['--import', preload], env: { PATH: process.env['PATH'], ...PRODUCTION } })
  t.teardown(() => child.kill())
  const port = await portOf(child)
  const response = await exchange(port, 'GET /orders/7 HTTP/1.1\nHost: api.example.com\nOrigin: https://app.example.com')
  t.match(response, /access-control-allow-origin: https:\/\/app\.example\.com/)
})

t.test('the test of the page finds a wrong policy', async t => {
  const app = readFileSync(join(folder, 'app.js'), 'utf8')
  const wrong = app.replace("'/admin/*': 'office',", '')
  t.not(wrong, app)
  writeFileSync(join(folder, 'app.js'), wrong)
  const { status, output } = run(folder, {}, ...TEST)
  t.equal(status, 1, output)
  t.match(output, /only the office uses the admin area/)
})
