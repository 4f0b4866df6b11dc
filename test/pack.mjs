/** Packs the package as npm publishes it. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What is not copied: npm reads all packages in `node_modules` first, which takes most of its time, and tests write to the others meanwhile. */
const LEFT_OUT = new Set(['.git', '.tap', 'node_modules', join('docs', 'api'), join('docs', '.vitepress')])

/**
 * Packs a copy of this repository. Returns the path of the tarball.
 *
 * @param {string} folder  an existing one, to which all is written
 */
export function pack (folder) {
  const copy = join(folder, 'copy')
  cpSync(root, copy, { recursive: true, filter: path => !LEFT_OUT.has(relative(root, path)) })
  // What must not be published although it is Markdown in `docs`.
  mkdirSync(join(copy, 'docs/api'))
  writeFileSync(join(copy, 'docs/api/index.md'), '# API\n')
  const options = ['--json', '--ignore-scripts', '--offline', '--loglevel=error', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', ...options], { cwd: copy, encoding: 'utf8' }))
  return join(folder, filename)
}
