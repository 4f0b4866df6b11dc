/**
 * The rules of `test/eslint.config.js` for oxlint, which runs them in a third of ESLint's CPU time: it parses faster, and runs the rules of ESLint and of
 * its plugins as they are. `test/slow/repository/lint.test.ts` has an example for each rule. Patterns of files are relative to this
 * file, so it cannot be in `test/`.
 */
import config from './test/eslint.config.js'

/** Rules of oxlint itself: those whose names are in comments that turn them off, and those that need more of ESLint than oxlint has. */
const OWN = new Set([
  'no-control-regex', 'no-new-func', 'no-sparse-arrays', 'no-template-curly-in-string', 'no-throw-literal', 'no-unreachable-loop', 'prefer-promise-reject-errors',
  '@typescript-eslint/consistent-type-imports'
])

/** oxlint keeps the names of plugins that it has itself. @param {string} rule */
function nameOf (rule) {
  const [name, plugin = 'eslint'] = rule.split('/').reverse()
  if (OWN.has(rule)) return `${plugin.replace('@typescript-eslint', 'typescript')}/${name}`
  return `as-in-${plugin.replace('@', '')}/${name}`
}

/** @type {any[]} */
const parts = config
const [{ ignores: ignorePatterns }] = parts

/** @param {any[]} parts */
const rulesOf = parts => Object.fromEntries(Object.entries(Object.assign({}, ...parts.map(({ rules }) => rules)))
  .map(([rule, setting]) => [nameOf(rule), setting]))

export default {
  plugins: ['eslint', 'typescript'],
  categories: { correctness: 'off' },
  jsPlugins: [
    ['eslint', new URL('test/eslint-rules.mjs', import.meta.url).href],
    ['stylistic', '@stylistic/eslint-plugin'],
    ['typescript-eslint', '@typescript-eslint/eslint-plugin'],
    ['n', 'eslint-plugin-n'],
    ['promise', 'eslint-plugin-promise'],
    ['regexp', 'eslint-plugin-regexp']
  ].map(([name, specifier]) => ({ name: `as-in-${name}`, specifier })),
  globals: Object.assign({}, ...parts.map(({ languageOptions }) => languageOptions?.globals)),
  ignorePatterns: [...ignorePatterns, '**/*.vue'],
  // What is only for some files has patterns. The exceptions without are for files of JSX, which the repository does not have.
  rules: rulesOf(parts.filter(({ files, ignores }) => files === undefined && ignores === undefined)),
  overrides: parts.filter(({ files, rules }) => files !== undefined && rules !== undefined)
    .map(part => ({ files: part.files, excludeFiles: part.ignores ?? [], rules: rulesOf([part]) }))
}
