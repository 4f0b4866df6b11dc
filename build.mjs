/**
 * Makes the programs of `dist`. The page of the documentation is put into them as text, so that the package, and an application
 * that is bundled with it, needs no files when it runs.
 */
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'

const page = 'dist/lib/tools/docs/page/'

await build({
  entryPoints: ['lib/tools/docs/page/index.ts', 'lib/tools/docs/page/style.css'],
  outdir: page,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  logLevel: 'warning'
})

const assets = { script: readFileSync(`${page}index.js`, 'utf8').trim(), style: readFileSync(`${page}style.css`, 'utf8').trim() }

/** @type {import('esbuild').Plugin} */
const pageAsText = {
  name: 'page-as-text',
  setup ({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]tools[\\/]docs[\\/]assets\.ts$/ }, () => ({
      contents: `const assets = ${JSON.stringify(assets)}\nexport const pageAssets = () => assets\n`
    }))
  }
}

await build({
  entryPoints: ['lib/index.ts', 'lib/schema.ts', 'lib/tools/index.ts', 'lib/check.ts', 'lib/tools/bin.ts'],
  outbase: '.',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  chunkNames: 'lib/parts/[name]-[hash]',
  plugins: [pageAsText],
  logLevel: 'warning'
})
