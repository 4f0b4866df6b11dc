/** Lists of files, as one for the coverage, for the runner and for the tests about the files themselves. */
import { readdirSync } from 'node:fs'

/** All below a folder: paths from the repository's root, with forward slashes, sorted. @param {string} folder */
export function filesIn (folder) {
  return readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .map(file => `${folder}/${file.replaceAll('\\', '/')}`)
    .sort()
}

/** As `filesIn`. */
export function sourceFiles () {
  return ['lib', 'types'].flatMap(filesIn).filter(file => file.endsWith('.ts'))
}

/**
 * The pages of the documentation, as `filesIn`. Another test can build the site in the folders `.vitepress` and `api` meanwhile.
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
