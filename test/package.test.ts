/** The package as it is published: what the tarball holds, and that projects of every kind can use it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { assertBuilt } from './dist.ts'
import { sourceFiles } from './sources.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const sources = sourceFiles()

assertBuilt()

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** Runs npm without the scripts and the network: both would make the outcome depend on more than the package. */
function npm (cwd: string, ...args: string[]): string {
  const quiet = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund', '--loglevel=error']
  return execFileSync('npm', [...args, ...quiet], { cwd, encoding: 'utf8' })
}

/** Names and modes of a tarball's files. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function entriesOf (tarball: string): { name: string, mode: number }[] {
  const bytes = gunzipSync(readFileSync(tarball))
  const field = (at: number, length: number) => bytes.toString('utf8', at, at + length).replace(/[\0 ]*$/, '')
  const entries = []
  for (let at = 0; bytes[at]; at += 512 + Math.ceil(parseInt(field(at + 124, 12), 8) / 512) * 512) {
    entries.push({ name: field(at, 100).replace(/^package\//, ''), mode: parseInt(field(at + 100, 8), 8) })
  }
  return entries
}

/** Copies packages of this repository, with all that they depend on, so that the consumers need no network. */
function copyPackages (names: string[], into: string): string[] {
  const copied = new Set<string>()
  const copy = (name: string, optional: boolean): void => {
    const from = join(root, 'node_modules', name)
    if (copied.has(name) || (optional && !existsSync(from))) return
    copied.add(name)
    cpSync(from, join(into, 'node_modules', name), { recursive: true })
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    for (const dependency of Object.keys(dependencies ?? {})) copy(dependency, false)
    for (const dependency of Object.keys(peerDependencies ?? {})) copy(dependency, true)
  }
  for (const name of names) copy(name, false)
  // npm fetches a package again whose command is not linked.
  cpSync(join(root, 'node_modules/.bin'), join(into, 'node_modules/.bin'), { recursive: true, verbatimSymlinks: true })
  return [...copied]
}

const tarball = join(folder, JSON.parse(npm(root, 'pack', '--json', '--pack-destination', folder))[0].filename)
const entries = entriesOf(tarball)

t.test('the tarball holds the entries, the parts that they share, the types, the JSON Schema, and the papers', async t => {
  const programs = ['index', 'schema', 'check', 'tools/index', 'tools/bin'].map(name => `dist/lib/${name}.js`)
  const types = sources.map(file => `dist/${file.replace(/\.ts$/, '.d.ts')}`)
  const papers = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'types/policy.schema.json', 'lib/check/probes/README.md', 'lib/tools/rules/README.md']
  const names = entries.map(({ name }) => name).filter(name => !/^dist\/lib\/parts\/[\w-]+\.js$/.test(name))
  t.same(names.sort(), [...papers, ...programs, ...types].sort())
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

t.test('consumers install the tarball, type-check against it, and run', async t => {
  const { dependencies, peerDependencies } = manifest
  const copied = copyPackages([...Object.keys({ ...dependencies, ...peerDependencies }), '@types/node'], folder)
  const present = Object.fromEntries(copied.map(name => [name, '*']))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: present }))
  npm(folder, 'install', tarball)
  const installed = JSON.parse(readFileSync(join(folder, 'node_modules/fastify-cors-policy/package.json'), 'utf8'))
  t.equal(installed.version, manifest.version, 'installed')

  writeFileSync(join(folder, 'policy.json'), JSON.stringify({ origins: ['https://*.example.com'] }))
  const command = ['--offline', 'fastify-cors-policy', 'explain', 'policy.json', '--origin', 'https://example.com']
  const explained = spawnSync('npx', command, { cwd: folder, encoding: 'utf8' })
  t.equal(explained.status, 1, `the command runs ${explained.stderr}`)
  t.match(explained.stdout, /the apex never is/)
  const documented = spawnSync('npx', ['--offline', 'fastify-cors-policy', 'docs', 'policy.json', '--format', 'html'], { cwd: folder, encoding: 'utf8' })
  t.match(documented.stdout, /^<!doctype html>[^]*<script>\S/, `the page has its script ${documented.stderr}`)

  const consumers = fileURLToPath(new URL('consumers', import.meta.url))
  for (const name of readdirSync(consumers)) {
    const cwd = join(folder, name)
    mkdirSync(cwd)
    cpSync(join(consumers, name), cwd, { recursive: true })
    let program = 'index.js'
    if (existsSync(join(cwd, 'tsconfig.json'))) {
      const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd, encoding: 'utf8' })
      t.equal(tsc.status, 0, `${name} type-checks ${tsc.stdout}`)
      program = 'out/index.js'
    }
    const run = spawnSync(process.execPath, [program], { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
    t.equal(run.status, 0, `${name} runs ${run.stderr}`)
    t.equal(run.stderr, '', `${name} runs without a warning`)
  }
})
