/** docs/nestjs.md: its application type-checks, and responds as the page shows, on NestJS 12 in ES modules and on NestJS 11 in CommonJS. */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { assertBuilt } from '../../dist.ts'
import { sample } from '../../unit/properties/seed.ts'
import { portOf } from '../port-of.ts'
import { blocksOf, withTexts, type Block } from '../readme/blocks.ts'
import { compile } from '../readme/compiled.ts'
import { exchangeOf } from '../readme/exchange.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const preload = new URL('../readme/listening.mjs', import.meta.url).href
const file = join(root, 'docs/nestjs.md')
const page = readFileSync(file, 'utf8')

/** The folder with the packages of NestJS, and the kind of modules. NestJS 11 has a Fastify of its own, and 12 the same as the plugin. */
const PROJECTS = [
  { version: 12, packages: 'node_modules', type: 'module', hasOneFastify: true },
  { version: 11, packages: 'node_modules/nestjs-11/node_modules', type: 'commonjs', hasOneFastify: false }
] as const

const APP = 'https://app.example.com'
const OFFICE = 'https://office.example.com'

/** What the page says about its routes. */
const ROUTES: ReadonlyArray<readonly [string, string, Record<string, string>, status: number, allowed: string | null, body: RegExp]> = [
  ['PUT', 'orders/7', { origin: APP, cookie: 'sid=7c1f' }, 200, APP, /"id":"7"/],
  ['OPTIONS', 'office/orders/7', { origin: OFFICE, 'access-control-request-method': 'DELETE' }, 204, OFFICE, /^$/],
  ['DELETE', 'office/orders/7', { origin: OFFICE, cookie: 'sid=7c1f' }, 200, OFFICE, /removed/],
  ['DELETE', 'office/orders/7', { origin: OFFICE }, 401, OFFICE, /Unauthorized/],
  ['DELETE', 'office/orders/7', { origin: APP, cookie: 'sid=7c1f' }, 200, null, /removed/],
  ['GET', 'orders/events', { origin: APP, cookie: 'sid=7c1f' }, 200, APP, /data: changed/],
  ['GET', 'health', { origin: APP }, 200, null, /"ok":true/],
  ['GET', 'nothing', { origin: APP }, 404, APP, /Cannot GET/]
]

/** Writes the project of the page, and compiles it. Returns what TypeScript reports. */
function build (folder: string, { packages, type }: typeof PROJECTS[number]): string[] {
  mkdirSync(join(folder, 'node_modules'))
  const link = (name: string, target: string) => { symlinkSync(join(root, target), join(folder, 'node_modules', name), 'junction') }
  link('@nestjs', `${packages}/@nestjs`)
  link('fastify-cors-policy', '')
  for (const name of ['rxjs', '@types', 'fastify']) link(name, `node_modules/${name}`)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }))
  const sources = blocksOf(page).filter(({ language }) => language.startsWith('ts ')).map(({ language, text }) => {
    const source = language.slice('ts '.length)
    writeFileSync(join(folder, source), text)
    return source
  })
  return compile(folder, sources, { esModuleInterop: true, experimentalDecorators: true, emitDecoratorMetadata: true })
}

assertBuilt()

// NestJS 11 in CommonJS runs in the long run, and `test/integration/responses/nestjs` runs both versions.
for (const project of sample(PROJECTS, 2)) {
  t.test(`the application of the page runs on NestJS ${project.version}`, async (t) => {
    const folder = t.testdir()
    const problems = build(folder, project)
    // With two versions of Fastify, TypeScript rejects the registration, as the page says.
    t.match(problems, project.hasOneFastify ? { length: 0 } : [/error TS\d+: Argument of type 'FastifyPluginAsync<CorsPluginOptions>/])
    t.equal(problems.length, project.hasOneFastify ? 0 : 1)
    const child = fork(join(folder, 'main.js'), { execArgv: ['--import', preload], silent: true })
    t.teardown(() => child.kill())
    const port = await portOf(child)
    const requests = blocksOf(page).filter(({ language }) => language === 'http')
    t.ok(requests.length >= 4)
    const texts = new Map<Block, string>()
    for (const block of requests) texts.set(block, await exchangeOf(port, block.text))
    if (t.writeSnapshot) writeFileSync(file, withTexts(page, texts))
    else for (const [block, text] of texts) t.equal(block.text, text, `the responses in line ${block.line}`)
    for (const [method, path, headers, status, allowed, body] of ROUTES) {
      const response = await fetch(`http://127.0.0.1:${port}/api/${path}`, { method, headers })
      const seen = [response.status, response.headers.get('access-control-allow-origin'), await response.text()]
      t.match(seen, [status, allowed, body], `${method} ${path} of ${headers.origin}`)
    }
    const lint = ['-u', 'NODE_OPTIONS', process.execPath, join(root, 'dist/lib/cli/bin.js'), 'lint', 'cors.js', '--export', 'buildApp']
    const { status, stdout, stderr } = spawnSync('env', lint, { cwd: folder, encoding: 'utf8' })
    t.equal(status, 0, stderr)
    t.match(stdout, /^2 info not shown/, 'lint reads the application, and has no warning')
    const stopped = once(child, 'exit')
    child.kill()
    await stopped
  })
}
