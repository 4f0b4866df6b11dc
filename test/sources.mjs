/** The sources of the package, as one list for the coverage and for the tests about the sources themselves. */
import { readdirSync } from 'node:fs'

/** Paths from the repository's root, with forward slashes, sorted. */
export function sourceFiles () {
  return ['lib', 'types']
    .flatMap(room => readdirSync(new URL(`../${room}`, import.meta.url), { recursive: true, encoding: 'utf8' })
      .map(file => `${room}/${file.replaceAll('\\', '/')}`))
    .filter(file => file.endsWith('.ts'))
    .sort()
}

/**
 * The pages of the documentation, as `sourceFiles`. Another test can build the site in the folders `.vitepress` and `api` meanwhile.
 *
 * @param {string} [folder]
 * @returns {string[]}
 */
export function documentationPages (folder = 'docs') {
  return readdirSync(new URL(`../${folder}`, import.meta.url), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name.startsWith('.') || path === 'docs/api' ? [] : documentationPages(path)
    return path.endsWith('.md') ? [path] : []
  }).sort()
}

/** Whether a source runs in browsers only. @param {string} file */
export function isDrawing (file) {
  return /^lib\/docs\/page\/(view\/|index\.ts$)/.test(file)
}
