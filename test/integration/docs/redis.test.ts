/** docs/sources/redis.md: its programs type-check, and do what the page shows, with each client. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'
import { originsIn } from '../../unit/cli/command.ts'
import { named } from '../../unit/properties/seed.ts'
import { portOf } from '../port-of.ts'
import { blocksOf, withTexts, type Block } from '../readme/blocks.ts'
import { compile } from '../readme/compiled.ts'
import { exchangeShown } from '../readme/exchange.ts'
import { RedisServer } from '../sources/redis-server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const preload = new URL('../readme/listening.mjs', import.meta.url).href
const file = join(root, 'docs/sources/redis.md')
const page = readFileSync(file, 'utf8')
const blocks = blocksOf(page)
const [app, write, ...sources] = ['ts app.ts', 'ts write.ts', 'ts tenants.ts (ioredis)', 'ts tenants.ts (iovalkey)', 'ts tenants.ts (redis)']
  .map((language) => blocks.filter((block) => block.language === language)[0]!)

/** The source of the page, the name under which it imports its client, and the package that is installed under this name. */
const PROJECTS = [
  [sources[0]!, 'ioredis', 'ioredis'],
  [sources[1]!, 'iovalkey', 'iovalkey'],
  [sources[2]!, 'redis', 'redis'],
  [sources[0]!, 'ioredis', 'ioredis-5'],
  [sources[2]!, 'redis', 'redis-5']
] as const

/** All type-check. One runs each day, as the guide about tenants runs ioredis. */
const RUN = named(PROJECTS, ['redis'], ([, , installed]) => installed)

/** A folder with the programs of the page, and the packages that they import. */
function project (folder: string, source: Block, name: string, installed: string): string {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  const link = (name: string, target: string) => { symlinkSync(join(root, target), join(folder, 'node_modules', name), 'junction') }
  for (const each of ['fastify', '@types']) link(each, `node_modules/${each}`)
  link('fastify-cors-policy', '')
  link(name, `node_modules/${installed}`)
  if (name !== 'ioredis') link('ioredis', 'node_modules/ioredis')
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  for (const [path, { text }] of [['tenants', source], ['app', app!], ['write', write!]] as const) writeFileSync(join(folder, `${path}.ts`), text)
  return folder
}

assertBuilt()

const folder = t.testdir()

t.test('the programs of the page type-check', async (t) => {
  const files = PROJECTS.flatMap(([source, name, installed]) => {
    project(join(folder, installed), source, name, installed)
    return [`${installed}/app.ts`, `${installed}/write.ts`]
  })
  t.strictSame(compile(folder, files, { rewriteRelativeImportExtensions: true }), [])
})

t.test('every block of the page is tested', async (t) => {
  t.strictSame(blocks.map(({ language }) => language), [
    'ts tenants.ts (ioredis)', 'ts tenants.ts (iovalkey)', 'ts tenants.ts (redis)', 'ts app.ts', 'ts write.ts', 'text', 'bash', 'output', 'http', 'http', 'http', 'redis'
  ])
})

for (const [, , installed] of RUN) {
  t.test(`the programs of the page do what it shows, with ${installed}`, async (t) => {
    const server = await RedisServer.start(t)
    for (const line of blocks.at(-1)!.text.split('\n')) await server.run(...line.split(' ') as [string])
    const cwd = join(folder, installed)
    const texts = new Map<Block, string>()
    const urlOf = (user: string) => `redis://${user}:${user}-password@127.0.0.1:${server.port}`
    const run = (path: string, user: string) => fork(join(cwd, path), {
      execArgv: ['--import', preload],
      env: { PATH: process.env['PATH'], NO_COLOR: '1', REDIS_URL: urlOf(user) },
      silent: true
    })

    writeFileSync(join(cwd, 'origins.txt'), 'https://shop.example\n')
    let printed = ''
    for (const line of blocks.find(({ language }) => language === 'bash')!.text.split('\n')) {
      const [, , , ...args] = line.split(' ')
      const { stdout, stderr } = await originsIn(cwd, args, { REDIS_URL: urlOf('writer') })
      printed += stdout + stderr
    }
    texts.set(blocks.find(({ language }) => language === 'output')!, printed.trimEnd())

    const writer = run('write.js', 'writer')
    const [output, errors] = await Promise.all([text(writer.stdout!), text(writer.stderr!)])
    t.equal(errors, '')
    texts.set(blocks.find(({ language }) => language === 'text')!, output.trimEnd())

    const child = run('app.js', 'reader')
    t.teardown(() => child.kill())
    const port = await portOf(child)
    for (const block of blocks.filter(({ language }) => language === 'http')) {
      texts.set(block, await exchangeShown(port, block.text))
    }
    if (t.writeSnapshot) writeFileSync(file, withTexts(page, texts))
    else for (const [block, text] of texts) t.equal(block.text, text, `the block in line ${block.line}`)
    const stopped = once(child, 'exit')
    child.kill()
    await stopped
  })
}
