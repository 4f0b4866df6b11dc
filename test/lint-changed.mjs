/** Lints the files that differ from the last commit, those that are not committed yet included. */
import { execFileSync, spawnSync } from 'node:child_process'

/** @type {(...args: string[]) => string[]} */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(line => line !== '')

const files = [...git('diff', '--name-only', '--diff-filter=d', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  .filter(file => /\.(ts|mjs|js|vue)$/.test(file))
/** @type {(...args: string[]) => void} */
function run (...args) {
  if (spawnSync('npm', ['run', '--silent', ...args], { stdio: 'inherit' }).status !== 0) process.exitCode = 1
}

if (files.length > 0) run('lint:rules', ...files)
// What a change does to types can be wrong in another file.
if (files.some(file => /^(?:lib|types)\//.test(file))) run('lint:types')
