/**
 * Makes the programs of `dist`, and its declarations of those that `tsc` has written. The page of the documentation is put into them as text, so that the package, and an application
 * that is bundled with it, needs no files when it runs.
 */
import { build } from 'esbuild'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const absWorkingDir = fileURLToPath(new URL('..', import.meta.url))

const PAGE = 'dist/lib/docs/page/'

/** What the package exports, by the names of the files. */
const ENTRIES = ['index', 'schema', 'browser', 'tools', 'check']

/** What the tests of the sources read, and the other programs hold. */
async function buildPage () {
  await build({
    absWorkingDir,
    entryPoints: ['lib/docs/page/index.ts', 'lib/docs/page/style.css'],
    outdir: PAGE,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning'
  })
}

/** @type {import('esbuild').Plugin} */
const pageAsText = {
  name: 'page-as-text',
  setup ({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]docs[\\/]assets\.ts$/ }, () => {
      const [script, style] = ['index.js', 'style.css'].map(name => readFileSync(new URL(`../${PAGE}${name}`, import.meta.url), 'utf8').trim())
      return { contents: `const assets = ${JSON.stringify({ script, style })}\nexport const pageAssets = () => assets\n` }
    })
  }
}

/** @param {string} outdir @param {import('esbuild').Plugin[]} [plugins] */
export async function buildPrograms (outdir, plugins = []) {
  await build({
    absWorkingDir,
    entryPoints: [...ENTRIES.map(name => `lib/${name}.ts`), 'lib/cli/bin.ts'],
    outbase: '.',
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    chunkNames: 'lib/parts/[name]-[hash]',
    plugins: [pageAsText, ...plugins],
    logLevel: 'warning'
  })
}

/** Joins the declarations of all modules that `tsc` has written into one file for each entry, and what several of them share. */
async function bundleDeclarations () {
  const bundle = await rollup({
    input: Object.fromEntries(ENTRIES.map(name => [`lib/${name}`, `dist/lib/${name}.d.ts`])),
    plugins: [dts()],
    external: /^[^./]/
  })
  const { output } = await bundle.generate({ entryFileNames: '[name].d.ts', chunkFileNames: 'lib/parts/[name].ts' })
  for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.d.ts')) rmSync(`dist/${file}`)
  }
  for (const file of output) {
    if (file.type === 'chunk') writeFileSync(`dist/${file.fileName}`, file.code)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPage()
  await buildPrograms('dist')
  await bundleDeclarations()
}
