/**
 * Fastify's own style (neostandard), and for the sources the rules that catch a regular expression which some input makes slow.
 * Rules that oxlint has are in `oxlint.json`, since it needs a small part of the CPU time: those of neostandard that it has, with the same
 * options, and those that need types, such as that against a promise nobody waits for.
 */
import regexp from 'eslint-plugin-regexp'
import neostandard from 'neostandard'
import ts from 'typescript-eslint'
import oxlint from './oxlint.json' with { type: 'json' }

/**
 * No input may make a regular expression take more than linear time, be it by backtracking or by starting anew.
 * @type {import('eslint').Linter.RulesRecord}
 */
export const REGULAR_EXPRESSION_RULES = {
  'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
  'regexp/no-super-linear-move': ['error', { report: 'potential' }]
}

/** The rules of `oxlint.json`, turned off here. */
const IN_OXLINT = Object.fromEntries(Object.keys(oxlint.rules).map(name => [
  name.replace(/^eslint\//, '').replace(/^typescript\//, '@typescript-eslint/').replace(/^node\//, 'n/'), 'off'
]))

export default [
  ...neostandard({ ts: true, ignores: ['dist/', '.tap/', 'docs/api/', 'docs/.vitepress/dist/', 'docs/.vitepress/cache/'] }),
  { languageOptions: { ecmaVersion: 'latest' }, rules: IN_OXLINT },
  {
    files: ['lib/**/*.ts', 'types/**/*.ts'],
    languageOptions: { parser: ts.parser },
    plugins: { '@typescript-eslint': ts.plugin, regexp },
    rules: {
      ...REGULAR_EXPRESSION_RULES,
      'no-restricted-properties': ['error', {
        object: 'URL', property: 'canParse', message: 'Its answer is wrong in Node 20 and 22 once it is optimized: use parseUrl of lib/browser/url.ts.'
      }],
      // `void` says that nobody waits for a promise.
      'no-void': ['error', { allowAsStatement: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // TypeScript compares the operands of typeof better.
      'valid-typeof': 'off'
    }
  },
  {
    // What TypeScript reports itself, in a tenth of the CPU time of the linter.
    files: ['lib/**/*.ts', 'types/**/*.ts', 'benchmarks/**/*.ts', 'test/**/*.{ts,mjs}'],
    ignores: ['test/consumers/**', 'test/types/declared-names/**', 'test/integration/loaders/{application,entries}/**'],
    rules: { 'no-unused-vars': 'off', '@typescript-eslint/no-unused-vars': 'off', '@typescript-eslint/no-redeclare': 'off' }
  },
  {
    // A row of a table may group its columns on lines.
    files: ['test/**/*.ts'],
    rules: {
      '@stylistic/object-property-newline': 'off',
      'no-restricted-syntax': ['error', {
        selector: "CallExpression[callee.property.name='match'] > .arguments:nth-child(2) ArrayExpression[elements.length=0], " +
          "CallExpression[callee.property.name='match'] > ArrayExpression.arguments:nth-child(2)[elements.length=0]",
        message: 'In a pattern of tap, [] matches each list. Use { length: 0 }.'
      }]
    }
  }
]
