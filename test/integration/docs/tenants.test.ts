/** docs/guides/tenants.md: the application with Redis type-checks, the commands of the page work with it, and it serves. So does that of the tutorial. */
import { fork, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'
import { portOf } from '../port-of.ts'
import { blocksOf } from '../readme/blocks.ts'
import { compile } from '../readme/compiled.ts'
import { exchangeShown } from '../readme/exchange.ts'
import { commandIn } from '../../unit/cli/command.ts'
import { isLong, sample } from '../../unit/properties/seed.ts'
import { RedisServer } from '../sources/redis-server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const preload = new URL('../readme/listening.mjs', import.meta.url).href
const blocksOfPage = (path: string) => blocksOf(readFileSync(join(root, path), 'utf8'))
const blocks = blocksOfPage('docs/guides/tenants.md')
const fileOf = (name: string): string => blocks.find(({ language }) => language === `ts ${name}`)!.text

/** The rest of this block starts a server, and is a file of its own. */
const [guide = '', server] = blocks.find(({ text }) => text.includes('export async function buildApp'))!.text.split('\n// In your project, the rest is in `server.ts`')
const tutorial = blocksOfPage('docs/tutorial/6-whole-api.md').find(({ language }) => language === 'ts app.ts')!.text

assertBuilt()
t.setTimeout(300_000)

const APPS = { guide, tutorial }
const project = t.testdir({ guide: {}, tutorial: {} })

t.test('the programs type-check', async t => {
  mkdirSync(join(project, 'node_modules'))
  for (const name of ['fastify', '@types', 'ioredis']) symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction')
  symlinkSync(root, join(project, 'node_modules/fastify-cors-policy'), 'junction')
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const files = Object.entries(APPS).flatMap(([name, app]) =>
    Object.entries({ 'app.ts': app, 'production.ts': fileOf('production.ts'), 'server.ts': fileOf('server.ts') }).map(([file, text]) => {
      writeFileSync(join(project, name, file), text)
      return `${name}/${file}`
    }))
  // Once for both: the compiler reads the types of all packages each time.
  t.strictSame(compile(project, files, { rewriteRelativeImportExtensions: true }), [])
})

t.test('the block that serves is in two parts', async t => {
  t.match(server, /listen/)
})

// That of the tutorial is the same with other routes. Its test runs it with its own source.
for (const name of sample(Object.keys(APPS), 2)) {
  t.test(`the application of the ${name} has its origins in Redis`, async t => {
    const folder = join(project, name)
    const redis = await RedisServer.start(t)
    const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', DASHBOARD_ORIGINS: 'https://app.example.com', REDIS_URL: `redis://127.0.0.1:${redis.port}` }
    const command = (line: string) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/lib/cli/bin.js'), ...line.split(' ')], { cwd: folder, env, encoding: 'utf8' })
      return { status, output: stdout + stderr }
    }
    const explain = 'explain production.js --origin https://cakes.example --url /widget/cakes/menu'
    t.match(command(explain), { status: 2, output: /does not start: .* the store is not initialized/ })

    const lines = blocks.filter(({ language }) => language === 'bash').flatMap(({ text }) => text.split('\n')).filter(line => line.includes('npx '))
    t.equal(lines.length, 2)
    for (const line of lines) {
      const [echo = '', rest = ''] = line.split('npx fastify-cors-policy ')
      const words = rest.split(' ')
      t.match(await commandIn(folder, words, { env, stdin: `${/echo '(.*)'/.exec(echo)?.[1] ?? ''}\n` }), { status: 0 })
    }
    t.match(command(explain), { status: 0, output: 'The source `tenants` (Redis set tenants) has `https://cakes.example` for `cakes`' })
    if (isLong) t.match(command(explain.replace('production.js', 'app.js --export buildApp')), { status: 1, output: 'The source `tenants` (memory of this process) does not have' })

    const child = fork(join(folder, 'server.js'), { execArgv: ['--import', preload], env, silent: true })
    t.teardown(() => child.kill())
    const port = await portOf(child)
    const request = 'GET /widget/cakes/menu HTTP/1.1\nHost: api.example.com\nOrigin: https://cakes.example'
    t.match(await exchangeShown(port, `${request}\n\nHTTP/1.1 200 OK\naccess-control-allow-origin: *`), /access-control-allow-origin: https:\/\/cakes\.example/)
  })
}

t.test('lint and docs of the module need no store', async t => {
  const rows = [['docs', /\| `tenants` \| Redis set tenants \|/], ['lint', /^no findings\n$/]] as const
  for (const [line, expected] of sample(rows, 2)) {
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'dist/lib/cli/bin.js'), line, 'production.js'], {
      cwd: join(project, 'guide'), env: { PATH: process.env['PATH'], REDIS_URL: 'redis://127.0.0.1:9' }, encoding: 'utf8'
    })
    t.equal(status, 0)
    t.match(stdout, expected)
  }
})
