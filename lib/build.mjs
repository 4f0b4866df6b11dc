/**
 * Builds `dist`: `node lib/build.mjs` writes one program for each entry and for the command, and `node lib/build.mjs declarations`, after
 * `tsc`, one declaration file for each entry. The documentation page is put into the programs as text, so that the package needs no
 * files at run time.
 */
import { build } from 'esbuild'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const absWorkingDir = fileURLToPath(new URL('..', import.meta.url))

const PAGE = 'dist/lib/docs/page/'

/** Names of the files that the package exports. */
const ENTRIES = ['index', 'schema', 'browser', 'tools', 'check']

/** Bundles the documentation page. The programs hold the result, and tests of the sources read it. */
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

/** Replaces the declarations of all modules by one file for each entry, and files for what several entries share. */
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
  if (process.argv[2] === 'declarations') {
    await bundleDeclarations()
  } else {
    rmSync('dist', { recursive: true, force: true })
    await buildPage()
    await buildPrograms('dist')
  }
}
