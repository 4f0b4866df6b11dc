/**
 * Lints the files whose content has not been found clean before, with the same rules: `node test/lint.mjs`. Each rule looks at one file alone.
 * Arguments are those of oxlint, such as `--fix`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const CLEAN = '.tap/lint.json'
/** What decides about every file. */
const RULES = ['oxlint.config.mjs', 'test/eslint.config.js', 'test/eslint-rules.mjs', 'package-lock.json']

/** @param {string[]} files */
const hashOf = files => files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('base64')

/** @returns {{ rules?: string, files: Record<string, string> }} */
function readClean () {
  try {
    return JSON.parse(readFileSync(CLEAN, 'utf8'))
  } catch {
    return { files: {} }
  }
}

const deleted = new Set(execFileSync('git', ['ls-files', '--deleted'], { encoding: 'utf8' }).split('\n'))
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  .split('\n').filter(file => /\.[cm]?[jt]s$/.test(file) && !deleted.has(file))
const rules = hashOf(RULES)
const clean = readClean()
const hashes = () => Object.fromEntries(files.map(file => [file, hashOf([file])]))
const now = hashes()
const changed = files.filter(file => clean.rules !== rules || clean.files[file] !== now[file])
if (changed.length > 0) {
  const { status } = spawnSync(process.execPath, ['node_modules/oxlint/bin/oxlint', '-c', 'oxlint.config.mjs', '--deny-warnings', ...process.argv.slice(2), ...changed], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
if (process.exitCode === undefined || process.exitCode === 0) {
  mkdirSync('.tap', { recursive: true })
  // --fix may have changed them.
  writeFileSync(CLEAN, JSON.stringify({ rules, files: hashes() }))
}
