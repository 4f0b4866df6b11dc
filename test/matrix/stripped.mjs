/** The TypeScript of the repository without its types, for a Node that does not strip them itself. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transform } from 'esbuild'
import { root } from './selected.mjs'

const FOLDERS = ['lib', 'types', 'test', 'examples', 'benchmarks', 'docs/.vitepress/theme']

/** Nothing but the types goes, so that each file loads what it says. */
const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true, target: 'es2023' } }

/** Writes every file under its own path, and tells the folder. @type {(scratch: string) => Promise<string>} */
export async function stripTypes (scratch) {
  const into = join(scratch, 'stripped')
  const files = FOLDERS.flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
  // The example of NestJS has decorators, which need another option, and runs by itself.
  await Promise.all(files.filter(file => /(?<!\.d)\.ts$/.test(file) && !/nestjs[\\/]main/.test(file)).map(async file => {
    const { code } = await transform(readFileSync(join(root, file), 'utf8'), { loader: 'ts', sourcefile: file, sourcemap: 'inline', tsconfigRaw })
    mkdirSync(dirname(join(into, file)), { recursive: true })
    writeFileSync(join(into, file), code)
  }))
  return into
}
