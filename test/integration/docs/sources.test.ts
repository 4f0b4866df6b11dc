/** docs/sources/files.md and docs/sources/your-own.md: their programs type-check, and do what the pages show. */
import { execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { assertBuilt } from '../../dist.ts'
import { listening } from '../../listening.ts'
import { commandIn } from '../../unit/cli/command.ts'
import { portOf } from '../port-of.ts'
import { blocksOf, withTexts, type Block } from '../readme/blocks.ts'
import { compile } from '../readme/compiled.ts'
import { exchangeShown } from '../readme/exchange.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const preload = new URL('../readme/listening.mjs', import.meta.url).href

/** Packages as the project of a reader has them. libsql has the interface of better-sqlite3, whose programs npm does not have. */
const PACKAGES = { fastify: 'fastify', '@types': '@types', 'better-sqlite3': 'libsql' }

class Page {
  readonly #file: string
  readonly #markdown: string
  readonly blocks: readonly Block[]
  readonly #texts = new Map<Block, string>()

  constructor (name: string) {
    this.#file = join(root, 'docs/sources', name)
    this.#markdown = readFileSync(this.#file, 'utf8')
    this.blocks = blocksOf(this.#markdown)
  }

  block (language: string, index = 0): Block {
    return this.blocks.filter((block) => block.language === language)[index]!
  }

  /** Compares a block with what was seen, or writes it. */
  shows (t: Test, block: Block, seen: string): void {
    if (t.writeSnapshot) this.#texts.set(block, seen)
    else t.equal(block.text, seen, `the block in line ${block.line}`)
  }

  write (): void {
    if (this.#texts.size > 0) writeFileSync(this.#file, withTexts(this.#markdown, this.#texts))
  }
}

/** A folder with the programs of all pages, each part in a folder of its own, and the packages that they import. */
function projectOf (parts: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const folder = t.testdir({ node_modules: {} })
  const link = (name: string, target: string) => { symlinkSync(join(root, target), join(folder, 'node_modules', name), 'junction') }
  for (const [name, target] of Object.entries(PACKAGES)) link(name, `node_modules/${target}`)
  link('fastify-cors-policy', '')
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const files = Object.entries(parts).flatMap(([part, programs]) => {
    mkdirSync(join(folder, part))
    return Object.entries(programs).map(([name, text]) => {
      writeFileSync(join(folder, part, `${name}.ts`), text)
      return `${part}/${name}.ts`
    })
  })
  // Once for all: the compiler reads the types of all packages each time.
  t.strictSame(compile(folder, files, { esModuleInterop: true, rewriteRelativeImportExtensions: true }), [])
  return folder
}

/** What a program writes to stdout, and to stderr if it fails. */
async function output (cwd: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'], NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, error, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return status === 0 ? out : `${out}${error}`
}

/** Starts an application, and calls the function with its port. */
async function withApp (t: Test, cwd: string, env: Readonly<Record<string, string>>, use: (port: number) => Promise<void>): Promise<void> {
  const child = fork(join(cwd, 'app.js'), { cwd, execArgv: ['--import', preload], env: { PATH: process.env['PATH'], ...env }, silent: true })
  t.teardown(() => child.kill())
  const port = await portOf(child)
  await use(port)
  const stopped = once(child, 'exit')
  child.kill()
  await stopped
}

assertBuilt()

/** The line of the page's own source before which its fix is written. */
const LAST = '          origins = list.origins\n'

const [files, own] = [new Page('files.md'), new Page('your-own.md')]
const source = own.block('ts service-origins.ts').text
const ownPrograms = { app: own.block('ts app.ts').text, 'service-origins.test': own.block('ts service-origins.test.ts').text }
const folder = projectOf({
  file: { app: files.block('ts app.ts').text, write: files.block('ts write.ts').text },
  sqlite: { app: files.block('ts app.ts (SQLite)').text, write: files.block('ts write.ts (SQLite)').text },
  own: { ...ownPrograms, 'service-origins': source },
  fixed: { ...ownPrograms, 'service-origins': source.replace(LAST, `${own.block('ts fix').text}\n${LAST}`) }
})

t.test('every block of the pages is tested', async (t) => {
  t.strictSame(files.blocks.map(({ language }) => language), [
    'text origins.txt', 'ts app.ts', 'sh', 'output', 'http', 'ts write.ts', 'output', 'json', 'sh tenants.json', 'ts app.ts (SQLite)', 'ts write.ts (SQLite)', 'output', 'http'
  ])
  t.strictSame(own.blocks.map(({ language }) => language), [
    'ts service-origins.ts', 'ts app.ts', 'http', 'ts service-origins.test.ts', 'output', 'ts fix'
  ])
})

t.test('the programs of files.md print what the page shows', async (t) => {
  const cwd = join(folder, 'file')
  writeFileSync(join(cwd, 'origins.txt'), `${files.block('text origins.txt').text}\n`)
  await withApp(t, cwd, {}, async (port) => {
    let outputs = ''
    for (const line of files.block('sh').text.split('\n')) {
      const { stdout, stderr } = await commandIn(cwd, line.replace('npx fastify-cors-policy ', ''))
      outputs += stdout + stderr
    }
    files.shows(t, files.block('output'), outputs.trimEnd())
    files.shows(t, files.block('http'), await exchangeShown(port, files.block('http').text))
    files.shows(t, files.block('output', 1), (await output(cwd, ['write.js'])).trimEnd())
  })
  // The keys of JSON, as the page has them.
  const { fileOrigins } = await import('../../../lib/sources.ts')
  writeFileSync(join(cwd, 'origins.json'), files.block('json').text)
  const connection = await fileOrigins(join(cwd, 'origins.json')).connect()
  t.strictSame(['tea.api.example', undefined].map((key) => connection.has!('https://admin.example', key)), [true, false])
  connection.close()
  execFileSync('sh', ['-c', files.block('sh tenants.json').text.replace('npx fastify-cors-policy', `'${process.execPath}' '${join(root, 'dist/lib/cli/bin.js')}'`)], { cwd })
  t.strictSame(JSON.parse(readFileSync(join(cwd, 'tenants.json'), 'utf8')), { 'tea-house': ['https://tea.example'] })
  files.write()
})

t.test('the SQLite programs of files.md print what the page shows', async (t) => {
  const cwd = join(folder, 'sqlite')
  files.shows(t, files.block('output', 2), (await output(cwd, ['write.js'])).trimEnd())
  await withApp(t, cwd, {}, async (port) => { files.shows(t, files.block('http', 1), await exchangeShown(port, files.block('http', 1).text)) })
  files.write()
})

t.test('the programs of your-own.md print what the page shows', async (t) => {
  t.ok(source.includes(LAST))
  t.ok(source.split('\n').length <= 24, 'a short source')
  const cwd = join(folder, 'own')

  const service = createServer((_request, response) => { response.end('{"version": "b1946ac9", "origins": ["https://shop.example"]}') })
  const SERVICE_URL = `${(await listening(service, { t })).origin}/origins`
  await withApp(t, cwd, { SERVICE_URL }, async (port) => { own.shows(t, own.block('http'), await exchangeShown(port, own.block('http').text)) })

  const failed = await output(cwd, ['--test-reporter=tap', 'service-origins.test.js'])
  t.strictSame(failed.match(/^not ok \d+ - (.*)$/gm)?.map((line) => line.replace(/^not ok \d+ - /, '')), ['A store that is not initialized is a failure.'])
  const [title, error] = own.block('output').text.split('\n')
  t.equal(title, '✖ A store that is not initialized is a failure.')
  t.ok(failed.includes(error!.replace('  Error: ', '')))

  const passed = await output(join(folder, 'fixed'), ['--test-reporter=tap', 'service-origins.test.js'])
  t.match(passed, /^# fail 0$/m)
  t.match(passed, /^# pass 10$/m)
  own.write()
})
