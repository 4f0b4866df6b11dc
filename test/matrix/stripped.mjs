/**
 * The TypeScript of the repository without its types, for a Node that does not strip them itself. Newer ones use the same library,
 * which puts spaces in place of types: a position in the program is one in the source, for stack traces and for coverage.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { transformSync } from 'amaro'
import { root } from './selected.mjs'

/** @param {string} source  TypeScript */
export function withoutTypes (source) {
  return transformSync(source, { mode: 'strip-only' }).code
}

/**
 * A source without its types, which the processes of a test run share in a folder: the first one writes it.
 *
 * @param {string} file  its path, in the repository
 * @param {string} folder  empty when the run starts
 */
export function sharedWithoutTypes (file, folder) {
  const path = join(folder, relative(root, file))
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    // Others must not read a part.
    const part = `${path}.${process.pid}`
    writeFileSync(part, withoutTypes(readFileSync(file, 'utf8')))
    renameSync(part, path)
  }
  return readFileSync(path)
}
