/** Lints the files that differ from the last commit, those that are not committed yet included. */
import { execFileSync, spawnSync } from 'node:child_process'

/** @type {(...args: string[]) => string[]} */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(line => line !== '')

const files = [...git('diff', '--name-only', '--diff-filter=d', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  .filter(file => /\.(ts|mjs|js)$/.test(file))
if (files.length > 0) {
  const { status } = spawnSync(process.execPath,
    ['node_modules/eslint/bin/eslint.js', '-c', 'test/eslint.config.js', '--max-warnings', '0', '--no-warn-ignored', ...files], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
