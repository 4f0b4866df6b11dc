/** Lints the files that differ from the main branch of origin, or without one from the last commit; those that are not committed yet, too. */
import { execFileSync, spawnSync } from 'node:child_process'

/** @type {(...args: string[]) => string[]} */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\0').filter(name => name !== '')

/** The last commit that is in the main branch, too. */
function base () {
  try {
    return git('merge-base', 'HEAD', 'origin/main').join().trim()
  } catch {
    return 'HEAD'
  }
}

const changed = [...git('diff', '-z', '--name-only', '--diff-filter=d', base()), ...git('ls-files', '-z', '--others', '--exclude-standard')]
const hasRules = changed.some(file => /^(?:oxlint\.config\.js|test\/eslint-rules\.js|test\/oxlint-types\.json)$/.test(file))
const files = changed.filter(file => /\.(?:[cm]?ts|[cm]?js|vue)$/.test(file))
/** @type {(...args: string[]) => void} */
function run (...args) {
  if (spawnSync('npm', ['run', '--silent', ...args], { stdio: 'inherit' }).status !== 0) process.exitCode = 1
}

// A change of the rules can be about any file.
if (hasRules) run('lint:rules')
else if (files.length > 0) run('lint:rules', ...files)
if (process.exitCode === 1) console.error('`npm run lint:rules -- --fix` corrects what the rules can correct.')
// What a change does to types can be wrong in another file.
if (files.some(file => /^(?:lib|types)\//.test(file))) run('lint:types')
