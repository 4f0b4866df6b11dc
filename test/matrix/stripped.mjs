/**
 * The TypeScript of the repository without its types, for a Node that does not strip them itself. Newer ones use the same library,
 * which puts spaces in place of types: a position in the program is one in the source, for stack traces and for coverage.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformSync } from 'amaro'
import { root } from './selected.mjs'

const FOLDERS = ['lib', 'types', 'test', 'examples', 'benchmarks', 'docs/.vitepress/theme']

/** @param {string} source  TypeScript */
export function withoutTypes (source) {
  return transformSync(source, { mode: 'strip-only' }).code
}

/** Writes every file under its own path, and tells the folder. @param {string} scratch */
export function stripTypes (scratch) {
  const into = join(scratch, 'stripped')
  const files = FOLDERS.flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
  // The example of NestJS has decorators, and consumers of CommonJS have `import x = require()`: other tests compile them.
  for (const file of files.filter(file => /(?<!\.d)\.ts$/.test(file) && !/nestjs[\\/]main|consumers/.test(file))) {
    mkdirSync(dirname(join(into, file)), { recursive: true })
    writeFileSync(join(into, file), withoutTypes(readFileSync(join(root, file), 'utf8')))
  }
  return into
}
