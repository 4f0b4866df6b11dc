/** Lints the files that differ from the last commit, those that are not committed yet included. */
import { execFileSync, spawnSync } from 'node:child_process'

/** @type {(...args: string[]) => string[]} */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(line => line !== '')

const files = [...git('diff', '--name-only', '--diff-filter=d', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  .filter(file => /\.(ts|mjs|js)$/.test(file))
// What a change does to types can be wrong in another file.
const others = files.some(file => /^(?:lib|types)\//.test(file)) ? ['lib', 'types'] : []
if (files.length > 0) process.exitCode = spawnSync('npm', ['run', '--silent', 'lint', ...files, ...others], { stdio: 'inherit' }).status ?? 1
