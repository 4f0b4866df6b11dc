/** The same application as a bundle of one file, beside its packages and away from them. */
import { build, type BuildOptions } from 'esbuild'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { rollup, type RollupBuild } from 'rollup'
import t from 'tap'
import webpack from 'webpack'
import { rightAnswers } from './expected.ts'
import { Project } from './project.ts'
import { isLong, named } from '../../unit/properties/seed.ts'

// Their types are not those of ES modules.
const require = createRequire(import.meta.url)
const ncc = require('@vercel/ncc')
const [nodeResolve, commonjs, json] = ['node-resolve', 'commonjs', 'json'].map(name => require(`@rollup/plugin-${name}`))

const project = new Project()
const elsewhere = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-bundles-'))
t.teardown(() => {
  project.remove()
  rmSync(elsewhere, { recursive: true, force: true })
})
t.setTimeout(600_000)

const entry = join(project.folder, 'module/entry.js')
const required = join(project.folder, 'commonjs/entry.js')

function esbuild (entryPoint: string, outfile: string, options: BuildOptions): Promise<unknown> {
  return build({ entryPoints: [entryPoint], outfile, bundle: true, platform: 'node', logLevel: 'silent', ...options })
}

/** What people write so that CommonJS packages, such as Fastify, find `require` in an ES module. */
const BANNER = "import { createRequire } from 'module'; const require = createRequire(import.meta.url);"

/** The file is named by its kind of module, as no package.json is beside it when it is moved. */
const BUNDLERS: Readonly<Record<string, readonly [file: string, make: (file: string) => Promise<unknown>]>> = {
  'esbuild, CommonJS': ['esbuild.cjs', file => esbuild(entry, file, { format: 'cjs' })],
  'esbuild, CommonJS of CommonJS, minified': ['esbuild-min.cjs', file => esbuild(required, file, { format: 'cjs', minify: true })],
  'esbuild, ES module': ['esbuild.mjs', file => esbuild(entry, file, { format: 'esm', banner: { js: BANNER } })],
  'esbuild, ES module of CommonJS': ['esbuild-required.mjs', file => esbuild(required, file, { format: 'esm', banner: { js: BANNER } })],
  'Rollup, ES module': ['rollup.mjs', file => roll(file, 'es', BANNER)],
  'Rollup, CommonJS': ['rollup.cjs', file => roll(file, 'cjs', '')],
  webpack: ['webpack.cjs', pack],
  ncc: ['ncc.cjs', async file => {
    const { code, assets } = await ncc(required, { cache: false, quiet: true })
    // Pino's workers; of this package there is none.
    t.strictSame(Object.keys(assets).filter(name => !/^(?:worker\d*|file)\.js$/.test(name)), [])
    writeFileSync(file, code)
  }]
}

let rolled: Promise<RollupBuild> | undefined

async function roll (file: string, format: 'es' | 'cjs', banner: string): Promise<void> {
  rolled ??= rollup({ input: entry, plugins: [nodeResolve({ exportConditions: ['node'] }), commonjs(), json()], onwarn () {} })
  await (await rolled).write({ file, format, banner, inlineDynamicImports: true })
}

function pack (file: string): Promise<void> {
  const compiler = webpack({
    mode: 'none', target: 'node', entry, output: { path: join(file, '..'), filename: basename(file), asyncChunks: false }
  })
  return new Promise((resolve, reject) => {
    compiler!.run((error, stats) => {
      const failure = error ?? (stats!.hasErrors() ? new Error(stats!.toString('errors-only')) : undefined)
      compiler!.close(() => failure === undefined ? resolve() : reject(failure))
    })
  })
}

/** One of each kind of module, by the bundler that is the fastest by far. The others run in the long run. */
const DAILY = ['esbuild, CommonJS', 'esbuild, ES module']

for (const [name, [file, make]] of named(Object.entries(BUNDLERS), DAILY, ([name]) => name)) {
  t.test(name, async t => {
    const path = join(project.folder, 'module', file)
    await make(path)
    const moved = join(elsewhere, file)
    cpSync(path, moved)
    for (const place of isLong ? [path, moved] : [moved]) {
      const { answers, output } = await project.run('module', [place])
      t.strictSame(answers, rightAnswers(1), place === path ? 'in its place' : 'moved')
      if (!t.passing()) t.comment(output)
    }
  })
}

t.test('what is loaded with an entry has nothing that bundlers do not follow', async t => {
  const dist = new URL('../../../dist/lib/', import.meta.url)
  const seen = new Set<string>()
  const load = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    const text = readFileSync(file, 'utf8')
    t.notMatch(text, /\bimport\.meta\b|\bcreateRequire\b|\bimport\s*\(/, file.pathname.slice(dist.pathname.length))
    for (const [, name = ''] of text.matchAll(/^(?:import|\} from) "(\..+)";$/gm)) load(new URL(name, file))
  }
  for (const entry of ['index.js', 'schema.js', 'browser.js', 'tools.js', 'check.js']) load(new URL(entry, dist))
  t.ok(seen.size > 4, 'parts are followed')
})
