/**
 * Fastify's own style (neostandard), and for the sources the rules that catch a regular expression which some input makes slow.
 * oxlint needs a small part of the CPU time of ESLint, whose plugins it loads. `test/oxlint-types.json` has the rules that need types.
 */
import neostandard from 'neostandard'

/**
 * No input may make a regular expression take more than linear time, neither by backtracking nor by starting again at each character.
 *
 * @type {Record<string, ['error', { report: string }]>}
 */
export const REGULAR_EXPRESSION_RULES = {
  'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
  'regexp/no-super-linear-move': ['error', { report: 'potential' }]
}

/** Rules of neostandard that oxlint loads from where it has them. */
const LOADED = new Map([
  ['camelcase', 'eslint-js/camelcase'],
  ['no-undef-init', 'eslint-js/no-undef-init'],
  // That of oxlint does not see a variable that a callback sets.
  ['no-unmodified-loop-condition', 'eslint-js/no-unmodified-loop-condition'],
  ['n/no-callback-literal', 'n/no-callback-literal'],
  ['n/no-deprecated-api', 'n/no-deprecated-api']
])

/** Each parser rejects the first three in a module, and the last only informs ESLint of what is unreachable. */
const LEFT_OUT = ['no-dupe-args', 'no-octal', 'no-octal-escape', 'n/process-exit-as-throw']

const STYLE = Object.entries(Object.assign({}, ...neostandard({ noJsx: true }).map(({ rules }) => rules)))
  .filter(([name]) => !LEFT_OUT.includes(name))
  .map(([name, setting]) => [LOADED.get(name) ?? name.replace(/^n\//, 'node/'), setting])

export default {
  plugins: ['typescript', 'node', 'promise'],
  jsPlugins: ['@stylistic/eslint-plugin', 'eslint-plugin-n', 'eslint-plugin-regexp', './test/eslint-rules.js'],
  categories: { correctness: 'off' },
  env: { builtin: true, node: true },
  ignorePatterns: ['dist', '.tap', 'docs/api', 'docs/.vitepress/dist', 'docs/.vitepress/cache'],
  rules: Object.fromEntries(STYLE),
  overrides: [
    {
      files: ['lib/**/*.ts', 'types/**/*.ts'],
      rules: {
        ...REGULAR_EXPRESSION_RULES,
        'no-restricted-properties': ['error', {
          object: 'URL', property: 'canParse', message: 'Its result is wrong in Node 20 and 22 once it is optimized: use parseUrl of lib/browser/url.ts.'
        }],
        // `void` says that no code waits for a promise.
        'no-void': ['error', { allowAsStatement: true }],
        'typescript/consistent-type-imports': 'error'
      }
    },
    {
      // What TypeScript reports itself.
      files: ['**/*.ts', '**/*.vue', 'test/**/*.mjs'],
      rules: { 'no-unused-vars': 'off', 'no-undef': 'off', 'valid-typeof': 'off' }
    },
    { files: ['examples/page.js', 'lib/docs/page/*.js'], env: { browser: true } },
    {
      // A row of a table may group its columns on lines.
      files: ['test/**/*.ts'],
      rules: {
        '@stylistic/object-property-newline': 'off',
        'eslint-js/no-restricted-syntax': ['error', {
          selector: "CallExpression[callee.property.name='match'] > .arguments:nth-child(2) ArrayExpression[elements.length=0], " +
            "CallExpression[callee.property.name='match'] > ArrayExpression.arguments:nth-child(2)[elements.length=0]",
          message: 'In a pattern of tap, [] matches each list. Use { length: 0 }.'
        }]
      }
    }
  ]
}
