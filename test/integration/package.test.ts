/** The package as it is published: what the tarball holds, and that projects of every kind can use it. */
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { documentationPages } from '../sources.mjs'
import { packed } from './packed.ts'
import { portOf } from './port-of.ts'
import { blocksOf } from './readme/blocks.ts'
import { exchange, exchangeText, requestOf } from './readme/exchange.ts'

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

interface Entry {
  readonly name: string
  readonly mode: number
  readonly content: Buffer
}

/** A tarball's files. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function entriesOf (tarball: string): Entry[] {
  const bytes = gunzipSync(readFileSync(tarball))
  const field = (at: number, length: number) => bytes.toString('utf8', at, at + length).replace(/[\0 ]*$/, '')
  const entries: Entry[] = []
  for (let at = 0; bytes[at];) {
    const size = parseInt(field(at + 124, 12), 8)
    const content = bytes.subarray(at + 512, at + 512 + size)
    entries.push({ name: field(at, 100).replace(/^package\//, ''), mode: parseInt(field(at + 100, 8), 8), content })
    at += 512 + Math.ceil(size / 512) * 512
  }
  return entries
}

/** Copies packages of this repository, with all that they depend on, so that the consumers need no network. */
function copyPackages (names: string[], into: string): void {
  const copied = new Set<string>()
  const copy = (name: string, asking: string, optional: boolean): void => {
    let from = asking
    while (!existsSync(join(from, 'node_modules', name))) {
      if (from === root && optional) return
      from = dirname(from)
    }
    const place = relative(root, join(from, 'node_modules', name))
    if (copied.has(place)) return
    copied.add(place)
    // What is inside another package is copied with that.
    if (from === root) cpSync(join(root, place), join(into, place), { recursive: true })
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'))
    for (const dependency of Object.keys(dependencies ?? {})) copy(dependency, join(root, place), false)
    for (const dependency of Object.keys(peerDependencies ?? {})) copy(dependency, join(root, place), true)
  }
  for (const name of names) copy(name, root, false)
}

/** Puts the package where npm does, with its commands. npm itself would ask a registry, and answer from a cache of this machine. */
function installPackage (into: string): void {
  const own = join(into, 'node_modules', manifest.name)
  for (const { name, mode, content } of entries) {
    mkdirSync(dirname(join(own, name)), { recursive: true })
    writeFileSync(join(own, name), content, { mode })
  }
  mkdirSync(join(into, 'node_modules/.bin'), { recursive: true })
  for (const [command, file] of Object.entries(manifest.bin as Record<string, string>)) {
    chmodSync(join(own, file), 0o755)
    symlinkSync(join('..', manifest.name, file), join(into, 'node_modules/.bin', command))
  }
}

const entries = entriesOf(packed())

t.test('the tarball holds the entries, the parts that they share, the types, the JSON Schema, and the papers', async t => {
  const entryFiles = ['index', 'schema', 'browser', 'check', 'migrate', 'opentelemetry', 'sources', 'testing', 'tools'].flatMap(name => [`dist/lib/${name}.js`, `dist/lib/${name}.d.ts`])
  const papers = ['package.json', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'types/policy.schema.json', ...documentationPages()]
  const names = entries.map(({ name }) => name).filter(name => !/^dist\/lib\/parts\/[\w-]+(?:\.d\.ts|\.js)$/.test(name))
  t.same(names.sort(), [...papers, ...entryFiles, 'dist/lib/cli/bin.js'].sort())
})

t.test('every link in a published document points to a published file', async t => {
  const names = new Set(entries.map(({ name }) => name))
  const documents = entries.filter(({ name }) => name.endsWith('.md'))
  t.ok(documents.length > 2)
  for (const { name, content } of documents) {
    // Code is not a link.
    const prose = content.toString().replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')
    const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => String(target)).filter(target => !/^[a-z]+:/.test(target))
    t.strictSame(links.filter(target => !names.has(posix.join(posix.dirname(name), target))), [], name)
  }
})

t.test('no published file is writable by others than its owner', async t => {
  for (const { name, mode } of entries) t.equal(mode & 0o022, 0, `${name} has mode ${mode.toString(8)}`)
})

t.test('every entry of the package points to a published file', async t => {
  const targets = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values(value as object).flatMap(targets)
  const commands = Object.values(manifest.bin).map(file => `./${file}`)
  for (const target of [...targets([manifest.exports, manifest.main, manifest.types]), ...commands]) {
    t.ok(entries.some(({ name }) => `./${name}` === target), target)
  }
})

t.test('consumers of the unpacked tarball type-check against it, and run', async t => {
  const { dependencies, peerDependencies } = manifest
  copyPackages([...Object.keys({ ...dependencies, ...peerDependencies }), '@types/node'], folder)
  installPackage(folder)

  writeFileSync(join(folder, 'policy.json'), JSON.stringify({ origins: ['https://*.example.com'] }))
  const command = join(folder, 'node_modules/.bin/fastify-cors-policy')
  const explained = spawnSync(command, ['explain', 'policy.json', '--origin', 'https://example.com'], { cwd: folder, encoding: 'utf8' })
  t.equal(explained.status, 1, `the command runs ${explained.stderr}`)
  t.match(explained.stdout, /a subdomain pattern does not cover the domain itself/)
  const rule = spawnSync(command, ['lint', '--explain', 'insecure-origin'], { cwd: folder, encoding: 'utf8' })
  t.match(rule.stdout, /^insecure-origin: warning\n[^]*\nIncorrect\n/, `the command finds the page of a rule ${rule.stderr}`)
  const reason = spawnSync(command, ['explain-error', '(origin-has-path)'], { cwd: folder, encoding: 'utf8' })
  t.match(reason.stdout, /^origin-has-path\n[^]*\nSee fastify-cors-policy\/docs\/errors\.md\.\n$/, `the command finds the page of errors ${reason.stderr}`)
  const documented = spawnSync(command, ['docs', 'policy.json', '--format', 'html'], { cwd: folder, encoding: 'utf8' })
  t.match(documented.stdout, /^<!doctype html>[^]*<script>\S/, `the page has its script ${documented.stderr}`)

  const consumers = fileURLToPath(new URL('../consumers', import.meta.url))
  for (const name of readdirSync(consumers)) {
    const cwd = join(folder, name)
    mkdirSync(cwd)
    cpSync(join(consumers, name), cwd, { recursive: true })
    let program = 'index.js'
    if (existsSync(join(cwd, 'tsconfig.json'))) {
      const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc')], { cwd, encoding: 'utf8' })
      t.equal(tsc.status, 0, `${name} type-checks ${tsc.stdout}`)
      program = 'out/index.js'
    }
    const run = spawnSync(process.execPath, [program], { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
    t.equal(run.status, 0, `${name} runs ${run.stderr}`)
    t.equal(run.stderr, '', `${name} runs without a warning`)
  }
})

t.test('the first example of the packed README works in a new project, as server.mjs, server.cjs and server.mts', async t => {
  const readme = entries.find(({ name }) => name === 'README.md')!.content.toString()
  const blocks = blocksOf(readme.slice(0, readme.indexOf('## A wrong policy stops the start')))
  const install = blocksOf(entries.find(({ name }) => name === 'docs/install.md')!.content.toString())
  const esm = blocks.find(({ language }) => language === 'ts')!.text
  const cjs = install.find(({ language }) => language === 'cjs')!.text
  const exchanges = blocks.filter(({ language }) => language === 'http')
  t.equal(exchanges.length, 2)

  const cwd = join(folder, 'new')
  mkdirSync(cwd)
  execFileSync('npm', ['init', '--yes'], { cwd })
  for (const [file, text] of [['server.mjs', esm], ['server.cjs', cjs], ['typed/server.mts', esm]] as const) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), text)
  }
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--outDir', 'out', '--types', 'node', '--ignoreConfig']
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), ...options, 'typed/server.mts'], { cwd, encoding: 'utf8' })
  t.equal(tsc.status, 0, tsc.stdout)
  for (const file of ['server.mjs', 'server.cjs', 'out/server.mjs']) {
    const child = fork(join(cwd, file), { execArgv: ['--import', new URL('readme/listening.mjs', import.meta.url).href], env: { PATH: process.env['PATH'] } })
    const port = await portOf(child)
    for (const { text } of exchanges) t.equal(exchangeText(requestOf(text), await exchange(port, requestOf(text))), text, file)
    child.kill()
    await once(child, 'exit')
  }
})
