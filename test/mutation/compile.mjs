/**
 * Writes JavaScript beside each TypeScript file below the working directory, Stryker's copy of the repository. Types are not
 * checked, as mutants do not heed them.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { transform } from 'esbuild'

const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true, target: 'es2023' } }

/** The specifier of a source, which names the file with its types. */
const SPECIFIER = /\b(from |import ?\(?)"(\.[^"\n]*)\.ts"/g

const sources = ['lib', 'types', 'test']
  .flatMap(room => readdirSync(room, { recursive: true, encoding: 'utf8' }).map(file => `${room}/${file}`))
  .filter(file => file.endsWith('.ts'))
await Promise.all(sources.map(async file => {
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'ts', tsconfigRaw })
  writeFileSync(file.replace(/ts$/, 'js'), code.replace(SPECIFIER, '$1"$2.js"'))
}))
