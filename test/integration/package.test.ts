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
import { isLong } from '../unit/properties/seed.ts'
import { packed } from './packed.ts'
import { portOf } from './port-of.ts'
import { blocksOf } from './readme/blocks.ts'
import { COMPILER } from './readme/compiled.ts'
import { exchangeOf } from './readme/exchange.ts'

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
    if (from === root) {
      mkdirSync(dirname(join(into, place)), { recursive: true })
      execFileSync('cp', ['-R', join(root, place), join(into, place)])
    }
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'))
    for (const dependency of Object.keys(dependencies ?? {})) copy(dependency, join(root, place), false)
    for (const dependency of Object.keys(peerDependencies ?? {})) copy(dependency, join(root, place), true)
  }
  for (const name of names) copy(name, root, false)
}

/** Puts the package where npm does, with its commands. npm itself would ask a registry, and use a cache of this machine. */
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

t.test('the command of the unpacked tarball runs, and finds its pages', async t => {
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
})

const consumers = fileURLToPath(new URL('../consumers', import.meta.url))
const readme = entries.find(({ name }) => name === 'README.md')!.content.toString()
const firstBlocks = blocksOf(readme.slice(0, readme.indexOf('## A wrong policy stops the start')))
const firstExample = firstBlocks.find(({ language }) => language === 'ts')!.text

/** Compiles files of the folder, each to JavaScript beside it. Returns what TypeScript reports. */
function compile (files: readonly string[], options: object): string {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }))
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMPILER], { cwd: folder, encoding: 'utf8' })
  return status === 0 ? stdout : `status ${status} ${stdout}${stderr}`
}

t.test('consumers of the unpacked tarball, and the first example of its README, type-check against it', async t => {
  for (const name of readdirSync(consumers)) cpSync(join(consumers, name), join(folder, name), { recursive: true })
  mkdirSync(join(folder, 'typed'))
  writeFileSync(join(folder, 'typed/server.mts'), firstExample)
  const optionsOf = (name: string) => JSON.parse(readFileSync(join(folder, name, 'tsconfig.json'), 'utf8')).compilerOptions
  // At once, because the compiler reads the types of all packages each time.
  t.strictSame(optionsOf('nodenext-commonjs'), optionsOf('nodenext-esm'))
  t.equal(compile(['nodenext-commonjs/index.ts', 'nodenext-esm/index.ts', 'typed/server.mts'], optionsOf('nodenext-esm')), '')
  if (isLong) t.equal(compile(['bundler/index.ts'], optionsOf('bundler')), '')
})

t.test('consumers of the unpacked tarball run', async t => {
  // That of a bundler differs by what TypeScript reads, and is compiled in the long run only.
  const names = readdirSync(consumers).filter(name => isLong || name !== 'bundler')
  // In one process, which loads Fastify once. In the long run each has its own.
  for (const programs of isLong ? names.map(name => [name]) : [names]) {
    const text = programs.map(name => `await import('./${name}/index.js')`).join('\n')
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', text], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
    t.equal(run.status, 0, `${programs.join(' and ')} run ${run.stderr}`)
    t.equal(run.stderr, '', `${programs.join(' and ')} run without a warning`)
  }
})

t.test('the first example of the packed README works in a new project, as server.mjs, server.cjs and server.mts', async t => {
  const install = blocksOf(entries.find(({ name }) => name === 'docs/install.md')!.content.toString())
  const cjs = install.find(({ language }) => language === 'cjs')!.text
  const exchanges = firstBlocks.filter(({ language }) => language === 'http')
  t.equal(exchanges.length, 2)

  const cwd = join(folder, 'new')
  mkdirSync(cwd)
  // npm takes a second to write a file in which nothing matters but that the kind of modules is the default one.
  if (isLong) execFileSync('npm', ['init', '--yes'], { cwd })
  else writeFileSync(join(cwd, 'package.json'), '{ "name": "new", "version": "1.0.0", "main": "index.js" }')
  writeFileSync(join(cwd, 'server.mjs'), firstExample)
  writeFileSync(join(cwd, 'server.cjs'), cjs)
  // What TypeScript makes is the first program once more.
  for (const file of ['new/server.mjs', 'new/server.cjs', ...isLong ? ['typed/server.mjs'] : []]) {
    const child = fork(join(folder, file), { execArgv: ['--import', new URL('readme/listening.mjs', import.meta.url).href], env: { PATH: process.env['PATH'] } })
    const port = await portOf(child)
    for (const { text } of exchanges) t.equal(await exchangeOf(port, text), text, file)
    child.kill()
    await once(child, 'exit')
  }
})
