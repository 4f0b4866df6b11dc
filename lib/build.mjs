/**
 * Builds `dist`: `node lib/build.mjs` writes one program for each entry and for the command, and `node lib/build.mjs declarations`, after
 * `tsc`, one declaration file for each entry. The documentation page is put into the programs as text, so that the package needs no
 * files at run time. The programs are not minified, so that stack traces are readable.
 */
import { build } from 'esbuild'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const absWorkingDir = fileURLToPath(new URL('..', import.meta.url))

const PAGE = 'dist/lib/docs/page/'

/** Names of the files that the package exports. */
const ENTRIES = ['index', 'schema', 'browser', 'sources', 'testing', 'tools', 'check', 'migrate', 'opentelemetry']

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

/**
 * Replaces long texts by compressed ones, because every start of an application reads the programs. A text is decompressed at its
 * first use.
 *
 * @type {import('esbuild').Plugin}
 */
const compressedTexts = {
  name: 'compressed-texts',
  setup ({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]docs[\\/]assets\.ts$/ }, () => {
      const [script, style] = ['index.js', 'style.css'].map(name => readFileSync(new URL(`../${PAGE}${name}`, import.meta.url), 'utf8').trim())
      const { imports, expression } = compressed(JSON.stringify({ script, style }))
      return { contents: `${imports}let assets\nexport const pageAssets = () => assets ??= JSON.parse(${expression})\n` }
    })
    onLoad({ filter: /[\\/]types[\\/]policy\.(?:shape|schema)\.json$/ }, ({ path }) => {
      // As a text without white space, which is half as long as the literal, and faster to read.
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))
      return { contents: `export default JSON.parse(${JSON.stringify(text)})\n`, loader: 'js' }
    })
    onLoad({ filter: /[\\/]lib[\\/]validate[\\/]public-suffix-list\.ts$/ }, ({ path }) => {
      const [, header, text] = /^([^]*\*\/\n)[^]*`([^`]*)`/.exec(readFileSync(path, 'utf8')) ?? []
      if (text === undefined) throw new Error(`${path} has no text`)
      const { imports, expression } = compressed(text)
      return { contents: `${imports}${header}export const publicSuffixes = () => ${expression}\n` }
    })
  }
}

/** Returns an expression for a text, and the imports that it needs. @param {string} text */
function compressed (text) {
  const data = brotliCompressSync(text).toString('base64')
  return {
    imports: "import { brotliDecompressSync } from 'node:zlib'\n",
    expression: `brotliDecompressSync(Buffer.from('${data}', 'base64')).toString()`
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
    plugins: [compressedTexts, ...plugins],
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
